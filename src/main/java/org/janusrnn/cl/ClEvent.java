package org.janusrnn.cl;

/**
 * A place for one event, to be used again and again: {@link ClQueue#signal} and {@link ClQueue#launch} fill it anew and
 * let go what it held. Filled and awaited from one thread, or from two that hand it over safely.
 */
public final class ClEvent extends Handle {
    private final ClContext context;
    private final Object slot;
    private ClQueue source;
    private boolean flushed;

    ClEvent(ClContext context) {
        super(Handles.Kind.EVENT, context);
        this.context = context;
        this.slot = context.api.createEventSlot();
    }

    /** Waits on the host until the command that filled this event is complete. */
    public void await() {
        requireFilled();
        int status = context.api.waitForEvent(slot);
        if (status != Constants.SUCCESS) {
            throw new ClException(status, "clWaitForEvents", "waiting for an event");
        }
        flushed = true;
    }

    /**
     * When the command began, in the device's nanoseconds; waits for the command. Only on a profiling queue of a device
     * with {@link ClDevice#eventTimes()}.
     */
    public long startNanos() {
        return profilingNanos(Constants.PROFILING_COMMAND_START);
    }

    /** When the command ended; otherwise as {@link #startNanos()}. */
    public long endNanos() {
        return profilingNanos(Constants.PROFILING_COMMAND_END);
    }

    private long profilingNanos(int param) {
        requireFilled();
        if (!source.profiling()) {
            throw new IllegalStateException("event of a queue without profiling has no times: use queue(true)");
        }
        if (!context.device().eventTimes()) {
            throw new IllegalStateException("events have no real times on " + context.device());
        }
        await();
        return new Info((p, value, size) -> context.api.eventProfilingInfo(slot, p, value, size),
                "clGetEventProfilingInfo", "event").integer(param);
    }

    /** The slot, emptied, for a command of {@code queue} to fill; {@link #filledBy} must follow where that succeeds. */
    Object emptied(ClQueue queue) {
        requireOpen();
        if (queue.context() != context) {
            throw new IllegalArgumentException("event belongs to another context than the queue");
        }
        int status = empty();
        if (status != Constants.SUCCESS) {
            throw new ClException(status, "clReleaseEvent", "using an event again");
        }
        return slot;
    }

    void filledBy(ClQueue queue) {
        source = queue;
        flushed = false;
    }

    private int empty() {
        if (source == null) {
            return Constants.SUCCESS;
        }
        source = null;
        return context.api.releaseEvent(slot);
    }

    /** The slot for a command of {@code queue} to wait for; null where an in-order queue waits for it anyway. */
    Object awaitable(ClQueue queue) {
        requireFilled();
        if (queue.context() != context) {
            throw new IllegalArgumentException("event belongs to another context than the queue");
        }
        if (source == queue) {
            return null;
        }
        if (!flushed) {
            // Without this flush the other queue may wait for a command that was never sent to the device.
            source.flush();
            flushed = true;
        }
        return slot;
    }

    private void requireFilled() {
        requireOpen();
        if (source == null) {
            throw new IllegalStateException("event is awaited before any command filled it");
        }
    }

    @Override
    int release() {
        int status = empty();
        context.api.freeEventSlot(slot);
        return status;
    }

    @Override
    String releaseCall() {
        return "clReleaseEvent";
    }

    @Override
    public String toString() {
        return "event";
    }
}
