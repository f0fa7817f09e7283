package org.janusrnn.cl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An in-order queue of commands. It belongs to one thread at a time. With LWJGL, its commands allocate nothing on the
 * Java heap as long as they succeed. Closing waits until its commands are complete.
 */
public final class ClQueue extends Handle {
    private final ClContext context;
    private final Binding api;
    private final Object handle;
    private final boolean profiling;
    private final boolean finishForgetsFlushed;

    ClQueue(ClContext context, Object handle, boolean profiling) {
        super(Handles.Kind.QUEUE, context);
        this.context = context;
        this.api = context.api;
        this.handle = handle;
        this.profiling = profiling;
        this.finishForgetsFlushed = context.device().finishForgetsFlushed();
    }

    ClContext context() {
        return context;
    }

    /** Whether the events of this queue carry times. */
    public boolean profiling() {
        return profiling;
    }

    public void launch(ClKernel kernel, WorkSize size) {
        requireOpen();
        launched(api.launch(handle, kernel.launchable(context), size, null), kernel, size);
    }

    /** Launches a kernel and fills {@code event} with it. */
    public void launch(ClKernel kernel, WorkSize size, ClEvent event) {
        requireOpen();
        Object launchable = kernel.launchable(context);
        launched(api.launch(handle, launchable, size, event.emptied(this)), kernel, size);
        event.filledBy(this);
    }

    private void launched(int status, ClKernel kernel, WorkSize size) {
        if (status != Constants.SUCCESS) {
            throw new ClException(status, "clEnqueueNDRangeKernel",
                    "launching " + kernel + " with " + size + on());
        }
    }

    /** Writes the remaining bytes of a direct native-order buffer and waits. The buffer's position stays. */
    public void write(ClBuffer to, long offsetBytes, ByteBuffer direct) {
        if (prepared(to, offsetBytes, direct)) {
            int status = api.write(handle, to.handle(), offsetBytes, direct);
            if (status != Constants.SUCCESS) {
                throw new ClException(status, "clEnqueueWriteBuffer",
                        "writing " + direct.remaining() + " bytes to " + to + on());
            }
        }
    }

    /** Fills the remaining bytes of a direct native-order buffer and waits. The buffer's position stays. */
    public void read(ClBuffer from, long offsetBytes, ByteBuffer direct) {
        if (prepared(from, offsetBytes, direct)) {
            if (direct.isReadOnly()) {
                throw new IllegalArgumentException("a read needs a buffer that can be written");
            }
            int status = api.read(handle, from.handle(), offsetBytes, direct);
            if (status != Constants.SUCCESS) {
                throw new ClException(status, "clEnqueueReadBuffer",
                        "reading " + direct.remaining() + " bytes of " + from + on());
            }
        }
    }

    private boolean prepared(ClBuffer buffer, long offset, ByteBuffer direct) {
        if (!direct.isDirect()) {
            throw new IllegalArgumentException(
                    "a transfer needs a direct buffer (ByteBuffer.allocateDirect), not one on the Java heap");
        }
        if (direct.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException(
                    "a transfer needs a buffer in native order: call order(ByteOrder.nativeOrder())");
        }
        return ready(buffer, offset, direct.remaining());
    }

    /** Copies bytes between two buffers or within one; overlapping ranges of one buffer are an error. */
    public void copy(ClBuffer from, long fromOffset, ClBuffer to, long toOffset, long bytes) {
        if (ready(from, fromOffset, bytes) && ready(to, toOffset, bytes)) {
            int status = api.copy(handle, from.handle(), fromOffset, to.handle(), toOffset, bytes);
            if (status != Constants.SUCCESS) {
                throw new ClException(status, "clEnqueueCopyBuffer", "copying " + bytes + " bytes from byte "
                        + fromOffset + " of " + from + " to byte " + toOffset + " of " + to + on());
            }
        }
    }

    /** Repeats a pattern of 4 bytes; {@code offset} and {@code bytes} must be multiples of 4. */
    public void fill(ClBuffer to, long offset, long bytes, int pattern) {
        if (((offset | bytes) & 3) != 0) {
            throw new IllegalArgumentException(
                    "a fill works on whole groups of 4 bytes, not on " + bytes + " bytes at byte " + offset);
        }
        if (ready(to, offset, bytes)) {
            int status = api.fill(handle, to.handle(), offset, bytes, pattern);
            if (status != Constants.SUCCESS) {
                throw new ClException(status, "clEnqueueFillBuffer",
                        "filling " + bytes + " bytes at byte " + offset + " of " + to + on());
            }
        }
    }

    /** Checks what can be checked here; false where there is nothing to do (drivers refuse 0 bytes). */
    private boolean ready(ClBuffer buffer, long offset, long bytes) {
        requireOpen();
        buffer.requireOpen();
        buffer.requireContext(context);
        buffer.requireRange(offset, bytes);
        return bytes > 0;
    }

    /** Fills {@code event} when all commands before this one are complete. */
    public void signal(ClEvent event) {
        requireOpen();
        check(api.marker(handle, event.emptied(this)), "clEnqueueMarkerWithWaitList", "signalling an event");
        event.filledBy(this);
    }

    /** Commands after this one wait until {@code event}, of this or another queue, is complete. */
    public void await(ClEvent event) {
        requireOpen();
        Object slot = event.awaitable(this);
        if (slot != null) {
            check(api.barrier(handle, slot), "clEnqueueBarrierWithWaitList", "awaiting an event");
        }
    }

    /** Sends what was enqueued to the device and returns. */
    public void flush() {
        requireOpen();
        check(api.flush(handle), "clFlush", "flushing the queue");
    }

    /** Waits on the host until all commands are complete. */
    public void finish() {
        requireOpen();
        check(finished(), "clFinish", "waiting for the queue");
    }

    private int finished() {
        int marked = finishForgetsFlushed ? api.marker(handle, null) : Constants.SUCCESS;
        int finished = api.finish(handle);
        return finished != Constants.SUCCESS ? finished : marked;
    }

    private void check(int status, String call, String doing) {
        if (status != Constants.SUCCESS) {
            throw new ClException(status, call, doing + on());
        }
    }

    private String on() {
        return " on " + context.device().id() + " " + context.device().name();
    }

    @Override
    int release() {
        int finished = finished();
        int released = api.releaseQueue(handle);
        return finished != Constants.SUCCESS ? finished : released;
    }

    @Override
    String releaseCall() {
        return "clFinish and clReleaseCommandQueue";
    }

    @Override
    public String toString() {
        return "queue" + on();
    }
}
