package org.janusrnn.bench;

import org.janusrnn.cl.ClDevice;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;

/**
 * Where rows are timed.
 *
 * @param device the device, by one binding.
 * @param way    how it walks through time; null: what suits it, or what JANUS_WAY says.
 * @param recompute whether gates are computed again in the backward pass, not stored.
 */
public record BenchTarget(ClDevice device, Way way, boolean recompute) {
    /** Where gates are stored, unless JANUS_RECOMPUTE says otherwise. */
    public BenchTarget(ClDevice device, Way way) {
        this(device, way, false);
    }

    /** An engine there. */
    Engine.Builder engine() {
        Engine.Builder builder = Engine.builder().device(device);
        if (recompute) {
            builder.recompute(true);
        }
        return way == null ? builder : builder.way(way);
    }

    /** One line for people. */
    @Override
    public String toString() {
        return device + ", " + way + (recompute ? ", gates recomputed" : "");
    }
}
