package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.janusrnn.testing.Direct;
import org.janusrnn.testing.EveryDeviceAndBinding;

/** Moving bytes: between host and device, and on the device. */
class TransferContractTest {
    @EveryDeviceAndBinding
    void writeAndReadFromPositionToLimitAtAnOffset(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClBuffer buffer = Direct.buffer(context, queue, 1, 2, 3, 4, 5)) {
            ByteBuffer part = Direct.ints(10, 20, 30, 40).position(4).limit(12);
            queue.write(buffer, 8, part);
            assertThat(part.position()).isEqualTo(4);
            assertThat(Direct.ints(queue, buffer)).containsExactly(1, 2, 20, 30, 5);

            ByteBuffer target = Direct.ints(-1, -1, -1, -1).position(4).limit(12);
            queue.read(buffer, 4, target);
            assertThat(target.position()).isEqualTo(4);
            int[] all = new int[4];
            target.position(0).limit(16).asIntBuffer().get(all);
            assertThat(all).containsExactly(-1, 2, 20, -1);
        }
    }

    @EveryDeviceAndBinding
    void sliceOfAHostBuffer(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClBuffer buffer = Direct.buffer(context, queue, 0, 0)) {
            ByteBuffer slice = Direct.ints(1, 2, 3).slice(4, 8).order(ByteOrder.nativeOrder());
            queue.write(buffer, 0, slice);
            assertThat(Direct.ints(queue, buffer)).containsExactly(2, 3);
        }
    }

    @EveryDeviceAndBinding
    void fillAndCopyAtOffsets(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClBuffer a = Direct.buffer(context, queue, 1, 2, 3, 4, 5, 6);
             ClBuffer b = Direct.buffer(context, queue, 0, 0, 0, 0)) {
            queue.fill(a, 4, 8, 0xCAFE_BABE);
            assertThat(Direct.ints(queue, a)).containsExactly(1, 0xCAFE_BABE, 0xCAFE_BABE, 4, 5, 6);
            queue.copy(a, 8, b, 4, 8);
            assertThat(Direct.ints(queue, b)).containsExactly(0, 0xCAFE_BABE, 4, 0);
            queue.copy(a, 0, a, 16, 8);
            assertThat(Direct.ints(queue, a)).containsExactly(1, 0xCAFE_BABE, 0xCAFE_BABE, 4, 1, 0xCAFE_BABE);
            queue.fill(b, 0, b.bytes(), Float.floatToRawIntBits(-0.5f));
            assertThat(Direct.floats(queue, b)).containsOnly(-0.5f);
        }
    }

    @EveryDeviceAndBinding
    void nothingToMoveIsNoError(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClBuffer buffer = Direct.buffer(context, queue, 7)) {
            queue.write(buffer, 4, Direct.bytes(0));
            queue.read(buffer, 4, Direct.bytes(0));
            queue.fill(buffer, 0, 0, 1);
            queue.copy(buffer, 0, buffer, 4, 0);
            assertThat(Direct.ints(queue, buffer)).containsExactly(7);
        }
    }

    @EveryDeviceAndBinding
    void slicesShareTheMemoryOfTheirBuffer(ClDevice device) {
        int step = device.baseAlignment() / Integer.BYTES;
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClBuffer whole = context.buffer(4L * device.baseAlignment());
             ClBuffer slice = whole.slice(device.baseAlignment(), 3L * device.baseAlignment());
             ClBuffer inner = slice.slice(device.baseAlignment(), 12)) {
            queue.fill(whole, 0, whole.bytes(), 0);
            queue.fill(slice, 0, 4, 1);
            queue.write(inner, 4, Direct.ints(2, 3));
            int[] got = Direct.ints(queue, whole);
            int[] want = new int[4 * step];
            want[step] = 1;
            want[2 * step + 1] = 2;
            want[2 * step + 2] = 3;
            assertThat(got).containsExactly(want);
            assertThat(Direct.ints(queue, inner)).containsExactly(0, 2, 3);
        }
    }

    @EveryDeviceAndBinding
    void kernelWorksOnSlices(ClDevice device) {
        String source = "kernel void twice(global const int* in, global int* out) {"
                + " out[get_global_id(0)] = 2 * in[get_global_id(0)]; }";
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClBuffer whole = context.buffer(2L * device.baseAlignment());
             ClBuffer left = whole.slice(0, 8);
             ClBuffer right = whole.slice(device.baseAlignment(), 8);
             ClProgram program = context.build("twice.cl", source, "-cl-std=CL1.2");
             ClKernel kernel = program.kernel("twice")) {
            queue.write(left, 0, Direct.ints(21, -4));
            queue.launch(kernel.arg(0, left).arg(1, right), WorkSize.of(2, 1));
            ByteBuffer result = Direct.bytes(8);
            queue.read(whole, device.baseAlignment(), result);
            assertThat(result.getInt(0)).isEqualTo(42);
            assertThat(result.getInt(4)).isEqualTo(-8);
        }
    }

    @EveryDeviceAndBinding
    void wrongTransfersAreRefusedBeforeTheDriverSeesThem(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClBuffer buffer = Direct.buffer(context, queue, 1, 2)) {
            assertThatThrownBy(() -> queue.write(buffer, 0, ByteBuffer.allocate(4)))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("direct");
            assertThatThrownBy(() -> queue.read(buffer, 0, Direct.bytes(4).order(foreignOrder())))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("native order");
            assertThatThrownBy(() -> queue.read(buffer, 0,
                    Direct.bytes(4).asReadOnlyBuffer().order(ByteOrder.nativeOrder())))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("written");
            assertThatThrownBy(() -> queue.write(buffer, 4, Direct.bytes(8)))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("8 bytes at byte 4 do not lie within buffer of 8 bytes");
            assertThatThrownBy(() -> queue.read(buffer, -4, Direct.bytes(4)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> queue.copy(buffer, 0, buffer, Long.MAX_VALUE, 4))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> queue.fill(buffer, 2, 4, 0))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("4 bytes");
            assertThatThrownBy(() -> buffer.slice(0, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> buffer.slice(4, 4)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("alignment of " + device.baseAlignment());
            assertThatThrownBy(() -> context.buffer(0)).isInstanceOf(IllegalArgumentException.class);
            assertThat(Direct.ints(queue, buffer)).containsExactly(1, 2);
        }
    }

    private static ByteOrder foreignOrder() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    @EveryDeviceAndBinding
    void moreMemoryThanThereIs(ClDevice device) {
        try (ClContext context = ClContext.open(device); ClBuffer small = context.buffer(1 << 20)) {
            assertThatThrownBy(() -> context.buffer(1L << 50))
                    .isInstanceOfSatisfying(ClException.class, e -> {
                        assertThat(e.code()).isIn(-4, -5, -6, -61);
                        assertThat(e.call()).isEqualTo("clCreateBuffer");
                    })
                    .hasMessageContaining("while allocating 1.0 PiB on " + device.id())
                    .hasMessageContaining("of which this context holds 1.0 MiB")
                    .hasMessageContaining("batch");
            assertThat(context.allocatedBytes()).isEqualTo(small.bytes());
        }
    }
}
