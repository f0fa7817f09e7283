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
import org.janusrnn.io.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Needs a device, as the whole test run does. */
class TrainCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Janus.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    private void refused(String message, String... arguments) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString()).startsWith("janus: ").contains(message);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void everyTaskHasHelpWithItsRecipeAndExamples() {
        CommandLine train = Janus.commandLine().getSubcommands().get("train");
        assertThat(train.getSubcommands()).containsOnlyKeys("vowels", "births", "charlm", "digits",
                "adding", "compare");
        for (String task : train.getSubcommands().keySet()) {
            assertThat(run("train", task, "--help")).isZero();
            assertThat(out.toString()).contains("Usage: janus train " + task, "Unless told otherwise:", "Examples:",
                    "  janus train " + task, "--seed", "--out", "--device", "--json");
            assertThat(out.toString()).contains(task.equals("compare") ? "--cells" : "--cell");
        }
    }

    @Test
    void trainsShowsTheFigureBesideItsReferencesAndSaysWhereItRan() {
        String results = folder.resolve("births").toString();
        assertThat(run("train", "births", "--steps", "4", "--hidden", "4", "--out", results)).isZero();
        assertThat(out.toString()).contains("On " + Devices.select(null), "mean absolute error, less is better",
                "this run", "same weekday last week         438 births", "libtorch", "Results: " + results);
        assertThat(err.toString()).isEmpty();
        assertThat(run("train", "births", "--steps", "4", "--hidden", "4", "--out", results)).isZero();
        assertThat(out.toString()).contains("These 4 steps are done already");
        refused("the results of another run", "train", "births", "--steps", "4", "--hidden", "5", "--out", results);
    }

    @Test
    void jsonIsTheWholeOutput() throws IOException {
        assertThat(run("train", "births", "--cell", "gru", "--steps", "2", "--hidden", "4", "--batch", "2", "--rate",
                "0.003", "--clip", "5", "--layers", "2", "--seed", "7", "--json", "--out",
                folder.resolve("out").toString())).isZero();
        Map<String, Object> json = JSON.std.mapFrom(out.toString());
        assertThat(json).containsEntry("task", "births").containsEntry("cell", "gru").containsEntry("steps", 2)
                .containsEntry("hidden", 4).containsEntry("batch", 2).containsEntry("rate", 0.003)
                .containsEntry("clip", 5.0).containsEntry("layers", 2).containsEntry("seed", 7)
                .containsEntry("unit", "births").containsKeys("device", "binding", "result", "references");
        assertThat(JSON.std.mapFrom(Files.readString(folder.resolve("out/metrics.json")))).isEqualTo(json);
    }

    /** The network of this command is what 'janus predict' takes. */
    @Test
    void aModelOfVowelsPutsVowelsBack() {
        assertThat(run("train", "vowels", "--bidirectional", "--steps", "1", "--hidden", "3", "--out",
                folder.resolve("vowels").toString())).isZero();
        String model = folder.resolve("vowels/model.safetensors").toString();
        assertThat(run("predict", "--model", model, "C_ll m_")).isZero();
        assertThat(out.toString().strip()).matches("C[aeiou]ll m[aeiou]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "train                        | train what? The tasks are vowels",
        "train chess                  | Unmatched argument at index 1: 'chess'",
        "train births --cell lstn     | there is no cell 'lstn'; the cells are rnn_tanh",
        "train births --rate fast     | 'fast' is not a double",
        "train births --rate 0        | the learning rate must be above 0",
        "train births --steps 250     | the steps must be a multiple",
        "train births --hidden 0      | hidden units must be at least 1",
        "train births --pixels        | Unknown option: '--pixels'",
        "train births --bidirectional | leave out --bidirectional",
        "train births --data no.csv   | no.csv: no such file or folder",
        "train births --decay 0.1     | '0.1' is no factor and number of steps, as 0.1,20000",
        "train births --decay 2,100   | multiplied by more than 0, at most 1, not by 2.0",
        "train vowels --data no.txt   | no.txt: no such file or folder",
        "train charlm --data no.txt   | no.txt: no such file or folder",
        "train charlm --temperature -1 | the temperature must be 0 or more",
        "train charlm --bidirectional | leave out --bidirectional",
        "train digits --data no       | 0.json: no such file or folder",
        "train digits --rows          | Unknown option: '--rows'",
        "train compare --on chess     | expected one of [vowels, digits]",
        "train compare --seeds 0      | --seeds must be at least 1, not 0",
        "train compare --hidden 1     | --hidden must be at least 2",
        "train compare --steps 250    | the steps must be a multiple",
        "train compare --length 1     | 2 to 100000 steps, not of 1",
        "train compare --cells gru,x  | there is no cell 'x'",
        "train adding --length 1      | 2 to 100000 steps, not of 1",
    })
    void wrongUsageIsOneLineAndStatusTwo(String arguments, String message) {
        refused(message, arguments.split(" "));
    }

    @Test
    void aComparisonShowsItsCellsAndTheClaims() throws IOException {
        String[] compare = {"train", "compare", "--cells", "janet,lstm,gru", "--steps", "1", "--hidden", "4", "--seeds",
            "1", "--length", "5", "--adding-steps", "1", "--out", folder.resolve("compare").toString()};
        assertThat(run(compare)).as(err.toString()).isZero();
        assertThat(out.toString()).contains("On " + Devices.select(null), "6 runs", "GRU is about as good as LSTM",
                "JANET is at least", "Reading both ways", "IndRNN knows it");
        assertThat(out.toString()).containsPattern("(?m)^janet +[0-9]").containsPattern("(?m)^lstm two-way +[0-9]");
        assertThat(folder.resolve("compare/comparison.png")).isNotEmptyFile();
        assertThat(Files.readAllLines(folder.resolve("compare/comparison.csv"))).hasSize(1 + 6);
    }

    /** A process that the system ends in the middle, with no time to put anything in order. */
    @Test
    void aKilledRunGoesOnToTheSameBits() throws Exception {
        Path killed = folder.resolve("killed");
        Path whole = folder.resolve("whole");
        String[] births = {"train", "births", "--hidden", "4", "--batch", "3", "--out"};
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.janusrnn.cli.Janus"));
        command.addAll(List.of(births));
        command.addAll(List.of(killed.toString(), "--steps", "1000000"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.log").toFile()).start();
        try {
            while (!Files.exists(killed.resolve("checkpoint.safetensors"))) {
                assertThat(process.isAlive()).as(Files.readString(folder.resolve("killed.log"))).isTrue();
                Thread.sleep(5);
            }
        } finally {
            assertThat(process.destroyForcibly().waitFor()).isNotZero();
        }
        int done = Integer.parseInt(Safetensors.read(killed.resolve("checkpoint.safetensors")).metadata("steps"));
        String steps = Integer.toString(done + 200);
        for (Path results : List.of(killed, whole)) {
            List<String> words = new ArrayList<>(List.of(births));
            words.addAll(List.of(results.toString(), "--steps", steps));
            assertThat(run(words.toArray(new String[0]))).as(err.toString()).isZero();
        }
        assertThat(out.toString()).doesNotContain("Going on");
        for (String file : List.of("model.safetensors", "metrics.csv", "checkpoint.safetensors")) {
            assertThat(killed.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"births", "vowels", "charlm"})
    void aBrokenDataFileIsNamedWithItsLine(String task) throws IOException {
        Path file = folder.resolve("broken");
        Files.write(file, new byte[] {'a', '\n', 'b', '\n', (byte) 0xFF, '\n'});
        refused(file + ", line " + (task.equals("births") ? 1 : 3), "train", task, "--data", file.toString());
    }

    @Test
    void aDataFileThatWasChangedSinceIsNoticed() throws IOException {
        Path text = folder.resolve("book.txt");
        Files.writeString(text, "It is a whale of a book. ".repeat(400));
        String[] train = {"train", "vowels", "--steps", "1", "--hidden", "3", "--data", text.toString(), "--out",
            folder.resolve("run").toString()};
        assertThat(run(train)).isZero();
        Files.writeString(text, "It is a whale of a hook. ".repeat(400));
        refused("has a run on other data", train);
    }

    @Test
    void aRunThatDivergesSaysWhatHelps() {
        assertThat(run("train", "births", "--steps", "50", "--hidden", "3", "--rate", "1e30", "--out",
                folder.resolve("run").toString())).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("janus: the loss became ")
                .contains("lower the learning rate");
    }

    @Test
    void aBrokenFileOfDigitsIsNamedWithItsByte() throws IOException {
        Path file = Files.writeString(folder.resolve("0.json"), "{\"data\": [0, 7]}");
        refused(file + ": byte 13: a pixel is a number from 0 to 1, not 7", "train", "digits", "--data",
                folder.toString());
        refused(file + ": byte 13", "train", "compare", "--on", "digits", "--data", folder.toString());
    }

    @Test
    void aFolderOfOtherThingsIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("thesis.tex"), "precious");
        refused("holds other files", "train", "births", "--steps", "1", "--out", folder.toString());
        assertThat(List.of(folder.toFile().list())).containsExactly("thesis.tex");
    }
}
