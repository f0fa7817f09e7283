package org.janusrnn.schedule;

import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClEvent;
import org.janusrnn.cl.ClKernel;
import org.janusrnn.cl.ClQueue;
import org.janusrnn.cl.WorkSize;

/** One thing a plan enqueues. Running it allocates nothing. */
sealed interface Op {
    void enqueue();

    /** A kernel launch; the event, if there is one, takes its time. */
    record Launch(String label, int stream, ClQueue queue, ClKernel kernel, WorkSize size, ClEvent event) implements Op {
        @Override
        public void enqueue() {
            if (event == null) {
                queue.launch(kernel, size);
            } else {
                queue.launch(kernel, size, event);
            }
        }
    }

    /** A launch for every number from {@code from} to before {@code to}, which is the kernel's argument {@code arg}. */
    record Steps(String label, int stream, ClQueue queue, ClKernel kernel, WorkSize size, int arg, int from, int to,
                 ClEvent first, ClEvent last) implements Op {
        @Override
        public void enqueue() {
            for (int step = from; step < to; step++) {
                kernel.arg(arg, step);
                ClEvent event = step == to - 1 ? last : step == from ? first : null;
                if (event == null) {
                    queue.launch(kernel, size);
                } else {
                    queue.launch(kernel, size, event);
                }
            }
        }
    }

    /** Marks a point of a stream that another one can wait for, and sends it on its way. */
    record Signal(ClQueue queue, ClEvent event) implements Op {
        @Override
        public void enqueue() {
            queue.signal(event);
            queue.flush();
        }
    }

    /** What follows on this stream waits for the point. */
    record Await(ClQueue queue, ClEvent event) implements Op {
        @Override
        public void enqueue() {
            queue.await(event);
        }
    }

    /** Zeroes a buffer. */
    record Zero(ClQueue queue, ClBuffer buffer) implements Op {
        @Override
        public void enqueue() {
            queue.fill(buffer, 0, buffer.bytes(), 0);
        }
    }
}
