package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A golden file that lacks something or contradicts itself is refused, and the message says what is wrong. */
class BrokenGoldenTest {
    private static final String CASE = "lstm-l2-bi-t6-b2-i7-h11-p3";
    private static final String SEQUENCES = "train/train-lstm-l2-uni-t6-b4-i3-h9-h0zero-torch-seq-mse-sgd-clip";
    private static final String CLASSES = "train/train-lstm-l1-uni-t8-b5-i3-h10-h0zero-torch-last-ce-adam";

    @TempDir
    Path folder;

    private final Map<String, String> metadata = new HashMap<>();
    private final Map<String, Tensor> tensors = new HashMap<>();

    private void load(String name) {
        SafetensorsFile file = Safetensors.read(GoldenFolder.file(name));
        metadata.clear();
        metadata.putAll(file.metadata());
        tensors.clear();
        file.names().forEach(tensor -> tensors.put(tensor, file.tensor(tensor)));
    }

    private Path broken() {
        Path file = folder.resolve("broken.safetensors");
        Safetensors.write(file, metadata, tensors);
        return file;
    }

    private void assertRefused(String... faults) {
        Path file = broken();
        assertThatExceptionOfType(SafetensorsException.class)
                .isThrownBy(() -> {
                    if (metadata.getOrDefault("format", "").contains("train")) {
                        GoldenTraining.read(file);
                    } else {
                        GoldenCase.read(file);
                    }
                })
                .withMessageStartingWith(file + ": ").withMessageContainingAll(faults);
    }

    @ParameterizedTest
    @ValueSource(strings = {CASE, "lstm-peephole-l1-uni-t6-b2-i5-h7", "gru-l2-bi-t6-b3-i28-h4-h0zero",
        "indrnn-relu-l2-bi-nobias-t7-b3-i4-h8", SEQUENCES})
    void everyTensorIsNeededInItsShape(String name) {
        load(name);
        assertThat(name.equals(SEQUENCES) ? GoldenTraining.read(broken()) : GoldenCase.read(broken())).isNotNull();

        for (String tensor : Map.copyOf(tensors).keySet()) {
            Tensor right = tensors.remove(tensor);
            assertRefused(tensor);
            int[] dims = right.shape().toArray();
            int[] more = Arrays.copyOf(dims, dims.length + 1);
            more[dims.length] = 1;
            tensors.put(tensor, Tensor.of(right.data(), more));
            assertRefused(tensor);
            tensors.put(tensor, right);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CASE, SEQUENCES})
    void itsNumbersInTheMetadataAreNeeded(String name) {
        load(name);
        for (String key : new String[] {"case", "cell", "gate_order", "num_layers", "bidirectional", "bias", "seq_len",
            "batch", "input_size", "hidden_size", "loss"}) {
            String right = metadata.remove(key);
            assertRefused("metadata '" + key + "' is missing");
            metadata.put(key, right);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "batch_first|true|metadata 'batch_first' is true",
        "bias|yes|metadata 'bias' is 'yes', but true or false is needed",
        "hidden_size|11.0|metadata 'hidden_size' is '11.0', but a whole number up to 16777216 is needed",
        "hidden_size|-1|a whole number up to",
        "hidden_size|2147483647|a whole number up to",
        "hidden_size|0|metadata 'hidden_size' is 0",
        "hidden_size|12|has shape",
        "num_layers|1|tensor 'h0': has shape [4, 2, 3], but [2, 2, 3] is needed",
        "num_layers|3|tensor 'h0': has shape [4, 2, 3], but [6, 2, 3] is needed",
        "loss|NaN|metadata 'loss' is 'NaN', but a finite number is needed",
        "loss|much|a finite number is needed",
        "gate_order|i,f|has shape",
        "lengths|1,2|tensor 'lengths': is missing",
        "max_abs|[]|metadata 'max_abs' is not a JSON object of numbers",
        "max_abs|{|metadata 'max_abs' is not a JSON object of numbers",
        "max_abs|{\"y\":\"1\"}|metadata 'max_abs' holds for 'y' not a finite number",
        "max_abs|{\"y\":-1}|metadata 'max_abs' holds for 'y' not a finite number",
        "max_abs|{\"y\":1e999}|metadata 'max_abs' holds for 'y' not a finite number",
        "max_abs|{}|metadata 'max_abs' has no number for the result 'y'",
        "float32_max_abs_error|{}|metadata 'float32_max_abs_error' has no number for the result 'y'",
    })
    void contradictionInTheMetadataOfACase(String key, String value, String fault) {
        load(CASE);
        metadata.put(key, value);
        assertRefused(fault);
    }

    @Test
    void parameterAndGradientThatAreBothGoneAreMissed() {
        load(CASE);
        tensors.remove("bias_hh_l0");
        tensors.remove("grad_bias_hh_l0");
        assertRefused("names the result 'grad_bias_hh_l0', whose tensors the file does not have");
    }

    @Test
    void oneDirectionButReverseWeights() {
        load("gru-l3-bi-nobias-t8-b2-i28-h8");
        metadata.put("bidirectional", "false");
        for (String state : new String[] {"h0", "hn", "R_hn"}) {
            tensors.put(state, Tensor.zeros(3, 2, 8));
        }
        for (String output : new String[] {"y", "R_y"}) {
            tensors.put(output, Tensor.zeros(8, 2, 8));
        }
        tensors.keySet().removeIf(tensor -> tensor.matches("weight_.*_l[12]"));
        assertRefused("_reverse': belongs to no layer: the file is of 3 layers, 1 direction");
    }

    @Test
    void nanInAWeightIsAllowedAndCounted() {
        load(CASE);
        tensors.get("weight_hh_l1").data()[3] = Float.NaN;
        tensors.get("weight_hh_l1").data()[4] = Float.NEGATIVE_INFINITY;
        tensors.get("R_y").data()[0] = Float.POSITIVE_INFINITY;

        assertThat(GoldenCase.read(broken()).nonFinite()).isEqualTo(Map.of("weight_hh_l1", 2L, "R_y", 1L));
    }

    @Test
    void fileOfAnotherFormat() {
        metadata.put("architecture", "x");
        assertRefused("is not a golden file: its metadata has no format, but 'rnn-golden-1' is needed");
        metadata.put("format", "pt");
        assertRefused("is not a golden file: its metadata has format 'pt', but 'rnn-golden-1' is needed");
        Path training = GoldenFolder.file(CLASSES);
        assertThatExceptionOfType(SafetensorsException.class).isThrownBy(() -> GoldenCase.read(training))
                .withMessageContaining("format 'rnn-golden-train-1', but 'rnn-golden-1' is needed");
    }

    @ParameterizedTest
    @CsvSource({"0,tensor 'lengths': sequence 0 has 0 steps", "9,tensor 'lengths': sequence 0 has 9 steps",
        "-1,tensor 'lengths': sequence 0 has -1 steps"})
    void lengthThatIsNotPossible(long length, String fault) throws IOException {
        assertThatExceptionOfType(SafetensorsException.class)
                .isThrownBy(() -> GoldenCase.read(patched("janet-l1-bi-t8-b5-i3-h7-beta1-var", "lengths", length)))
                .withMessageContaining(fault + ", but from 1 to 8 are possible");
    }

    @ParameterizedTest
    @CsvSource({"3", "-1", "4294967296"})
    void classThatIsNotPossible(long label) throws IOException {
        assertThatExceptionOfType(SafetensorsException.class)
                .isThrownBy(() -> GoldenTraining.read(patched(CLASSES, "target", label)))
                .withMessageContaining("tensor 'target': element 0 is class " + label
                        + ", but from 0 to 2 are possible");
    }

    /** A copy of a golden file in which the first element of an I64 tensor is another. */
    private Path patched(String name, String tensor, long value) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(GoldenFolder.file(name)))
                .order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = (int) bytes.getLong(0);
        String header = new String(bytes.array(), 8, headerLength, StandardCharsets.UTF_8);
        Matcher place = Pattern.compile("\"" + tensor + "\":\\{[^}]*\"data_offsets\":\\[(\\d+)").matcher(header);
        assertThat(place.find()).isTrue();
        bytes.putLong(8 + headerLength + Integer.parseInt(place.group(1)), value);
        return Files.write(folder.resolve("patched.safetensors"), bytes.array());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "head|mean of y|metadata 'head' is 'mean of y', which is not known",
        "loss|hinge|metadata 'loss' is 'hinge', which is not known",
        "loss|cross_entropy, mean over the batch|tensor 'target': has shape",
        "lr|fast|metadata 'lr' is 'fast'",
        "outputs|2|has shape",
        "steps|24|tensor 'losses': has shape [25], but [24] is needed",
    })
    void contradictionInTheMetadataOfATraining(String key, String value, String fault) {
        load(SEQUENCES);
        metadata.put(key, value);
        assertRefused(fault);
    }
}
