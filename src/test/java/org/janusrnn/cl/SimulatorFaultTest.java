package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.janusrnn.testing.Direct;
import org.janusrnn.testing.DeviceSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults made on purpose, for the simulator to report: {@code ./janus test} runs this alone and looks whether its log names
 * each, before it takes an empty log of the other tests for a good one. Other contexts follow, as they do there: Oclgrind
 * empties a log file at every new one.
 */
class SimulatorFaultTest {
    private static final String FAULTS = """
            kernel void bad_access(global int* out, int size) {
                out[size + get_global_id(0)] = 1;
            }

            kernel void race(global int* out) {
                out[0] += (int) get_global_id(0);
            }

            kernel void unwritten_memory(global int* out, global int* unwritten) {
                out[get_global_id(0)] = unwritten[get_global_id(0)];
            }

            kernel void unwritten_local(global int* out) {
                local int unwritten[2];
                barrier(CLK_LOCAL_MEM_FENCE);
                out[get_global_id(0)] = unwritten[get_global_id(0)];
            }

            kernel void unwritten_private(global int* out) {
                int unwritten[2];
                if (get_global_size(0) == 3)
                    unwritten[get_global_id(0)] = 1;
                out[get_global_id(0)] = unwritten[get_global_id(0)];
            }

            kernel void good(global int* out) {
                out[get_global_id(0)] = (int) get_global_id(0);
            }
            """;

    static List<ClDevice> simulators() {
        return DeviceSource.onceEach().stream().filter(ClDevice::simulated).toList();
    }

    @Tag("fault")
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("simulators")
    void faultsOfAnEarlyContextAreReported(ClDevice device) {
        run(device, "bad_access");
        run(device, "race");
        run(device, "unwritten_memory");
        run(device, "unwritten_local");
        run(device, "unwritten_private");
        assertThat(run(device, "good")).containsExactly(0, 1);
    }

    /** Runs a kernel in a context of its own. */
    private static int[] run(ClDevice device, String name) {
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClProgram program = context.build("faults.cl", FAULTS, "-cl-std=CL1.2");
             ClKernel kernel = program.kernel(name);
             ClBuffer out = Direct.buffer(context, queue, 0, 0);
             ClBuffer unwritten = context.buffer(out.bytes())) {
            kernel.arg(0, out);
            if (name.equals("unwritten_memory")) {
                kernel.arg(1, unwritten);
            }
            if (name.equals("bad_access")) {
                kernel.arg(1, 2);
            }
            queue.launch(kernel, WorkSize.of(2, 1));
            return Direct.ints(queue, out);
        }
    }
}
