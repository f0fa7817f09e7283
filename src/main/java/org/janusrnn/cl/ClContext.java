package org.janusrnn.cl;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open device, from which queues, buffers, programs and events are made. Its methods are thread-safe. Closing it
 * closes whatever is still open, with a warning that counts it.
 */
public final class ClContext extends Handle {
    private static final Logger LOG = LoggerFactory.getLogger(ClContext.class);
    private static final int NAN = 0x7fc0dead;

    final Binding api;
    private final ClDevice device;
    private final Object handle;
    private final AtomicLong allocated = new AtomicLong();
    private volatile Object poisoner;

    private ClContext(ClDevice device, Object handle) {
        super(Handles.Kind.CONTEXT, null);
        this.api = device.api;
        this.device = device;
        this.handle = handle;
    }

    public static ClContext open(ClDevice device) {
        WorkerAffinity.explain(device);
        int[] status = new int[1];
        Object handle = device.api.createContext(device.platformHandle, device.handle, status);
        if (status[0] != Constants.SUCCESS) {
            throw new ClException(status[0], "clCreateContext", "opening " + device);
        }
        return new ClContext(device, handle);
    }

    public ClDevice device() {
        return device;
    }

    /**
     * A new in-order queue.
     *
     * @param profiling whether its events carry times; costs a little on some drivers
     */
    public ClQueue queue(boolean profiling) {
        requireOpen();
        int[] status = new int[1];
        Object queue = api.createQueue(handle, device.handle, profiling, status);
        if (status[0] != Constants.SUCCESS) {
            throw new ClException(status[0], "clCreateCommandQueue", "opening a queue on " + device);
        }
        return adopt(new ClQueue(this, queue, profiling));
    }

    /**
     * From now on fills every new buffer with NaN, so that whatever depends on memory that nothing wrote shows. For
     * tests: without it a driver may hand out zeros, and hide the fault.
     */
    public void poison() {
        requireOpen();
        int[] status = new int[1];
        Object queue = api.createQueue(handle, device.handle, false, status);
        if (status[0] != Constants.SUCCESS) {
            throw new ClException(status[0], "clCreateCommandQueue", "opening a queue on " + device);
        }
        poisoner = queue;
    }

    /** A read-write buffer of so many bytes, at least 1. Its content is undefined. */
    public ClBuffer buffer(long bytes) {
        requireOpen();
        if (bytes < 1) {
            throw new IllegalArgumentException("a buffer has at least 1 byte, not " + bytes);
        }
        int[] status = new int[1];
        Object buffer = api.createBuffer(handle, bytes, status);
        if (status[0] != Constants.SUCCESS) {
            throw new ClException(status[0], "clCreateBuffer", "allocating " + Bytes.text(bytes) + " on " + device.id()
                    + " " + device.name() + " (largest single buffer " + Bytes.text(device.maxAllocation())
                    + ", device memory " + Bytes.text(device.globalMemory()) + ", of which this context holds "
                    + Bytes.text(allocated.get()) + ")");
        }
        allocated.addAndGet(bytes);
        ClBuffer made = adopt(new ClBuffer(this, buffer, bytes));
        if (poisoner != null) {
            poison(made);
        }
        return made;
    }

    private void poison(ClBuffer made) {
        long whole = made.bytes() - made.bytes() % Float.BYTES;
        int status = whole == 0 ? Constants.SUCCESS : api.fill(poisoner, made.handle(), 0, whole, NAN);
        if (status == Constants.SUCCESS) {
            status = api.finish(poisoner);
        }
        if (status != Constants.SUCCESS) {
            made.close();
            throw new ClException(status, "clEnqueueFillBuffer", "filling a new " + made + " with NaN");
        }
    }

    /** Bytes of the buffers that are open in this context. */
    public long allocatedBytes() {
        return allocated.get();
    }

    void freed(long bytes) {
        allocated.addAndGet(-bytes);
    }

    /** An empty event slot. */
    public ClEvent event() {
        requireOpen();
        return adopt(new ClEvent(this));
    }

    /**
     * Builds a program from source.
     *
     * @param name    the file's name, for the build log and for errors
     * @param options build options such as {@code "-cl-std=CL1.2 -DN=4"}
     * @throws ClBuildException with the compiler's log
     */
    public ClProgram build(String name, String source, String options) {
        requireOpen();
        int[] status = new int[1];
        // The compiler then says "name:line" where it would otherwise invent a file of its own.
        String text = "#line 1 \"" + name + "\"\n" + source;
        Object program = api.createProgram(handle, text, status);
        if (status[0] != Constants.SUCCESS) {
            throw new ClException(status[0], "clCreateProgramWithSource", "reading the source of " + name);
        }
        return adopt(ClProgram.built(this, program, name, text, options));
    }

    /**
     * Makes a program of what {@link ClProgram#binary()} returned on the same device and driver. Anything else may end
     * the process: rusticl 22.3, for one, does not survive it.
     *
     * @throws ClException where the driver refuses the binary: build from source then
     */
    public ClProgram load(String name, byte[] binary, String options) {
        requireOpen();
        if (binary.length == 0) {
            throw new IllegalArgumentException("the binary of " + name + " is empty");
        }
        int[] status = new int[1];
        Object program = api.createProgram(handle, device.handle, binary, status);
        if (status[0] != Constants.SUCCESS) {
            throw new ClException(status[0], "clCreateProgramWithBinary", "loading the binary of " + name);
        }
        return adopt(ClProgram.built(this, program, name, null, options));
    }

    @Override
    void closingWithChildren(Set<Handle> open) {
        long[] counts = new long[Handles.Kind.values().length];
        countDescendants(counts);
        LOG.warn("{} is closed with handles still open, closing them first: {}", this, Handles.describe(counts));
    }

    @Override
    int release() {
        if (poisoner != null) {
            api.releaseQueue(poisoner);
        }
        return api.releaseContext(handle);
    }

    @Override
    String releaseCall() {
        return "clReleaseContext";
    }

    @Override
    public String toString() {
        return "context on " + device.id() + " " + device.name();
    }
}
