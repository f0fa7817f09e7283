package org.janusrnn.layer;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The thread that a network works for, one at a time; it may come back into a call from inside one. */
final class SoleUser {
    private final AtomicReference<Thread> user = new AtomicReference<>();
    private volatile boolean closed;

    /** @throws IllegalStateException where the network is closed, or another thread is inside a call, naming both. */
    <R> R run(Supplier<R> action) {
        Thread self = Thread.currentThread();
        Thread other = user.compareAndExchange(null, self);
        if (other != null && other != self) {
            throw new IllegalStateException("the network is at work for thread " + other.getName() + "; thread "
                    + self.getName() + " must wait, or use a network and engine of its own");
        }
        try {
            if (closed) {
                throw new IllegalStateException("the network is closed");
            }
            return action.get();
        } finally {
            if (other == null) {
                user.set(null);
            }
        }
    }

    /** Carries out the last action, unless one was; whatever comes of it, there is no other behind it. */
    void close(Runnable last) {
        if (!closed) {
            run(() -> {
                closed = true;
                last.run();
                return null;
            });
        }
    }
}
