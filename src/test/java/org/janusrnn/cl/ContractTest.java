package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.janusrnn.testing.EveryDeviceAndBinding;

/** What every binding must do on every device. Sizes are small, so that a simulator can run it too. */
class ContractTest {
    private static final String OPTIONS = "-cl-std=CL1.2";

    @EveryDeviceAndBinding
    void kernelWithEveryKindOfArgument(ClDevice device) {
        String source = """
                kernel void arguments(global float* out, global const float* none, int i, long l, float f, local float* tmp) {
                    size_t id = get_local_id(0);
                    tmp[id] = (float) id;
                    barrier(CLK_LOCAL_MEM_FENCE);
                    float big = (float) (l >> 32);
                    out[get_global_id(0)] = tmp[get_local_size(0) - 1 - id] + i * 100 + f + big + (none ? 1e6f : 0);
                }
                """;
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClProgram program = context.build("arguments.cl", source, OPTIONS);
             ClKernel kernel = program.kernel("arguments");
             ClBuffer out = context.buffer(4 * Float.BYTES)) {
            kernel.arg(0, out).arg(1, (ClBuffer) null).arg(2, 3).arg(3, 7L << 32 | 5).arg(4, 0.5f).localArg(5, 8);
            queue.launch(kernel, WorkSize.of(4, 2));
            assertThat(floats(queue, out, 4)).containsExactly(308.5f, 307.5f, 308.5f, 307.5f);
        }
    }

    private static float[] floats(ClQueue queue, ClBuffer buffer, int count) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder());
        queue.read(buffer, 0, bytes);
        float[] values = new float[count];
        bytes.asFloatBuffer().get(values);
        return values;
    }
}
