package org.janusrnn.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C during long work: the work is asked to end, and the virtual machine waits until it has put itself in order and
 * has said so.
 */
final class Interrupt implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch inOrder = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean came;

    private Interrupt(Runnable stop) {
        hook = new Thread(() -> {
            came = true;
            stop.run();
            try {
                inOrder.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "janus-interrupt");
    }

    /** @param stop asks the work to end; called from another thread. */
    static Interrupt stops(Runnable stop) {
        Interrupt interrupt = new Interrupt(stop);
        Runtime.getRuntime().addShutdownHook(interrupt.hook);
        return interrupt;
    }

    /** Whether Ctrl-C was pressed. */
    boolean came() {
        return came;
    }

    /** The work is in order, finished or not. */
    @Override
    public void close() {
        if (!came) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException goingDown) {
                came = true;
            }
        }
        inOrder.countDown();
    }
}
