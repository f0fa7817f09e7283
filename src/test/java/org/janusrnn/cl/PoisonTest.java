package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.janusrnn.testing.Direct;
import org.janusrnn.testing.EveryDeviceAndBinding;

/** New memory of a poisoned context is NaN, so that a test sees what reads it before anything has written it. */
class PoisonTest {
    @EveryDeviceAndBinding
    void newMemoryIsNan(ClDevice device) {
        try (ClContext context = ClContext.open(device)) {
            context.poison();
            try (ClQueue queue = context.queue(false);
                 ClBuffer buffer = context.buffer(41);
                 ClBuffer tiny = context.buffer(1)) {
                ByteBuffer read = Direct.bytes(40);
                queue.read(buffer, 0, read);
                for (int i = 0; i < 10; i++) {
                    assertThat(read.getFloat(4 * i)).isNaN();
                }
                assertThat(tiny.bytes()).isEqualTo(1);
            }
        }
    }
}
