package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.janusrnn.testing.DeviceSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every golden file: libtorch\'s numbers, on every device, by each binding, in each way. */
class GoldenRunTest {
    static List<Target> targets() {
        return DeviceSource.all().stream().flatMap(device -> Target.of(device).stream()).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void everyResultAgreesWithLibtorch(Target target) {
        List<String> failures = new ArrayList<>();
        Tally tally = new Tally();
        try (GoldenSet set = GoldenSet.of(GoldenFolder.path());
             Verification verification = new Verification(target)) {
            for (Path file : set.files()) {
                Outcome outcome = verification.check(file);
                tally.add(outcome.verdict());
                if (outcome.verdict() != Verdict.PASS) {
                    failures.add(set.name(file) + ": " + outcome.verdict() + ", " + outcome.reason() + ", "
                            + outcome.results().stream().filter(result -> !result.passed()).toList());
                }
            }
        }
        assertThat(failures).isEmpty();
        assertThat(tally.count(Verdict.PASS)).isEqualTo(62);
    }
}
