package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.janusrnn.testing.Direct;
import org.janusrnn.testing.EveryDeviceAndBinding;

/** Two queues that meet at events, waiting on the host, and times. */
class EventContractTest {
    private static final String TURN = """
            kernel void turn(global int* state, int factor, int term) {
                state[0] = state[0] * factor + term;
            }
            """;

    private static ClProgram program(ClContext context) {
        return context.build("turn.cl", TURN, "-cl-std=CL1.2");
    }

    /** The steps do not commute, so only the order that the events ask for gives the right number. */
    @EveryDeviceAndBinding
    void twoQueuesTakeTurns(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue left = context.queue(false);
             ClQueue right = context.queue(false);
             ClProgram program = program(context);
             ClKernel addOne = program.kernel("turn");
             ClKernel twice = program.kernel("turn");
             ClEvent leftDone = context.event();
             ClEvent rightDone = context.event();
             ClBuffer state = Direct.buffer(context, left, 0)) {
            WorkSize one = WorkSize.of(1, 1);
            addOne.arg(0, state).arg(1, 1).arg(2, 1);
            twice.arg(0, state).arg(1, 2).arg(2, 0);
            int want = 0;
            for (int turn = 0; turn < 10; turn++) {
                left.launch(addOne, one);
                left.signal(leftDone);
                right.await(leftDone);
                right.launch(twice, one, rightDone);
                left.await(rightDone);
                want = 2 * (want + 1);
            }
            assertThat(Direct.ints(left, state)).containsExactly(want);
        }
    }

    /** The waiting queue is fed first and flushed first. */
    @EveryDeviceAndBinding
    void eitherQueueMayBeEnqueuedAndFlushedFirst(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue first = context.queue(false);
             ClQueue second = context.queue(false);
             ClProgram program = program(context);
             ClKernel five = program.kernel("turn");
             ClKernel negate = program.kernel("turn");
             ClEvent done = context.event();
             ClBuffer state = Direct.buffer(context, first, 1)) {
            WorkSize one = WorkSize.of(1, 1);
            five.arg(0, state).arg(1, 0).arg(2, 5);
            negate.arg(0, state).arg(1, -1).arg(2, 0);
            first.launch(five, one);
            first.signal(done);
            second.await(done);
            second.launch(negate, one);
            // Nobody flushed the first queue: awaiting its event must have.
            second.finish();
            assertThat(Direct.ints(second, state)).containsExactly(-5);

            second.launch(five, one);
            second.signal(done);
            first.await(done);
            first.launch(negate, one);
            second.flush();
            first.flush();
            first.finish();
            assertThat(Direct.ints(first, state)).containsExactly(-5);
        }
    }

    @EveryDeviceAndBinding
    void hostWaits(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClQueue reader = context.queue(false);
             ClProgram program = program(context);
             ClKernel kernel = program.kernel("turn");
             ClEvent event = context.event();
             ClBuffer state = Direct.buffer(context, queue, 0)) {
            kernel.arg(0, state).arg(1, 1).arg(2, 3);
            for (int i = 1; i <= 3; i++) {
                queue.launch(kernel, WorkSize.of(1, 1), event);
                event.await();
                event.await();
                assertThat(Direct.ints(reader, state)).containsExactly(3 * i);
            }
            // Awaited by its own queue: an in-order queue needs no command for that, and must not hang.
            queue.await(event);
            queue.finish();
        }
    }

    @EveryDeviceAndBinding
    void eventsMayStandInALongChain(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue left = context.queue(false);
             ClQueue right = context.queue(false);
             ClEvent event = context.event()) {
            for (int i = 0; i < 2000; i++) {
                left.signal(event);
                right.await(event);
                right.signal(event);
                left.await(event);
            }
            left.finish();
            right.finish();
        }
    }

    @EveryDeviceAndBinding
    void timesOfAProfilingQueue(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(true);
             ClProgram program = program(context);
             ClKernel kernel = program.kernel("turn");
             ClEvent first = context.event();
             ClEvent second = context.event();
             ClBuffer state = Direct.buffer(context, queue, 0)) {
            kernel.arg(0, state).arg(1, 1).arg(2, 1);
            queue.launch(kernel, WorkSize.of(1, 1), first);
            queue.launch(kernel, WorkSize.of(1, 1), second);
            queue.finish();
            if (!device.eventTimes()) {
                assertThatThrownBy(first::endNanos).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("no real times");
                return;
            }
            assertThat(first.startNanos()).isPositive().isLessThanOrEqualTo(first.endNanos());
            assertThat(second.startNanos()).isGreaterThanOrEqualTo(first.endNanos());
            assertThat(second.endNanos()).isGreaterThanOrEqualTo(second.startNanos());
        }
    }

    @EveryDeviceAndBinding
    void eventsThatCannotBeUsed(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClContext other = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClQueue foreign = other.queue(false);
             ClEvent event = context.event()) {
            assertThatThrownBy(event::await).isInstanceOf(IllegalStateException.class)
                    .hasMessage("event is awaited before any command filled it");
            assertThatThrownBy(() -> queue.await(event)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> foreign.signal(event)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another context");
            queue.signal(event);
            assertThatThrownBy(event::startNanos).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("profiling");
            assertThatThrownBy(() -> foreign.await(event)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
