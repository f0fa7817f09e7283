package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cells;
import org.janusrnn.reference.LstmReference;
import org.janusrnn.reference.ReferenceWindows;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.Bits;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.Numbers;
import org.janusrnn.testing.ReferenceChain;
import org.junit.jupiter.api.io.TempDir;

/** Convolution and pooling over time, alone and in front of a recurrent layer, against the reference. */
class WindowLayersTest {
    private static final int[] LENGTHS = {13, 6, 9};

    /** T, B, C, O and the window; {@code lengths} or not. */
    record Case(int steps, int batch, int inputs, int outputs, int kernel, int stride, int padding, int dilation) {
        ReferenceWindows windows() {
            return ReferenceWindows.of(kernel, stride, padding, dilation);
        }
    }

    private static final List<Case> CASES = List.of(
            new Case(1, 1, 1, 1, 1, 1, 0, 1),
            new Case(5, 4, 3, 70, 5, 1, 0, 1),
            new Case(30, 2, 17, 5, 4, 3, 2, 1),
            new Case(13, 3, 16, 33, 3, 1, 1, 1),
            new Case(13, 3, 2, 7, 3, 2, 4, 2),
            new Case(13, 3, 40, 16, 2, 4, 1, 3),
            new Case(300, 5, 1, 3, 7, 2, 0, 1));

    private static Batch batch(Numbers numbers, Case c, int width) {
        Batch batch = Batch.of(numbers.uniform(1, c.steps, c.batch, width));
        return c.steps == LENGTHS[0] ? batch.lengths(LENGTHS) : batch;
    }

    @EveryWay
    void convolution(DeviceAndWay on) {
        try (Engine engine = on.open()) {
            List<String> failures = new ArrayList<>();
            for (Case c : CASES) {
                Numbers numbers = new Numbers(c.hashCode());
                Batch batch = batch(numbers, c, c.inputs);
                try (Network network = Network.builder(engine).input(c.inputs).convolution(c.outputs, c.kernel,
                        o -> o.stride(c.stride).padding(c.padding).dilation(c.dilation)).build()) {
                    Tensor dy = numbers.uniform(1, c.windows().count(c.steps), c.batch, c.outputs);
                    ReferenceChain.of(network, batch).convolution("conv", c.windows())
                            .differences(network.gradients(batch, dy, null), dy).forEach(f -> failures.add(c + ": " + f));
                }
            }
            assertThat(failures).isEmpty();
        }
    }

    @EveryWay
    void pooling(DeviceAndWay on) {
        try (Engine engine = on.open()) {
            List<String> failures = new ArrayList<>();
            for (Case c : CASES) {
                if (c.dilation > 1) {
                    continue;
                }
                Numbers numbers = new Numbers(c.hashCode());
                Batch batch = batch(numbers, c, c.outputs);
                Tensor dy = numbers.uniform(1, c.windows().count(c.steps), c.batch, c.outputs);
                try (Network largest = Network.builder(engine).input(c.outputs).maxPooling(c.kernel,
                        p -> p.stride(c.stride).padding(c.padding)).build();
                     Network mean = Network.builder(engine).input(c.outputs).averagePooling(c.kernel,
                             p -> p.stride(c.stride).padding(c.padding)).build()) {
                    ReferenceChain.of(largest, batch).maximum(c.windows())
                            .differences(largest.gradients(batch, dy, null), dy)
                            .forEach(f -> failures.add("maximum, " + c + ": " + f));
                    ReferenceChain.of(mean, batch).mean(c.windows()).differences(mean.gradients(batch, dy, null), dy)
                            .forEach(f -> failures.add("mean, " + c + ": " + f));
                }
            }
            assertThat(failures).isEmpty();
        }
    }

    /** Two convolutions that need padding before and behind, a pooling, an LSTM in both directions and a head. */
    private static Network cnnLstm(Engine engine) {
        return Network.builder(engine).input(3).convolution(6, 4, c -> c.same().activation(Activation.RELU))
                .convolution(5, 3, c -> c.padding(1).bias(false)).maxPooling(2)
                .recurrent(Cells.lstm(), 9, r -> r.bidirectional()).lastStep().linear(2).build();
    }

    @EveryWay
    void inFrontOfARecurrentLayer(DeviceAndWay on) {
        Numbers numbers = new Numbers(5);
        Batch batch = Batch.of(numbers.uniform(1, 13, 3, 3)).lengths(LENGTHS);
        Tensor dy = numbers.uniform(1, 1, 3, 2);
        try (Engine engine = on.open(); Network network = cnnLstm(engine)) {
            Gradients found = network.gradients(batch, dy, null);
            assertThat(ReferenceChain.of(network, batch).convolution("conv", new ReferenceWindows(4, 1, 1, 2, 1)).relu()
                    .convolution("conv2", ReferenceWindows.of(3, 1, 1, 1)).maximum(ReferenceWindows.of(2, 2, 0, 1))
                    .recurrent("rnn", LstmReference.plain()).lastStep().linear("fc").differences(found, dy)).isEmpty();
            assertThat(Bits.differences(results(network.gradients(batch, dy, null)),
                    results(found))).as("the same again").isEmpty();
        }
    }

    /** Whatever stands behind a sequence's end: the same bits. */
    @EveryWay
    void paddingHasNoEffect(DeviceAndWay on) {
        Numbers numbers = new Numbers(6);
        Tensor x = numbers.uniform(1, 13, 3, 3);
        Tensor dy = numbers.uniform(1, 13, 3, 5);
        try (Engine engine = on.open();
             Network network = Network.builder(engine).input(3).convolution(4, 3, c -> c.same())
                     .maxPooling(3, p -> p.stride(1).padding(1)).averagePooling(3, p -> p.stride(1).padding(1))
                     .convolution(5, 3, c -> c.same()).build()) {
            Map<String, Tensor> zeros = results(network.gradients(filled(x, 0), filled(dy, 0).values(), null));
            for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e30f}) {
                assertThat(Bits.differences(results(
                        network.gradients(filled(x, value), filled(dy, value).values(), null)), zeros)).isEmpty();
            }
            for (int b = 0; b < LENGTHS.length; b++) {
                for (int t = LENGTHS[b]; t < 13; t++) {
                    int row = t * 3 + b;
                    assertThat(Arrays.copyOfRange(zeros.get("y").data(), row * 5, row * 5 + 5)).containsOnly(0);
                    assertThat(Arrays.copyOfRange(zeros.get("x").data(), row * 3, row * 3 + 3)).containsOnly(0);
                }
            }
        }
    }

    private static Map<String, Tensor> results(Gradients found) {
        Map<String, Tensor> results = new HashMap<>(found.parameters());
        results.put("y", found.output().y());
        results.put("x", found.x());
        return results;
    }

    private static Batch filled(Tensor tensor, float value) {
        int width = tensor.shape().dim(2);
        for (int b = 0; b < LENGTHS.length; b++) {
            for (int t = LENGTHS[b]; t < 13; t++) {
                Arrays.fill(tensor.data(), (t * 3 + b) * width, (t * 3 + b + 1) * width, value);
            }
        }
        return Batch.of(tensor).lengths(LENGTHS);
    }

    @EveryWay
    void ofEqualsTheFirstIsLargestAndNanGoesThrough(DeviceAndWay on) {
        Tensor x = Tensor.of(new float[] {2, 2, 1, Float.NaN, -3, -2}, 6, 1, 1);
        try (Engine engine = on.open(); Network network = Network.builder(engine).input(1).maxPooling(2).build()) {
            Gradients found = network.gradients(Batch.of(x), Tensor.of(new float[] {5, 6, 7}, 3, 1, 1), null);
            assertThat(found.output().y().data()).containsExactly(2, Float.NaN, -2);
            assertThat(found.x().data()).containsExactly(5, 0, 0, 6, 0, 7);
        }
    }

    @TempDir
    Path folder;

    @EveryWay
    void modelsAreReadAsTheyWereSaved(DeviceAndWay on) {
        Path file = folder.resolve("model.safetensors");
        Batch batch = Batch.of(new Numbers(7).uniform(1, 13, 2, 3));
        try (Engine engine = on.open();
             Network network = Network.builder(engine).input(3).convolution(4, 3, c -> c.stride(2).padding(1).dilation(2)
                     .bias(false).activation(Activation.TANH).name("first")).convolution(2, 2, c -> c.same())
                     .maxPooling(2, p -> p.stride(1).padding(1)).averagePooling(2).build()) {
            assertThat(network.architecture()).isEqualTo("input 3; convolution 4 3 stride=2 padding=1 dilation=2 tanh "
                    + "nobias name=first; convolution 2 2 same; max_pool 2 stride=1 padding=1; average_pool 2");
            network.save(file);
            try (Network read = Network.read(engine, file)) {
                assertThat(read.architecture()).isEqualTo(network.architecture());
                assertThat(read.predict(batch).data()).isEqualTo(network.predict(batch).data());
            }
        }
    }
}
