package org.janusrnn.schedule;

import java.util.Locale;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.DeviceType;
import org.janusrnn.cl.Settings;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.kernel.Tuning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways to run a time loop and the matrix products around it. Each computes the same. */
public enum Way {
    /** One work-item a work-group works on vectors, and one launch runs all time steps: for CPUs. */
    WIDE,
    /** Work-groups stage tiles in local memory, and a launch runs one time step: for GPUs. */
    TILED;

    private static final Logger LOG = LoggerFactory.getLogger(Way.class);

    /**
     * The way for a device: what {@code -Djanus.way} or {@code JANUS_WAY} says, or else what it is tuned to.
     *
     * @throws IllegalArgumentException where the setting names no way.
     */
    static Way of(ClDevice device, Tuning tuning) {
        Chosen chosen = chosen(device, tuning);
        if (chosen.instead) {
            LOG.info("{}: {}; running the tiled kernels (JANUS_WAY=wide forces the others)", device.name(), chosen.why);
        }
        return chosen.way;
    }

    /**
     * A way and why.
     *
     * @param instead whether the device's driver stands in the way of what would be chosen.
     */
    public record Chosen(Way way, String why, boolean instead) {
    }

    /**
     * What an engine runs that is not told otherwise.
     *
     * @throws IllegalArgumentException where the setting names no way.
     */
    public static Chosen chosen(ClDevice device, Tuning tuning) {
        String asked = Settings.get("way");
        if (asked != null) {
            return new Chosen(parse(asked), "JANUS_WAY", false);
        }
        Tuning.Choice choice = tuning.choices(Tunable.WAY, null).get("WIDE");
        Way wanted = choice.value() == 1 ? WIDE : TILED;
        if (wanted == WIDE && device.type() == DeviceType.CPU && device.slowCompiler()) {
            return new Chosen(TILED, "its compiler takes minutes over the wide kernels", true);
        }
        return new Chosen(wanted, choice.from(), false);
    }

    /** @throws IllegalArgumentException where the text names no way. */
    public static Way parse(String text) {
        for (Way way : values()) {
            if (way.name().equalsIgnoreCase(text.trim())) {
                return way;
            }
        }
        throw new IllegalArgumentException("there is no way '" + text + "' to run a time loop: --way and JANUS_WAY take wide or tiled");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
