package org.janusrnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceSource;
import org.janusrnn.verify.GoldenFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs a device, as the whole test run does. */
class VerifyCommandTest {
    private static final String CASE = "janet-l1-uni-t7-b3-i5-h8";

    @TempDir
    Path folder;

    private final Map<String, String> properties = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ClDevice device = DeviceSource.all().get(0);

    @BeforeEach
    void keepWhatTheTestRunWasGiven() {
        for (String name : List.of("janus.device", "janus.binding")) {
            properties.put(name, System.getProperty(name));
        }
    }

    @AfterEach
    void putItBack() {
        properties.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    private int run(String... arguments) {
        List<String> words = new ArrayList<>(List.of("verify"));
        words.addAll(Arrays.asList(arguments));
        return Janus.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(words.toArray(new String[0]));
    }

    /** On one device, by one binding. */
    private int runHere(String... arguments) {
        List<String> words = new ArrayList<>(List.of("--device", device.id(), "--binding", device.binding()));
        words.addAll(Arrays.asList(arguments));
        return run(words.toArray(new String[0]));
    }

    private void copy(String name) throws IOException {
        Files.copy(GoldenFolder.file(name), folder.resolve(name + ".safetensors"));
    }

    /** A copy of a golden file in which one number is another. */
    private void copyWith(String tensor, int index, float value, String name) {
        SafetensorsFile file = Safetensors.read(GoldenFolder.file(CASE));
        Map<String, Tensor> tensors = new HashMap<>();
        file.names().forEach(each -> tensors.put(each, file.tensor(each)));
        tensors.get(tensor).data()[index] = value;
        Safetensors.write(folder.resolve(name + ".safetensors"), file.metadata(), tensors);
    }

    /** A file of a cell that Janus has not. */
    private void copyOfAnotherCell() {
        SafetensorsFile file = Safetensors.read(GoldenFolder.file(CASE));
        Map<String, Tensor> tensors = new HashMap<>();
        file.names().forEach(each -> tensors.put(each, file.tensor(each)));
        Map<String, String> metadata = new HashMap<>(file.metadata());
        metadata.put("cell", "sru");
        Safetensors.write(folder.resolve("sru-l1.safetensors"), metadata, tensors);
    }

    private String line(String file) {
        List<String> lines = out.toString().lines().filter(line -> line.contains(file)).toList();
        assertThat(lines).as(file).hasSize(1);
        return lines.get(0);
    }

    @Test
    void aLineAFileAndACount() throws IOException {
        copy(CASE);
        copyOfAnotherCell();
        Files.createDirectory(folder.resolve("train"));
        copy("train/train-rnn-tanh-l1-uni-t6-b4-i3-h8-h0zero-torch-last-mse-sgd");

        assertThat(runHere("--golden", folder.toString(), "--way", "tiled")).isZero();
        assertThat(out.toString()).contains("On " + device + ", tiled").doesNotContain(", wide");
        assertThat(line(CASE)).matches("  pass +" + CASE + " +0\\.\\d+ of tolerance, \\w+");
        assertThat(line("sru-l1")).contains("  unsupported ", "there is no cell sru yet");
        assertThat(line("train/train-rnn-tanh")).contains("  pass ", "of tolerance, ");
        assertThat(line("In all")).isEqualTo(
                "In all, on 1 target, 3 files: 2 passed, 0 failed, 1 unsupported, 0 broken");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aWrongNumberFails() throws IOException {
        copy(CASE);
        copyWith("hn", 2, 0.5f, "wrong");

        assertThat(runHere("--golden", folder.toString())).isEqualTo(1);
        assertThat(out.toString().lines().filter(line -> line.contains(" wrong "))).isNotEmpty().allSatisfy(
                line -> assertThat(line).contains("  fail ", "hn: error ", "at [0, 0, 2]: got ", "want 0.5",
                        "; 1 of 7 results fail"));
        assertThat(out.toString().lines().filter(line -> line.contains(CASE)))
                .allSatisfy(line -> assertThat(line).contains("  pass "));
        assertThat(line("In all")).contains(" 0 unsupported, 0 broken").doesNotContain(" 0 failed");
    }

    @Test
    void aBrokenFileIsNamedAndTheOthersAreRun() throws IOException {
        copy(CASE);
        byte[] whole = Files.readAllBytes(GoldenFolder.file(CASE));
        Files.write(folder.resolve("a-cut.safetensors"), Arrays.copyOf(whole, whole.length / 2));
        Safetensors.write(folder.resolve("b-other.safetensors"), Map.of(), Map.of("x", Tensor.zeros(1)));

        assertThat(runHere("--golden", folder.toString(), "--way", "tiled")).isEqualTo(1);
        assertThat(line("a-cut ")).contains("  broken ", folder.resolve("a-cut.safetensors") + ": ");
        assertThat(line("b-other ")).contains("  broken ", "is not a golden file");
        assertThat(line(CASE)).contains("  pass ");
        assertThat(line("In all")).contains("3 files: 1 passed, 0 failed, 0 unsupported, 2 broken");
    }

    @Test
    void infiniteAndNanWeightsAreTold() throws IOException {
        copyWith("weight_ih_l0", 3, Float.NaN, "a");
        copyWith("weight_hh_l0", 4, Float.NEGATIVE_INFINITY, "b");

        assertThat(runHere("--golden", folder.toString(), "--way", "tiled")).isEqualTo(1);
        assertThat(line("  a ")).contains("  fail ", "error Infinity", "; NaN or infinite numbers in the file: "
                + "1 in weight_ih_l0");
        assertThat(line("  b ")).contains("; NaN or infinite numbers in the file: 1 in weight_hh_l0");
    }

    @Test
    void jsonIsOneDocument() throws IOException {
        copy(CASE);
        copyOfAnotherCell();
        copyWith("weight_ih_l0", 3, Float.NaN, "nan");

        assertThat(runHere("--golden", folder.toString(), "--way", "tiled", "--json")).isEqualTo(1);
        Map<String, Object> json = JSON.std.mapFrom(out.toString());
        assertThat(json).containsEntry("golden", folder.toString()).containsEntry("counts",
                Map.of("files", 3, "pass", 1, "fail", 1, "unsupported", 1, "broken", 0));
        Map<?, ?> target = (Map<?, ?>) ((List<?>) json.get("targets")).get(0);
        assertThat(((Map<?, ?>) target.get("device")).get("id")).isEqualTo(device.id());
        assertThat(target.get("way")).isEqualTo("tiled");
        List<?> files = (List<?>) target.get("files");
        Map<?, ?> passed = (Map<?, ?>) files.get(0);
        assertThat(passed.get("file")).isEqualTo(CASE);
        assertThat(passed.get("verdict")).isEqualTo("pass");
        assertThat((List<?>) passed.get("results")).hasSize(7);
        assertThat((Double) ((Map<?, ?>) passed.get("worst")).get("ratio")).isBetween(0.0, 1.0);
        Map<?, ?> nan = (Map<?, ?>) files.get(1);
        Map<?, ?> unsupported = (Map<?, ?>) files.get(2);
        assertThat(unsupported.get("reason")).isEqualTo("there is no cell sru yet");
        assertThat(nan.get("nonFinite")).isEqualTo(Map.of("weight_ih_l0", 1));
        assertThat(((Map<?, ?>) nan.get("worst")).get("error")).isEqualTo("Infinity");
    }

    @Test
    void oneFileIsEnough() {
        assertThat(runHere("--golden", GoldenFolder.file(CASE).toString(), "--way", "both")).isZero();
        assertThat(out.toString()).contains("In all, on 2 targets, 2 files: 2 passed");
    }

    @Test
    void theFilesThatComeWithJanusPass() {
        assertThat(runHere("--way", "tiled")).isZero();
        assertThat(line("In all")).isEqualTo(
                "In all, on 1 target, 18 files: 18 passed, 0 failed, 0 unsupported, 0 broken");
    }

    @Test
    void everyBindingThatFindsADeviceIsUsed() {
        assertThat(run("--golden", GoldenFolder.file(CASE).toString(), "--way", "tiled")).isZero();
        for (ClDevice each : DeviceSource.all()) {
            assertThat(out.toString()).contains("On " + each + ", tiled");
        }
    }

    @Test
    void aFolderWithoutFilesIsWrongUsage() throws IOException {
        assertThat(run("--golden", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("janus: " + folder
                + ": holds no .safetensors file, nor does its folder train\n");
    }

    @Test
    void aFolderThatIsMissingIsWrongUsage() {
        Path missing = folder.resolve("no");
        assertThat(run("--golden", missing.toString())).isEqualTo(2);
        assertThat(err.toString()).startsWith("janus: " + missing + ": no such folder").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void noSuchDeviceIsStatusThree() throws IOException {
        copy(CASE);
        assertThat(run("--golden", folder.toString(), "--device", "abacus")).isEqualTo(3);
        assertThat(err.toString()).startsWith("janus: no OpenCL device matches \"abacus\"");
    }

    @ParameterizedTest
    @CsvSource({"--way,sideways", "--golden,", "--binding,cuda"})
    void wrongWordsAreWrongUsage(String option, String value) {
        assertThat(value == null ? run(option) : run(option, value)).isEqualTo(2);
        assertThat(err.toString()).startsWith("janus: ").hasLineCount(1);
    }
}
