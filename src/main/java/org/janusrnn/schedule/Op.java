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
    record Launch(String label, int stream, ClQueue queue, ClKernel kernel, WorkSize size, ClEvent event, Cost cost)
            implements Op {
        @Override
        public void enqueue() {
            if (event == null) {
                queue.launch(kernel, size);
            } else {
                queue.launch(kernel, size, event);
            }
        }
    }

    /** One kernel of a loop over steps, and its size; {@code arg} is the argument that takes the step's number. */
    record Stage(ClKernel kernel, WorkSize size, int arg) {
    }

    /** The launches of all stages, one behind the other, for every number from {@code from} to before {@code to}. */
    record Steps(String label, int stream, ClQueue queue, Stage[] stages, int from, int to, ClEvent first,
                 ClEvent last, Cost cost) implements Op {
        int launches() {
            return (to - from) * stages.length;
        }

        @Override
        public void enqueue() {
            for (int step = from; step < to; step++) {
                for (int stage = 0; stage < stages.length; stage++) {
                    ClEvent event = step == to - 1 && stage == stages.length - 1 ? last
                            : step == from && stage == 0 ? first : null;
                    Stage now = stages[stage];
                    now.kernel.arg(now.arg, step);
                    if (event == null) {
                        queue.launch(now.kernel, now.size);
                    } else {
                        queue.launch(now.kernel, now.size, event);
                    }
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
