package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.DoubleNetwork;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.NoLeaks;
import org.janusrnn.testing.Numbers;
import org.janusrnn.testing.SharedEngines;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Layers of every kind, alone, in blocks and in front of each other, forward and backward, against double precision and central differences. */
@NoLeaks.CheckedAfterAll
class LayerGradientTest {
    @RegisterExtension
    static final SharedEngines ENGINES = new SharedEngines();

    private static final int STEPS = 6;
    private static final int BATCH = 5;
    /** Three rows at least at every step: of two, batch normalisation makes little but the digits that float32 lacks. */
    private static final int[] LENGTHS = {6, 2, 6, 1, 6};
    private static final double UNIT = 0x1p-24;
    private static final double ALLOWED = 4;

    private static final List<String> LAYERS = List.of(
            "input 5; linear 18 relu; linear 3 tanh nobias; linear 7 sigmoid",
            "input 5; linear 17; tanh; relu; sigmoid",
            "input 19; layer_norm; linear 3",
            "input 17; batch_norm; tanh",
            "input 5; batch_norm steps=6; linear 18 tanh; batch_norm steps=6",
            "input 17; dropout 0.4; linear 5",
            "input 19; dropout_over_time 0.4; rnn_tanh 4; dropout_over_time 0.3; last; linear 2");

    private static final List<String> BLOCKS = List.of(
            "input 5; residual(linear 18 tanh; layer_norm; linear 5); linear 2",
            "input 3; linear 17; residual(batch_norm; indrnn_tanh 17 recurrence_only; dropout_over_time 0.3; "
                    + "linear 17; batch_norm; indrnn_relu 17 nobias recurrence_only; linear 17); last; linear 2",
            "input 4; dense(linear 18; batch_norm; indrnn_tanh 3); dense(gru 2 bidirectional); linear 3",
            "input 3; dense(residual(lstm 3); residual(dense(tanh); linear 3); dropout 0.2); residual(relu)",
            "input 6; gru 2 recurrence_only; dense(rnn_tanh 2 bidirectional recurrence_only)");

    private static final List<String> STRUCTURES = List.of(
            "input 3; lstm 5 bidirectional; rnn_tanh 7; gru 6 bidirectional_sum; linear 2",
            "input 3; rnn_tanh 4 bidirectional nobias; linear 2 nobias",
            "input 3; gru 6 bidirectional; final_states; linear 4",
            "input 3; convolution 6 3 padding=1 tanh; max_pool 2 padding=1; lstm 5 bidirectional; last; linear 4",
            "input 3; convolution 5 2 stride=2 padding=1 dilation=2 nobias; average_pool 2 stride=1 padding=1; gru 6",
            "embedding 7 5; gru 6; linear 2");

    /** A network with all that goes in, and what must come out, which is found out once for all devices. */
    private record Case(String architecture, int[] lengths, Map<String, Tensor> parameters, Tensor x, Tensor factors,
                        DoubleTensor y, Map<String, double[]> gradients, double terms) {
        double largest() {
            return gradients.values().stream().flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
        }
    }

    /** Numbers of a parameter whose gradients are compared, at most: the others come out of the same loops. */
    private static final int SAMPLE = 24;
    private static final Map<String, Case> CASES = new HashMap<>();

    private static void agrees(DeviceAndWay where, List<String> architectures, int... lengths) {
        List<String> failures = new ArrayList<>();
        for (String architecture : architectures) {
            try (Network network = NetworkBuilder.of(ENGINES.of(where), architecture).build()) {
                assertThat(network.architecture()).isEqualTo(architecture);
                compare(network, CASES.computeIfAbsent(architecture + Arrays.toString(lengths),
                        key -> make(network, lengths)), failures);
            }
        }
        assertThat(failures).isEmpty();
    }

    private static Case make(Network network, int... lengths) {
        Numbers random = new Numbers(network.architecture().hashCode());
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        network.parameters().all().forEach(p -> parameters.put(p.name(), start(random, p)));
        Tensor x = random.uniform(1, STEPS, BATCH, network.inputs());
        for (int i = 0; i < x.data().length && embedded(network); i++) {
            x.data()[i] = i * i % 7;    // 0, 1, 2 and 4: the other rows of the table have no gradient
        }
        Tensor factors = random.uniform(1, network.form().outputSteps(STEPS), BATCH, network.outputs());
        DoubleNetwork exact = new DoubleNetwork(network.architecture(), DoubleTensor.of(parameters),
                DoubleTensor.of(x), lengths.length == 0 ? null : lengths);
        DoubleTensor y = exact.forward();
        Map<String, double[]> gradients = new LinkedHashMap<>();
        DoubleTensor upstream = DoubleTensor.of(factors);
        int widest = 0;
        for (String name : parameters.keySet()) {
            gradients.put(name, sample(exact, name, parameters.get(name), upstream));
            widest = Math.max(widest, Arrays.stream(parameters.get(name).shape().toArray()).max().orElse(0));
        }
        if (!embedded(network)) {
            gradients.put("x", sample(exact, "x", x, upstream));
        }
        return new Case(network.architecture(), lengths, parameters, x, factors, y, gradients,
                exact.layers() * (double) (STEPS * BATCH + widest));
    }

    private static boolean embedded(Network network) {
        return network.architecture().startsWith("embedding");
    }

    private static Batch batch(Network network, Case of) {
        if (!embedded(network)) {
            return Batch.of(of.x);
        }
        int[] indices = new int[of.x.data().length];
        Arrays.setAll(indices, i -> (int) of.x.data()[i]);
        return Batch.of(indices, STEPS, BATCH);
    }

    private static double[] sample(DoubleNetwork exact, String name, Tensor variable, DoubleTensor factors) {
        int stride = stride(variable);
        double[] gradients = new double[(variable.data().length - 1) / stride + 1];
        Arrays.setAll(gradients, i -> exact.gradient(name, i * stride, factors));
        return gradients;
    }

    private static int stride(Tensor variable) {
        return (variable.data().length - 1) / SAMPLE + 1;
    }

    /** Around 1 for what multiplies a normalised number, else around 0. */
    private static Tensor start(Numbers random, Parameters.Parameter parameter) {
        boolean norm = parameter.name().matches(".*(bn|ln)\\d*\\.weight");
        Tensor tensor = random.uniform(0.7, parameter.shape());
        for (int i = 0; i < tensor.data().length && norm; i++) {
            tensor.data()[i] += 1;
        }
        return tensor;
    }

    private static void compare(Network network, Case of, List<String> failures) {
        of.parameters.forEach(network.parameters()::set);
        Batch batch = batch(network, of);
        batch = of.lengths.length == 0 ? batch : batch.lengths(of.lengths);
        Gradients found = network.gradients(batch, of.factors, null);
        Map<String, Tensor> got = new LinkedHashMap<>(found.parameters());
        if (found.x() != null) {
            got.put("x", found.x());
        }
        assertThat(got.keySet()).as(of.architecture).isEqualTo(of.gradients.keySet());
        compare(of, "y", of.y.data(), found.output().y(), 1, failures);
        of.gradients.forEach((name, want) -> compare(of, "gradient of " + name, want, got.get(name),
                stride(got.get(name)), failures));
    }

    /**
     * Rounding errors of so many terms add up like a random walk, see {@link org.janusrnn.testing.Rounding}; and a gradient
     * hands its own on to those behind it, so that the largest of them all counts.
     */
    private static void compare(Case of, String name, double[] want, Tensor got, int stride, List<String> failures) {
        double error = 0;
        for (int i = 0; i < want.length; i++) {
            double here = Math.abs(got.data()[i * stride] - want[i]);
            error = here <= error ? error : here;
        }
        double allowed = ALLOWED * Math.sqrt(of.terms) * UNIT * Math.max(1, of.largest());
        if (!(error <= allowed)) {
            failures.add(String.format("%s %s: %s is off by %.3g, allowed %.3g", of.architecture,
                    Arrays.toString(of.lengths), name, error, allowed));
        }
    }

    @EveryWay
    void singleLayers(DeviceAndWay where) {
        agrees(where, LAYERS);
        agrees(where, LAYERS, LENGTHS);
    }

    @EveryWay
    void blocks(DeviceAndWay where) {
        agrees(where, BLOCKS);
        agrees(where, BLOCKS, LENGTHS);
    }

    @EveryWay
    void structures(DeviceAndWay where) {
        agrees(where, STRUCTURES);
        agrees(where, STRUCTURES, LENGTHS);
    }
}
