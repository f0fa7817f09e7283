package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.WatchedMemory;
import org.janusrnn.schedule.Way;
import org.janusrnn.tensor.Shape;
import org.janusrnn.testing.DeviceSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The small golden cases on a simulator, in each way, which walks every kernel of every cell under its eyes. Whether it
 * saw a race, a bad access or, where memory is watched, an uninitialised value stands in its log; here the numbers are
 * looked at.
 */
class GoldenSimulatorTest {
    static List<Target> targets() {
        return DeviceSource.onceEach().stream().filter(ClDevice::simulated)
                .flatMap(device -> Target.of(device).stream()).toList();
    }

    @Tag("device")
    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("targets")
    void smallCasesAgreeWithLibtorch(Target target) {
        // Under watch the tiled kernels take minutes over more.
        boolean fewSteps = WatchedMemory.asked() && target.way() == Way.TILED;
        List<String> cells = new ArrayList<>();
        try (Verification verification = new Verification(target)) {
            for (Path file : GoldenFolder.cases()) {
                GoldenCase golden = GoldenCase.read(file);
                if (small(golden) && (!fewSteps || steps(golden) <= 2)) {
                    Outcome outcome = verification.check(file);
                    assertThat(outcome.verdict()).as("%s: %s", golden.name(), outcome.reason())
                            .isEqualTo(Verdict.PASS);
                    cells.add(golden.name().split("-l\\d")[0]);
                }
            }
        }
        if (fewSteps) {
            assertThat(cells).containsExactlyInAnyOrder("gru", "lstm", "rnn-relu", "rnn-tanh");
            return;
        }
        assertThat(cells).hasSize(20).contains("rnn-tanh", "rnn-relu", "lstm", "lstm-peephole", "gru",
                "gru-reset-before", "janet", "mgu", "indrnn-relu", "indrnn-tanh");
    }

    /** Few steps, and few products of a weight with an input. */
    private static boolean small(GoldenCase golden) {
        Shape y = golden.expected().get("y").shape();
        long weights = golden.parameters().values().stream().mapToLong(weight -> weight.shape().elements()).sum();
        return y.dim(0) <= 10 && steps(golden) * weights <= 10_000;
    }

    /** Of all sequences. */
    private static int steps(GoldenCase golden) {
        Shape y = golden.expected().get("y").shape();
        return y.dim(0) * y.dim(1);
    }
}
