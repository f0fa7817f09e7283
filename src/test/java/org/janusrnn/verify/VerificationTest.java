package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;
import org.janusrnn.testing.DeviceSource;
import org.junit.jupiter.api.Test;

/** What a device cannot do is the outcome of one file, in one line, and the next file is run all the same. */
class VerificationTest {
    private static final ClDevice DEVICE = DeviceSource.all().get(0);

    private static Engine open() {
        return Engine.builder().device(DEVICE).way(Way.TILED).open();
    }

    private static List<Outcome> twoFiles(Supplier<Engine> first) {
        Iterator<Supplier<Engine>> openings = List.of(first, VerificationTest::open).iterator();
        try (Verification verification = new Verification(() -> openings.next().get())) {
            return List.of(verification.check(GoldenFolder.file("janet-l1-uni-t7-b3-i5-h8")),
                    verification.check(GoldenFolder.file("gru-l1-uni-t2-b1-i1-h1")));
        }
    }

    @Test
    void kernelThatDoesNotBuild() {
        List<Outcome> outcomes = twoFiles(() -> {
            try (Engine engine = open()) {
                engine.context().build("kernels-cl/bad.cl", "__kernel void bad() { nonsense; }", "");
                return engine;
            }
        });
        assertThat(outcomes.get(0).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcomes.get(0).reason()).startsWith("clBuildProgram failed with ").contains("error")
                .doesNotContain("\n");
        assertThat(outcomes.get(1).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void anErrorOfTheProgramGivesTheNextFileAContextOfItsOwn() {
        List<Outcome> outcomes = twoFiles(() -> {
            Engine closed = open();
            closed.close();
            return closed;
        });
        assertThat(outcomes.get(0).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcomes.get(0).reason()).startsWith("internal error, ").contains("closed").doesNotContain("\n");
        assertThat(outcomes.get(1).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aWrongSettingIsNoFilesOutcome() {
        assertThatIllegalArgumentException().isThrownBy(() -> twoFiles(() -> {
            throw new IllegalArgumentException("JANUS_WEIGHTS is float or half, not 'x'");
        })).withMessage("JANUS_WEIGHTS is float or half, not 'x'");
    }

    @Test
    void noEngineAtAll() {
        List<Outcome> outcomes = twoFiles(() -> {
            try (Engine engine = open()) {
                engine.context().buffer(Long.MAX_VALUE / 2);
                return engine;
            }
        });
        assertThat(outcomes.get(0).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcomes.get(0).reason()).startsWith("clCreateBuffer failed with ").doesNotContain("\n");
        assertThat(outcomes.get(1).verdict()).isEqualTo(Verdict.PASS);
    }
}
