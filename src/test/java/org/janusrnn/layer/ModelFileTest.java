package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.Handles;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.NoLeaks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A model file that does not fit itself is refused before any device memory is touched, in words that name the file and the
 * tensor. NaN and infinity in its weights are taken, and told.
 */
@NoLeaks.CheckedAfterAll
class ModelFileTest {
    private static Engine engine;

    @TempDir
    Path folder;

    private final Map<String, String> metadata = new HashMap<>();
    private final Map<String, Tensor> tensors = new TreeMap<>();

    @BeforeAll
    static void open() {
        engine = DeviceAndWay.onceEach().get(0).open();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @BeforeEach
    void model() {
        Path whole = folder.resolve("whole.safetensors");
        try (Network network = Network.builder(engine).input(4).recurrent(Cells.lstm(), 5).batchNorm().linear(6).build()) {
            network.save(whole);
        }
        SafetensorsFile file = Safetensors.read(whole);
        metadata.putAll(file.metadata());
        file.names().forEach(name -> tensors.put(name, file.tensor(name)));
    }

    private Path written() {
        Path path = folder.resolve("model.safetensors");
        Safetensors.write(path, metadata, tensors);
        return path;
    }

    private void refused(Path path, String... words) {
        long bytes = engine.context().allocatedBytes();
        long handles = Handles.open();
        assertThatThrownBy(() -> Network.read(engine, path)).isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith(path + ": ").hasMessageContainingAll(words);
        assertThat(engine.context().allocatedBytes()).isEqualTo(bytes);
        assertThat(Handles.open()).isEqualTo(handles);
    }

    @Test
    void everyTensorIsNeeded() {
        assertThat(tensors).containsKeys("rnn.weight_ih_l0", "bn.running_mean", "fc.bias");
        for (String name : Map.copyOf(tensors).keySet()) {
            Tensor right = tensors.remove(name);
            refused(written(), "tensor '" + name + "'", "is missing");
            tensors.put(name, right);
        }
        Network.read(engine, written()).close();
    }

    @Test
    void aTensorTooMany() {
        tensors.put("rnn.weight_hh_l1", Tensor.zeros(20, 5));
        refused(written(), "tensor 'rnn.weight_hh_l1'", "is no parameter of the network");
    }

    @Test
    void aTensorOfAnotherShape() {
        tensors.put("rnn.weight_ih_l0", Tensor.zeros(4, 20));
        refused(written(), "tensor 'rnn.weight_ih_l0'", "[4, 20]", "[20, 4]");
    }

    @Test
    void aTensorOfAnotherType() throws IOException {
        Path path = written();
        byte[] bytes = Files.readAllBytes(path);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("F32", text.indexOf("\"fc.bias\""));
        bytes[at] = 'I';
        Files.write(path, bytes);
        refused(path, "tensor 'fc.bias'", "has dtype I32", "F32");
    }

    @Test
    void noArchitecture() {
        metadata.remove("architecture");
        refused(written(), "'architecture'", "no model that Janus has written");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''|there is no layer or cell ''",
        "input 4; lstm|'lstm' cannot be read",
        "input 4; lstm 5 6; linear 6|words that are not known: 6",
        "input 4; lstn 5; linear 6|there is no layer or cell 'lstn'",
        "input 4; lstm 99999999999; linear 6|a number is missing or broken",
        "input 4; lstm -5; linear 6|hidden size must be at least 1",
        "lstm 5; linear 6|starts with input",
        "input 4; cell own 5; linear 6|its description must be given"})
    void anArchitectureThatCannotBeRead(String architecture, String fault) {
        metadata.put("architecture", architecture);
        refused(written(), "architecture '" + architecture + "'", fault);
    }

    /** The network of the architecture would be too large for any device: the tensors tell before it is built. */
    @Test
    void anArchitectureOfOtherSizesThanItsTensors() {
        metadata.put("architecture", "input 4; lstm 20000000; batch_norm; linear 6");
        refused(written(), "tensor 'rnn.weight_ih_l0'", "has shape [20, 4], but [80000000, 4] is needed");
    }

    @Test
    void nanAndInfinityInWeightsAreTakenAndTold() {
        tensors.get("fc.bias").data()[2] = Float.NaN;
        tensors.get("rnn.weight_hh_l0").data()[7] = Float.NEGATIVE_INFINITY;
        tensors.get("rnn.weight_hh_l0").data()[8] = Float.NaN;
        Path path = written();
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (Network network = Network.read(engine, path)) {
            for (String name : tensors.keySet()) {
                assertThat(network.parameters().get(name).data()).isEqualTo(tensors.get(name).data());
            }
            float[] y = network.predict(Batch.of(Tensor.zeros(1, 1, 4))).data();
            assertThat(y[2]).isNaN();
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("NaN")).toList())
                .singleElement().asString().contains(path.toString()).contains("1 in fc.bias")
                .contains("2 in rnn.weight_hh_l0");
    }
}
