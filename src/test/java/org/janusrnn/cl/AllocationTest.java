package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.janusrnn.testing.Direct;
import org.janusrnn.testing.EveryDeviceAndBinding;

/** By LWJGL, what runs for every step must not feed the garbage collector. */
class AllocationTest {
    private static final int ROUNDS = 300;

    /** The counter itself may show a little; one object of the smallest size for every round would be far more. */
    private static final long ALLOWED_BYTES = ROUNDS * 8;

    @EveryDeviceAndBinding
    void commandsAllocateNothing(ClDevice device) {
        assumeThat(device.binding()).isEqualTo("lwjgl");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        String source = """
                kernel void nop(global int* out, int i, long l, float f, local int* tmp, global const int* none) {
                }
                """;
        try (ClContext context = ClContext.open(device);
             ClQueue left = context.queue(false);
             ClQueue right = context.queue(false);
             ClEvent event = context.event();
             ClProgram program = context.build("nop.cl", source, "-cl-std=CL1.2");
             ClKernel kernel = program.kernel("nop");
             ClBuffer a = Direct.buffer(context, left, 1, 2);
             ClBuffer b = Direct.buffer(context, left, 1, 2)) {
            WorkSize size = WorkSize.of(4, 2);
            ByteBuffer host = Direct.bytes(8);
            long before = 0;
            for (int round = -ROUNDS; round < ROUNDS; round++) {
                if (round == 0) {
                    before = threads.getCurrentThreadAllocatedBytes();
                }
                kernel.arg(0, a).arg(1, round).arg(2, (long) round).arg(3, 0.5f).localArg(4, 8).arg(5, (ClBuffer) null);
                left.launch(kernel, size);
                left.launch(kernel, size, event);
                right.await(event);
                right.signal(event);
                left.await(event);
                left.fill(a, 0, 8, round);
                left.copy(a, 0, b, 0, 8);
                left.flush();
                left.write(a, 0, host);
                left.read(b, 0, host);
                left.signal(event);
                event.await();
                right.finish();
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOWED_BYTES);
        }
    }
}
