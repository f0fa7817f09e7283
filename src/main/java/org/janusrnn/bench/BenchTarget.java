package org.janusrnn.bench;

import org.janusrnn.cl.ClDevice;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;

/**
 * Where rows are timed.
 *
 * @param device the device, by one binding.
 * @param way    how it walks through time; null: what suits it, or what JANUS_WAY says.
 */
public record BenchTarget(ClDevice device, Way way) {
    /** An engine there. */
    Engine.Builder engine() {
        Engine.Builder builder = Engine.builder().device(device);
        return way == null ? builder : builder.way(way);
    }

    /** One line for people. */
    @Override
    public String toString() {
        return device + ", " + way;
    }
}
