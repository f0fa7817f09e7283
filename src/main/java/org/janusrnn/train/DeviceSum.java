package org.janusrnn.train;

import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;

/** A sum, or sum of squares, on the device, by a tree that depends on the length alone: kernels-cl/pointwise/sum.cl. */
public final class DeviceSum {
    private static final String FILE = "pointwise/sum.cl";
    private static final long LEAST_CHUNK = 1024;
    private static final long MOST_PARTS = 4096;
    private static final int GROUP = 8;

    private final long length;
    private final long chunk;
    private final long parts;
    private final Arena.Region scratch;

    /** @param arena where its scratch memory is reserved; to be allocated before anything is recorded. */
    public DeviceSum(Arena arena, long length) {
        this.length = length;
        chunk = LEAST_CHUNK * Math.max(1, ceil(length, MOST_PARTS * LEAST_CHUNK));
        parts = ceil(length, chunk);
        scratch = arena.reserve("partial sums", parts);
    }

    /** Records {@code to[at] = sum of from}, or of its squares. */
    public void record(Plan plan, Object from, boolean squared, Object to, long at) {
        plan.launch(0, "sum", Plan.Source.of(FILE, "sum_parts", Defines.of()), WorkSize.covering(parts, GROUP), from,
                0L, length, chunk, squared ? 1 : 0, scratch);
        plan.launch(0, "sum of parts", Plan.Source.of(FILE, "sum_total", Defines.of()), WorkSize.of(1, 1), scratch,
                parts, to, at);
    }

    private static long ceil(long value, long divisor) {
        return (value + divisor - 1) / divisor;
    }
}
