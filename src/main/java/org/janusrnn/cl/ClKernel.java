package org.janusrnn.cl;

/**
 * A kernel and its arguments. It belongs to one queue's thread at a time: its arguments are state, and setting them is
 * the one call of OpenCL that is not thread-safe. Arguments stay set from launch to launch.
 */
public final class ClKernel extends Handle {
    private final ClContext context;
    private final Object handle;
    private final String name;
    private final ClBuffer[] buffers;
    private final boolean[] set;
    private int missing;

    private ClKernel(ClProgram program, ClContext context, Object handle, String name, int arguments) {
        super(Handles.Kind.KERNEL, program);
        this.context = context;
        this.handle = handle;
        this.name = name;
        this.buffers = new ClBuffer[arguments];
        this.set = new boolean[arguments];
        this.missing = arguments;
    }

    static ClKernel of(ClProgram program, ClContext context, Object handle, String name) {
        try {
            Info info = new Info((param, value, size) -> context.api.kernelInfo(handle, param, value, size),
                    "clGetKernelInfo", "kernel " + name);
            return new ClKernel(program, context, handle, name, (int) info.integer(Constants.KERNEL_NUM_ARGS));
        } catch (ClException e) {
            context.api.releaseKernel(handle);
            throw e;
        }
    }

    public String name() {
        return name;
    }

    /** Sets a {@code global} or {@code constant} pointer; null gives the kernel a NULL pointer. */
    public ClKernel arg(int index, ClBuffer buffer) {
        requireIndex(index);
        int status;
        if (buffer == null) {
            status = context.api.setArgBuffer(handle, index, null);
        } else {
            buffer.requireContext(context);
            status = context.api.setArgBuffer(handle, index, buffer.handle());
        }
        done(status, index);
        buffers[index] = buffer;
        return this;
    }

    /** Sets an {@code int} or {@code uint}. */
    public ClKernel arg(int index, int value) {
        requireIndex(index);
        done(context.api.setArgInt(handle, index, value), index);
        return this;
    }

    /** Sets a {@code long} or {@code ulong}. */
    public ClKernel arg(int index, long value) {
        requireIndex(index);
        done(context.api.setArgLong(handle, index, value), index);
        return this;
    }

    /** Sets a {@code float}. */
    public ClKernel arg(int index, float value) {
        requireIndex(index);
        done(context.api.setArgInt(handle, index, Float.floatToRawIntBits(value)), index);
        return this;
    }

    /** Gives a {@code local} pointer so many bytes of local memory, at least 1. */
    public ClKernel localArg(int index, long bytes) {
        requireIndex(index);
        if (bytes < 1) {
            throw new IllegalArgumentException("kernel " + name + ", argument " + index
                    + ": local memory has at least 1 byte, not " + bytes);
        }
        done(context.api.setArgLocal(handle, index, bytes), index);
        return this;
    }

    /** Work-items of the largest work-group that this kernel allows on its device. */
    public int maxWorkGroupSize() {
        requireOpen();
        long size = new Info((param, value, length) -> context.api.kernelWorkGroupInfo(handle,
                context.device().handle, param, value, length), "clGetKernelWorkGroupInfo", "kernel " + name)
                .integer(Constants.KERNEL_WORK_GROUP_SIZE);
        return (int) Math.min(Integer.MAX_VALUE, size);
    }

    /**
     * The native handle, ready for a launch. A missing argument or a closed buffer is refused here, because some
     * drivers end the whole process over it.
     */
    Object launchable(ClContext queueContext) {
        requireOpen();
        if (queueContext != context) {
            throw new IllegalArgumentException(this + " belongs to another context than the queue");
        }
        if (missing > 0) {
            throw new IllegalStateException(this + " is launched with argument " + firstMissing() + " not set");
        }
        for (ClBuffer buffer : buffers) {
            if (buffer != null) {
                buffer.requireOpen();
            }
        }
        return handle;
    }

    private int firstMissing() {
        int index = 0;
        while (set[index]) {
            index++;
        }
        return index;
    }

    private void requireIndex(int index) {
        requireOpen();
        if (index < 0 || index >= set.length) {
            throw new IllegalArgumentException(
                    this + " has " + set.length + " arguments, so there is none of index " + index);
        }
    }

    private void done(int status, int index) {
        if (status != Constants.SUCCESS) {
            throw new ClException(status, "clSetKernelArg", "setting argument " + index + " of kernel " + name);
        }
        buffers[index] = null;
        if (!set[index]) {
            set[index] = true;
            missing--;
        }
    }

    @Override
    int release() {
        return context.api.releaseKernel(handle);
    }

    @Override
    String releaseCall() {
        return "clReleaseKernel";
    }

    @Override
    public String toString() {
        return "kernel " + name;
    }
}
