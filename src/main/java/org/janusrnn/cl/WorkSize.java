package org.janusrnn.cl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * How many work-items a launch has, and how they are grouped. Prepared once: launching with it allocates nothing.
 * Immutable; may be shared between threads, queues and contexts.
 */
public final class WorkSize {
    private static final int DIMENSIONS = 3;

    private final long[] global;
    private final long[] local;
    private final ByteBuffer sizes;

    private WorkSize(long[] global, long[] local) {
        this.global = global;
        this.local = local;
        this.sizes = ByteBuffer.allocateDirect(2 * DIMENSIONS * Long.BYTES).order(ByteOrder.nativeOrder());
        for (int d = 0; d < global.length; d++) {
            sizes.putLong(d * Long.BYTES, global[d]);
            sizes.putLong((DIMENSIONS + d) * Long.BYTES, local == null ? 0 : local[d]);
        }
    }

    /**
     * One to three dimensions.
     *
     * @param global work-items in each dimension, each at least 1
     * @param local  work-items of a work-group in each dimension, each a divisor of {@code global}'s (OpenCL 1.2 has no
     *               partial groups); null leaves it to the driver
     */
    public static WorkSize of(long[] global, long[] local) {
        if (global.length < 1 || global.length > DIMENSIONS) {
            throw new IllegalArgumentException(
                    "a work size has 1 to 3 dimensions, not " + global.length + ": " + Arrays.toString(global));
        }
        if (local != null && local.length != global.length) {
            throw new IllegalArgumentException("global " + Arrays.toString(global) + " and local "
                    + Arrays.toString(local) + " must have the same number of dimensions");
        }
        for (int d = 0; d < global.length; d++) {
            if (global[d] < 1) {
                throw new IllegalArgumentException("global size must be at least 1: " + Arrays.toString(global));
            }
            if (local != null && (local[d] < 1 || global[d] % local[d] != 0)) {
                throw new IllegalArgumentException("local " + Arrays.toString(local)
                        + " must divide global " + Arrays.toString(global) + " in every dimension");
            }
        }
        return new WorkSize(global.clone(), local == null ? null : local.clone());
    }

    /** One dimension, grouped. */
    public static WorkSize of(long global, long local) {
        return of(new long[] {global}, new long[] {local});
    }

    /** One dimension, rounded up to whole work-groups: at least {@code items} work-items. */
    public static WorkSize covering(long items, long local) {
        return of(Math.max(1, (items + local - 1) / local) * local, local);
    }

    public int dimensions() {
        return global.length;
    }

    /** A copy. */
    public long[] global() {
        return global.clone();
    }

    /** A copy; null where the driver chooses. */
    public long[] local() {
        return local == null ? null : local.clone();
    }

    public boolean hasLocal() {
        return local != null;
    }

    /**
     * For bindings: a direct native-order buffer with the global sizes as longs at bytes 0, 8, 16 and the local ones at
     * 24, 32, 40. Not to be written.
     */
    public ByteBuffer nativeSizes() {
        return sizes;
    }

    @Override
    public String toString() {
        return "global " + Arrays.toString(global) + ", local "
                + (local == null ? "left to the driver" : Arrays.toString(local));
    }
}
