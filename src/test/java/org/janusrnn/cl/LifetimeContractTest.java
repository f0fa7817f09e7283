package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.janusrnn.testing.Direct;
import org.janusrnn.testing.EveryDeviceAndBinding;

/** Opening, closing, counting, and use after closing. */
@SuppressWarnings("try") // closing by hand what is closed again at the end is the point of these tests
class LifetimeContractTest {
    private static final String SOURCE = "kernel void one(global int* out) { out[get_global_id(0)] = 1; }";
    private static final WorkSize ONE = WorkSize.of(1, 1);

    @EveryDeviceAndBinding
    void everyHandleIsCounted(ClDevice device) {
        assertThat(Handles.report()).isEqualTo("none");
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClBuffer buffer = context.buffer(2L * device.baseAlignment());
             ClBuffer slice = buffer.slice(0, 4);
             ClEvent event = context.event();
             ClProgram program = context.build("one.cl", SOURCE, "");
             ClKernel kernel = program.kernel("one");
             ClKernel second = program.kernel("one")) {
            assertThat(Handles.open()).isEqualTo(8);
            assertThat(Handles.report())
                    .isEqualTo("1 queue, 1 event, 2 kernels, 1 program, 1 slice, 1 buffer, 1 context");
            assertThat(context.allocatedBytes()).isEqualTo(buffer.bytes());
            second.close();
            second.close();
            assertThat(Handles.open()).isEqualTo(7);
        }
        assertThat(Handles.open()).isZero();
    }

    @EveryDeviceAndBinding
    void contextClosesWhatIsLeft(ClDevice device) {
        ClContext context = ClContext.open(device);
        ClQueue queue = context.queue(true);
        ClBuffer buffer = context.buffer(4L * device.baseAlignment());
        ClBuffer slice = buffer.slice(device.baseAlignment(), 4);
        ClEvent event = context.event();
        ClEvent unused = context.event();
        ClKernel kernel = context.build("one.cl", SOURCE, "").kernel("one").arg(0, slice);
        // Still running, as far as anyone knows, when everything is closed.
        for (int i = 0; i < 100; i++) {
            queue.launch(kernel, ONE, event);
        }
        context.close();
        assertThat(Handles.open()).isZero();
        assertThat(context.allocatedBytes()).isZero();
        unused.close();
        buffer.close();
        queue.close();
        context.close();
        assertThat(Handles.open()).isZero();
    }

    @EveryDeviceAndBinding
    void parentsCloseTheirChildrenFirst(ClDevice device) {
        try (ClContext context = ClContext.open(device)) {
            ClBuffer buffer = context.buffer(4L * device.baseAlignment());
            ClBuffer slice = buffer.slice(0, 2L * device.baseAlignment());
            ClBuffer inner = slice.slice(device.baseAlignment(), 4);
            ClProgram program = context.build("one.cl", SOURCE, "");
            ClKernel kernel = program.kernel("one");
            buffer.close();
            program.close();
            assertThat(Handles.open()).isEqualTo(1);
            assertThatThrownBy(() -> inner.slice(0, 4)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(kernel::maxWorkGroupSize).isInstanceOf(IllegalStateException.class);
        }
    }

    @EveryDeviceAndBinding
    void useAfterCloseNamesTheObject(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClProgram program = context.build("one.cl", SOURCE, "");
             ClKernel kernel = program.kernel("one");
             ClBuffer open = context.buffer(4)) {
            ClBuffer buffer = context.buffer(4);
            kernel.arg(0, buffer);
            buffer.close();
            closed("buffer of 4 bytes", () -> queue.read(buffer, 0, Direct.bytes(4)));
            closed("buffer of 4 bytes", () -> queue.copy(open, 0, buffer, 0, 4));
            closed("buffer of 4 bytes", () -> buffer.slice(0, 4));
            closed("buffer of 4 bytes", () -> kernel.arg(0, buffer));
            // The driver would follow the dead handle that the kernel still holds.
            closed("buffer of 4 bytes", () -> queue.launch(kernel, ONE));

            ClEvent event = context.event();
            queue.signal(event);
            event.close();
            closed("event", event::await);
            closed("event", () -> queue.signal(event));

            ClKernel gone = program.kernel("one");
            gone.close();
            closed("kernel one", () -> gone.arg(0, open));
            closed("kernel one", () -> queue.launch(gone, ONE));

            ClProgram lost = context.build("lost.cl", SOURCE, "");
            lost.close();
            closed("program lost.cl", () -> lost.kernel("one"));
            closed("program lost.cl", lost::binary);

            queue.close();
            closed("queue on " + device.id() + " " + device.name(), queue::finish);
            closed("queue on " + device.id() + " " + device.name(), () -> queue.launch(kernel, ONE));

            context.close();
            String name = "context on " + device.id() + " " + device.name();
            closed(name, () -> context.buffer(4));
            closed(name, () -> context.queue(false));
            closed(name, context::event);
            closed(name, () -> context.build("one.cl", SOURCE, ""));
        }
    }

    private static void closed(String name, ThrowingCallable use) {
        assertThatThrownBy(use).isInstanceOf(IllegalStateException.class).hasMessage(name + " is closed");
    }

    @EveryDeviceAndBinding
    void failuresLeaveNothingOpen(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClProgram program = context.build("one.cl", SOURCE, "")) {
            assertThatThrownBy(() -> context.build("broken.cl", "kernel void f() { nonsense }", ""))
                    .isInstanceOf(ClBuildException.class);
            assertThatThrownBy(() -> context.buffer(1L << 50)).isInstanceOf(ClException.class);
            assertThatThrownBy(() -> program.kernel("two")).isInstanceOf(ClException.class);
            assertThat(Handles.report()).isEqualTo("1 program, 1 context");
        }
    }
}
