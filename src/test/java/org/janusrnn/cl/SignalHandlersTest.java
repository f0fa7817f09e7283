package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.janusrnn.cl.lwjgl.ProcessSignals;
import org.janusrnn.testing.EveryDeviceAndBinding;
import org.junit.jupiter.api.Test;

/** Whatever drivers do, faults and the wish to stop reach the Java virtual machine. */
class SignalHandlersTest {
    private static final int INTERRUPT = 2;
    private static final int FAULT = 11;
    private static final int USER = 12;
    private static final long IGNORE = 1;

    private static ProcessSignals signals() {
        ProcessSignals signals = ProcessSignals.open();
        assumeThat(signals).as("signals as Linux has them").isNotNull();
        return signals;
    }

    /** The file that an address of this process belongs to. */
    private static String library(long address) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            String[] range = line.split(" ")[0].split("-");
            if (Long.compareUnsigned(address, Long.parseUnsignedLong(range[0], 16)) >= 0
                    && Long.compareUnsigned(address, Long.parseUnsignedLong(range[1], 16)) < 0) {
                return line;
            }
        }
        return "no library";
    }

    @EveryDeviceAndBinding
    void aDriverThatBuiltAndRanLeavesJavasHandlers(ClDevice device) throws IOException {
        ProcessSignals signals = signals();
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClProgram program = context.build("none.cl", "kernel void none() { }", "-cl-std=CL1.2");
             ClKernel kernel = program.kernel("none")) {
            queue.launch(kernel, WorkSize.of(1, 1));
            queue.finish();
        }
        assertThat(library(signals.handler(FAULT))).contains("libjvm");
        // Whoever is started in the background of a script is to ignore this one, and Java keeps to that.
        long interrupt = signals.handler(INTERRUPT);
        assertThat(interrupt == IGNORE ? "libjvm" : library(interrupt)).contains("libjvm");
    }

    /** A driver that takes a signal, played by this test. */
    @Test
    void aHandlerThatWasReplacedComesBack() {
        ProcessSignals signals = signals();
        long before = signals.handler(USER);
        assertThat(before).isNotEqualTo(IGNORE);
        long[] meanwhile = new long[1];
        int status = signals.kept(() -> {
            signals.ignore(USER);
            meanwhile[0] = signals.handler(USER);
            return 7;
        });
        assertThat(status).isEqualTo(7);
        assertThat(meanwhile[0]).isEqualTo(IGNORE);
        assertThat(signals.handler(USER)).isEqualTo(before);
    }
}
