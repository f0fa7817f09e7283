package org.janusrnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment by a cell of the user's own, from training to use, and what is said when the cell has changed. */
class TrainOwnCellTest {
    private static final String PAGE = """
            void cell_forward(REAL *a, REAL *s, const REAL *v) { s[0] = GAIN * a[0] + 0.5f * s[0]; }
            void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv) {
                a[0] = GAIN * d[0];
                d[0] = 0.5f * d[0];
            }
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;
    private String description;
    private String results;

    @BeforeEach
    void describe() throws IOException {
        description = folder.resolve("half.json").toString();
        results = folder.resolve("results").toString();
        describe("half", 0.25);
        page(PAGE);
    }

    private void describe(String name, double gain) throws IOException {
        Files.writeString(folder.resolve(name + ".json"), "{\"name\": \"" + name + "\", \"page\": \"half.cl\", \"slots\": 1, "
                + "\"recurrent\": {\"blocks\": []}, \"constants\": {\"GAIN\": " + gain + "}}");
    }

    private void page(String text) throws IOException {
        Files.writeString(folder.resolve("half.cl"), text);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Janus.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    private int train(String task, int steps) {
        return run("train", task, "--cell", description, "--steps", Integer.toString(steps), "--hidden", "3", "--batch", "2",
                "--out", results);
    }

    private void refused(String message) {
        assertThat(err.toString()).startsWith("janus: ").contains(message).hasLineCount(1);
    }

    @Test
    void aModelIsTrainedAndUsed() throws IOException {
        assertThat(train("vowels", 2)).isZero();
        assertThat(out.toString()).contains("Network: half, 3 units", "Results: " + results);
        assertThat(JSON.std.mapFrom(Files.readString(Path.of(results, "metrics.json")))).containsEntry("cell", "half");
        String model = Path.of(results, "model.safetensors").toString();
        assertThat(run("predict", "--cell", description, "--model", model, "C_ll")).isZero();
        String restored = out.toString();
        assertThat(restored.strip()).matches("C[aeiou]ll");

        assertThat(run("predict", "--model", model, "C_ll")).isEqualTo(2);
        refused("the network has a cell of its maker's own, 'half'; its description must be given (--cell FILE.json");
        describe("other", 0.25);
        assertThat(run("predict", "--cell", folder.resolve("other.json").toString(), "--model", model, "C_ll")).isEqualTo(2);
        refused("not only that of other");
        describe("half", 0.5);
        assertThat(run("predict", "--cell", description, "--model", model, "C_ll")).isEqualTo(2);
        refused("its constant GAIN was 0.25, now it is 0.5");
    }

    @Test
    void aRunGoesOnOnlyWithTheSameCell() throws IOException {
        assertThat(train("births", 2)).isZero();
        page("// A comment is nothing.\n" + PAGE);
        assertThat(train("births", 2)).isZero();
        assertThat(out.toString()).contains("These 2 steps are done already");
        page(PAGE.replace("0.5f * s[0]", "0.25f * s[0]"));
        assertThat(train("births", 2)).isEqualTo(2);
        refused(results + " has a run with another cell 'half', whose page or description has changed since: give the old one, "
                + "name another folder by --out, or start anew by --fresh");
        page(PAGE);
        describe("half", 0.5);
        assertThat(train("births", 2)).isEqualTo(2);
        refused("has changed since");
        assertThat(run("train", "births", "--cell", description, "--steps", "2", "--hidden", "3", "--batch", "2", "--out",
                results, "--fresh")).isZero();
        assertThat(train("births", 2)).isZero();
    }

    @Test
    void aPageThatCannotBeUsedIsOneLineWithItsPlace() throws IOException {
        page(PAGE.replace("0.5f * s[0];", "0.5f * nothing;"));
        assertThat(train("births", 2)).isEqualTo(2);
        assertThat(err.toString().lines().filter(line -> line.startsWith("janus: "))).singleElement().asString()
                .containsPattern("half\\.cl:1:\\d+: .*nothing");
        page(PAGE);
        assertThat(train("births", 2)).as("mended, in the same folder").isZero();
        assertThat(run("train", "births", "--cell", "no.json")).isEqualTo(2);
        assertThat(err.toString()).contains("no.json: no such file or folder");
    }
}
