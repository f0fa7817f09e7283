package org.janusrnn.verify;

import java.util.ArrayList;
import java.util.List;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.schedule.Way;

/**
 * Where golden files are run.
 *
 * @param device the device, by one binding.
 * @param way    how it walks through time.
 */
public record Target(ClDevice device, Way way) {

    /** A device in every way that it can build in reasonable time: the wide kernels take some compilers minutes. */
    public static List<Target> of(ClDevice device) {
        List<Target> targets = new ArrayList<>();
        for (Way way : Way.values()) {
            if (way != Way.WIDE || !device.slowCompiler()) {
                targets.add(new Target(device, way));
            }
        }
        return targets;
    }

    /** One line for people. */
    @Override
    public String toString() {
        return device + ", " + way;
    }
}
