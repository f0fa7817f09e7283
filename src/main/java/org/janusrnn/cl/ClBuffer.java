package org.janusrnn.cl;

/** Device memory, or a slice of it. Closing it closes its slices first. */
public final class ClBuffer extends Handle {
    private final ClContext context;
    private final ClBuffer root;
    private final long rootOffset;
    private final Object handle;
    private final long bytes;

    ClBuffer(ClContext context, Object handle, long bytes) {
        super(Handles.Kind.BUFFER, context);
        this.context = context;
        this.root = this;
        this.rootOffset = 0;
        this.handle = handle;
        this.bytes = bytes;
    }

    private ClBuffer(ClBuffer parent, long offset, Object handle, long bytes) {
        super(Handles.Kind.SLICE, parent);
        this.context = parent.context;
        this.root = parent.root;
        this.rootOffset = parent.rootOffset + offset;
        this.handle = handle;
        this.bytes = bytes;
    }

    public long bytes() {
        return bytes;
    }

    /**
     * A part of this buffer that shares its memory. A slice of a slice is allowed.
     *
     * @param offset in bytes; together with this slice's own offset a multiple of {@link ClDevice#baseAlignment()}
     * @param length in bytes, at least 1
     */
    public ClBuffer slice(long offset, long length) {
        requireOpen();
        requireRange(offset, length);
        if (length == 0) {
            throw new IllegalArgumentException("a slice has at least 1 byte");
        }
        int alignment = context.device().baseAlignment();
        if ((rootOffset + offset) % alignment != 0) {
            throw new IllegalArgumentException("a slice of " + this + " at byte " + (rootOffset + offset)
                    + ": the offset must be a multiple of the device's alignment of " + alignment + " bytes");
        }
        int[] status = new int[1];
        // OpenCL knows no slice of a slice: all are cut from the root.
        Object slice = context.api.createSubBuffer(root.handle(), rootOffset + offset, length, status);
        if (status[0] != Constants.SUCCESS) {
            throw new ClException(status[0], "clCreateSubBuffer",
                    "slicing bytes " + offset + " to " + (offset + length) + " of " + this);
        }
        return adopt(new ClBuffer(this, offset, slice, length));
    }

    Object handle() {
        requireOpen();
        return handle;
    }

    void requireContext(ClContext other) {
        if (other != context) {
            throw new IllegalArgumentException(this + " belongs to another context");
        }
    }

    void requireRange(long offset, long length) {
        if (offset < 0 || length < 0 || length > bytes - offset) {
            throw new IndexOutOfBoundsException(
                    length + " bytes at byte " + offset + " do not lie within " + this);
        }
    }

    @Override
    int release() {
        if (kind == Handles.Kind.BUFFER) {
            context.freed(bytes);
        }
        return context.api.releaseBuffer(handle);
    }

    @Override
    String releaseCall() {
        return "clReleaseMemObject";
    }

    @Override
    public String toString() {
        return kind == Handles.Kind.BUFFER ? "buffer of " + bytes + " bytes"
                : "slice of " + bytes + " bytes at byte " + rootOffset;
    }
}
