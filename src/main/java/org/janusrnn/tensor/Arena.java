package org.janusrnn.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.janusrnn.cl.Bytes;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClContext;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.ClException;

/**
 * Device memory of one owner, reserved piece by piece, then allocated together: whether it fits is known before any of it
 * is touched.
 */
public final class Arena implements AutoCloseable {
    /** A reserved piece; it has a buffer once its arena is allocated. */
    public static final class Region {
        private final MemoryKind kind;
        private final String what;
        private final long bytes;
        private ClBuffer buffer;

        private Region(MemoryKind kind, String what, long bytes) {
            this.kind = kind;
            this.what = what;
            this.bytes = bytes;
        }

        /** @throws IllegalStateException before the arena is allocated, or after it is closed. */
        public ClBuffer buffer() {
            if (buffer == null) {
                throw new IllegalStateException("device memory for " + what + " is not allocated yet, or closed already");
            }
            return buffer;
        }

        /** Its length in bytes. */
        public long bytes() {
            return bytes;
        }
    }

    /** Allocation failure, out of resources, out of host memory, invalid buffer size. */
    private static final Set<Integer> OUT_OF_MEMORY = Set.of(-4, -5, -6, -61);

    private final ClContext context;
    private final String owner;
    private final MemoryKind kind;
    private final List<Region> regions = new ArrayList<>();
    private boolean allocated;

    /** @param owner what the memory is for, as error messages name it: "training with T=64, B=32". */
    public Arena(ClContext context, String owner) {
        this(context, owner, MemoryKind.WORKSPACE);
    }

    /** @param kind what its pieces are for, unless they say otherwise. */
    public Arena(ClContext context, String owner, MemoryKind kind) {
        this.context = context;
        this.owner = owner;
        this.kind = kind;
    }

    /** Reserves room for 32-bit numbers; an empty piece still gets one, since OpenCL has no empty buffers. */
    public Region reserve(String what, long numbers) {
        return reserve(kind, what, numbers);
    }

    /** Reserves room of another kind than its arena's. */
    public Region reserve(MemoryKind of, String what, long numbers) {
        if (allocated) {
            throw new IllegalStateException("the device memory for " + owner + " is already allocated");
        }
        Region region = new Region(of, what, Math.multiplyExact(Math.max(1, numbers), (long) Float.BYTES));
        regions.add(region);
        return region;
    }

    /** Sum of what is reserved, in bytes. */
    public long bytes() {
        return regions.stream().mapToLong(Region::bytes).sum();
    }

    /** Adds what is reserved to the bytes of each kind. */
    public void addTo(Map<MemoryKind, Long> bytes) {
        regions.forEach(region -> bytes.merge(region.kind, region.bytes, Long::sum));
    }

    /**
     * Allocates all that is reserved, or nothing.
     *
     * @throws DeviceMemoryException where the device cannot hold it beside what its context holds already.
     */
    public void allocate() {
        if (allocated) {
            throw new IllegalStateException("the device memory for " + owner + " is already allocated");
        }
        ClDevice device = context.device();
        long held = context.allocatedBytes();
        if (bytes() > device.globalMemory() - held) {
            throw new DeviceMemoryException(tooMuch(held));
        }
        for (Region region : regions) {
            if (region.bytes > device.maxAllocation()) {
                throw new DeviceMemoryException("too little device memory for " + owner + ": that takes "
                        + Bytes.text(region.bytes) + " in one piece for " + region.what + ", " + device.name() + " gives at most "
                        + Bytes.text(device.maxAllocation()) + ": use a smaller batch or shorter sequences");
            }
        }
        try {
            for (Region region : regions) {
                region.buffer = context.buffer(region.bytes);
            }
            allocated = true;
        } catch (ClException e) {
            throw OUT_OF_MEMORY.contains(e.code()) ? new DeviceMemoryException(tooMuch(held), e) : e;
        } finally {
            if (!allocated) {
                close();
            }
        }
    }

    private String tooMuch(long held) {
        ClDevice device = context.device();
        return "too little device memory for " + owner + ": that takes " + Bytes.text(bytes()) + ", "
                + device.name() + " has " + Bytes.text(device.globalMemory()) + (held > 0 ? ", of which " + Bytes.text(held) + " are taken" : "")
                + ": use a smaller batch, shorter sequences or a smaller network";
    }

    /** Frees it all; it can be allocated again. */
    @Override
    public void close() {
        allocated = false;
        for (Region region : regions) {
            if (region.buffer != null) {
                region.buffer.close();
                region.buffer = null;
            }
        }
    }
}
