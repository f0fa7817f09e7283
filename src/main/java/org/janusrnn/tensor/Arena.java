package org.janusrnn.tensor;

import java.util.ArrayList;
import java.util.List;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClContext;
import org.janusrnn.cl.ClDevice;

/**
 * Device memory of one owner, reserved piece by piece, then allocated together: whether it fits is known before any of it
 * is touched.
 */
public final class Arena implements AutoCloseable {
    /** A reserved piece; it has a buffer once its arena is allocated. */
    public static final class Region {
        private final String what;
        private final long bytes;
        private ClBuffer buffer;

        private Region(String what, long bytes) {
            this.what = what;
            this.bytes = bytes;
        }

        /** @throws IllegalStateException before the arena is allocated, or after it is closed. */
        public ClBuffer buffer() {
            if (buffer == null) {
                throw new IllegalStateException("device memory for " + what + " is reserved but not allocated");
            }
            return buffer;
        }

        /** Its length in bytes. */
        public long bytes() {
            return bytes;
        }
    }

    private final ClContext context;
    private final String owner;
    private final List<Region> regions = new ArrayList<>();
    private boolean allocated;

    /** @param owner what the memory is for, as error messages name it: "training with T=64, B=32". */
    public Arena(ClContext context, String owner) {
        this.context = context;
        this.owner = owner;
    }

    /** Reserves room for 32-bit numbers; an empty piece still gets one, since OpenCL has no empty buffers. */
    public Region reserve(String what, long numbers) {
        if (allocated) {
            throw new IllegalStateException("the device memory for " + owner + " is already allocated");
        }
        Region region = new Region(what, Math.multiplyExact(Math.max(1, numbers), (long) Float.BYTES));
        regions.add(region);
        return region;
    }

    /** Sum of what is reserved, in bytes. */
    public long bytes() {
        return regions.stream().mapToLong(Region::bytes).sum();
    }

    /** @throws DeviceMemoryException where the device cannot hold it; nothing is allocated then. */
    public void allocate() {
        ClDevice device = context.device();
        if (bytes() > device.globalMemory()) {
            throw new DeviceMemoryException(owner + " needs " + size(bytes()) + " of device memory, " + device.name()
                    + " has " + size(device.globalMemory())
                    + ": use a smaller batch, shorter sequences or a smaller network");
        }
        for (Region region : regions) {
            if (region.bytes > device.maxAllocation()) {
                throw new DeviceMemoryException(owner + " needs " + size(region.bytes) + " in one piece for "
                        + region.what + ", " + device.name() + " gives at most " + size(device.maxAllocation())
                        + ": use a smaller batch or shorter sequences");
            }
        }
        allocated = true;
        for (Region region : regions) {
            region.buffer = context.buffer(region.bytes);
        }
    }

    private static String size(long bytes) {
        return bytes >= 1L << 30 ? String.format("%.1f GiB", bytes / (double) (1L << 30))
                : String.format("%.1f MiB", bytes / (double) (1L << 20));
    }

    @Override
    public void close() {
        for (Region region : regions) {
            if (region.buffer != null) {
                region.buffer.close();
                region.buffer = null;
            }
        }
    }
}
