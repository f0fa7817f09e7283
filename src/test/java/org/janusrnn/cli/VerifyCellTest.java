package org.janusrnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.janusrnn.cl.Devices;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code janus verify --cell}; needs a device, as the whole test run does. What it finds is CellVerificationTest's. */
class VerifyCellTest {
    private static final String PAGE = """
            void cell_forward(REAL *a, REAL *s, const REAL *v) {
                REAL z = sigmoid(a[0]);
                a[0] = z;
                s[0] = z * s[0];
            }
            void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv) {
                REAL z = a[0];
                a[0] = d[0] * before[0] * z * (1.0f - z);
                d[0] = d[0] * z;
            }
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;
    private Path description;

    @BeforeEach
    void describe() throws IOException {
        description = folder.resolve("decay.json");
        Files.writeString(description, "{\"name\": \"decay\", \"page\": \"decay.cl\", \"slots\": 1}");
        page(PAGE);
    }

    private void page(String text) throws IOException {
        Files.writeString(folder.resolve("decay.cl"), text);
    }

    /** On the device of choice, in the tiled way, which every device has. */
    private int run(String... more) {
        List<String> words = new ArrayList<>(List.of("verify", "--cell", description.toString(), "--way",
                "tiled"));
        words.addAll(List.of(more));
        return Janus.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(words.toArray(new String[0]));
    }

    @Test
    void aLineACheckAndACount() {
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("Cell: cell decay (" + folder.resolve("decay.cl") + ")",
                "The page, by finite differences in ", "  pass  gradient of slot a[0]: error ",
                "  pass  gradient of state s[0], left in d[0]: error ", "On " + Devices.select(null) + ", tiled",
                "  pass  outputs and final states: error ", "  pass  gradients of inputs, states and parameters: error ",
                "  pass  each sequence alone as in the padded batch: ", "  pass  one queue as two, to the bit: no difference")
                .containsPattern("In all (\\d+) checks: \\1 passed, 0 failed").doesNotContain("FAIL");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aWrongGradientIsStatusOneAndNamed() throws IOException {
        page(PAGE.replace("z * (1.0f - z)", "z"));
        assertThat(run("--json")).isEqualTo(1);
        Map<String, Object> json = JSON.std.mapFrom(out.toString());
        assertThat(json).containsEntry("cell", "decay").containsEntry("complete", true);
        assertThat((Integer) json.get("failed")).isGreaterThanOrEqualTo(2);
        Map<?, ?> first = (Map<?, ?>) ((List<?>) json.get("checks")).get(0);
        assertThat(first.get("check")).isEqualTo("gradient of slot a[0]");
        assertThat(first.get("passed")).isEqualTo(false);
        assertThat(first.get("failed")).isEqualTo(List.of("slot a[0]"));
        assertThat(first.get("details").toString()).contains("error ", "tolerance ", "got ", "want ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "s[0] = z * s[0];   | s[0] = z * s[0]    | \\S+decay.cl:4:\\d+: .*';'.*",
        "s[0] = z * s[0];   | s[0] = z * s[1];   | \\S+decay.cl:4: s\\[1\\] does not exist: .*",
        "REAL z = sigmoid(a | REAL z = sigmund(a | \\S+decay.cl:2:\\d+: .*sigmund.*",
    })
    void aPageThatCannotBeUsedIsOneLineWithItsPlace(String from, String to, String message) throws IOException {
        page(PAGE.replace(from, to));
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString().lines().filter(line -> line.startsWith("janus: "))).singleElement().asString()
                .containsPattern(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void goldenFilesAndACellAreTwoThings() {
        assertThat(run("--golden", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).startsWith("janus: either --golden or --cell, not both").hasLineCount(1);
        assertThat(Janus.commandLine().setErr(new PrintWriter(err)).execute("verify", "--cell", "no.json")).isEqualTo(2);
        assertThat(err.toString()).contains("no.json: no such file or folder");
    }
}
