package org.janusrnn.bench;

import org.janusrnn.cl.ClDevice;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.StorageFormat;
import org.janusrnn.schedule.Way;

/**
 * Where rows are timed.
 *
 * @param device the device, by one binding.
 * @param way    how it walks through time; null: what suits it, or what JANUS_WAY says.
 * @param recompute whether gates are computed again in the backward pass, not stored.
 * @param weights how packed weights are stored; null: what JANUS_WEIGHTS says.
 * @param activations how what the backward pass needs is kept; null: what JANUS_ACTIVATIONS says.
 */
public record BenchTarget(ClDevice device, Way way, boolean recompute, StorageFormat weights,
                          StorageFormat activations) {
    /** Where gates are stored, unless JANUS_RECOMPUTE says otherwise. */
    public BenchTarget(ClDevice device, Way way) {
        this(device, way, false);
    }

    /** With numbers stored as the environment says. */
    public BenchTarget(ClDevice device, Way way, boolean recompute) {
        this(device, way, recompute, null, null);
    }

    /** What an engine has come to. */
    static BenchTarget of(Engine engine) {
        return new BenchTarget(engine.device(), engine.way(), engine.recomputes(), engine.weights(),
                engine.activations());
    }

    /** An engine there. */
    Engine.Builder engine() {
        Engine.Builder builder = Engine.builder().device(device).weights(weights).activations(activations);
        if (recompute) {
            builder.recompute(true);
        }
        return way == null ? builder : builder.way(way);
    }

    /** What is not stored as usual, each with a comma before it. */
    public String storage() {
        return (recompute ? ", gates recomputed" : "")
                + (weights == StorageFormat.HALF ? ", weights in half precision" : "")
                + (activations == StorageFormat.HALF ? ", activations kept in half precision" : "");
    }

    /** One line for people. */
    @Override
    public String toString() {
        return device + ", " + way + storage();
    }
}
