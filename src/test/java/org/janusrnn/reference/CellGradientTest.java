package org.janusrnn.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.janusrnn.cell.CellFunctions;
import org.janusrnn.cell.GateFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One step of every cell, and every form of layer around it, against finite differences. */
class CellGradientTest {

    static Stream<Arguments> cells() {
        LstmReference lstm = LstmReference.plain();
        return Stream.of(
                Arguments.of("rnn_tanh", RnnReference.tanh()),
                Arguments.of("rnn_relu", RnnReference.relu()),
                Arguments.of("indrnn_tanh", IndrnnReference.tanh()),
                Arguments.of("indrnn_relu", IndrnnReference.relu()),
                Arguments.of("lstm", lstm),
                Arguments.of("lstm projected", lstm.withProjection(3)),
                Arguments.of("lstm peephole", lstm.withPeepholes()),
                Arguments.of("lstm coupled", lstm.withCoupledGates()),
                Arguments.of("lstm with all", lstm.withProjection(2).withPeepholes().withCoupledGates()),
                Arguments.of("gru", GruReference.plain()),
                Arguments.of("gru_reset_before", GruResetBeforeReference.plain()),
                Arguments.of("janet 0", JanetReference.withBeta(0)),
                Arguments.of("janet 1", JanetReference.withBeta(1)),
                Arguments.of("mgu", MguReference.plain()),
                Arguments.of("lstm_layer_norm", LayerNormLstmReference.plain()),
                Arguments.of("gru_layer_norm", GruReference.plain().withLayerNorm()),
                Arguments.of("lstm with functions", lstm.withPeepholes()
                        .with(functions(0, "hard_sigmoid(0.25,0.5)", "softsign", "elu(0.7)"))),
                Arguments.of("lstm clipped", lstm.withPeepholes().with(functions(0.4f, "sigmoid", "tanh", "tanh"))),
                Arguments.of("gru with functions", GruReference.plain()
                        .with(functions(0, "softplus", "scaled_tanh(1.2,0.7)"))),
                Arguments.of("gru_reset_before with functions", GruResetBeforeReference.plain()
                        .with(functions(0, "affine(0.3,0.4)", "leaky_relu(0.1)"))),
                Arguments.of("rnn with a function", RnnReference.tanh().with(functions(0.9f, "thresholded_relu(0.1)"))));
    }

    private static CellFunctions functions(float clip, String... texts) {
        return new CellFunctions(Stream.of(texts).map(GateFunction::parse).toList(), clip);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void oneStep(String name, ReferenceCell cell) {
        SplittableRandom random = new SplittableRandom(1);
        int hidden = 5;
        Map<String, DoubleTensor> parameters = new LinkedHashMap<>();
        cell.parameters(3, hidden, true)
                .forEach((key, shape) -> parameters.put(key, FiniteDifferences.random(random, 1, shape)));
        CellWeights weights = CellWeights.of(cell, parameters);
        DoubleTensor x = FiniteDifferences.random(random, 1, 3);
        DoubleTensor h = FiniteDifferences.random(random, 1, cell.outputs(hidden));
        DoubleTensor c = FiniteDifferences.random(random, 1, cell.hasMemory() ? hidden : 0);
        DoubleTensor dh = FiniteDifferences.random(random, 1, h.shape());
        DoubleTensor dc = FiniteDifferences.random(random, 1, c.shape());

        DoubleTensor dx = DoubleTensor.zeros(3);
        CellWeights gradients = weights.zeros();
        CellState before = new CellState(h.data(), c.data());
        CellState dBefore = cell.backward(
                weights, x.data(), before, new CellState(dh.data(), dc.data()), dx.data(), gradients);

        Map<String, DoubleTensor> variables = new LinkedHashMap<>(parameters);
        variables.putAll(Map.of("x", x, "h", h, "c", c));
        Map<String, DoubleTensor> all = new LinkedHashMap<>(gradients.named());
        all.putAll(Map.of(
                "x", dx,
                "h", new DoubleTensor(h.shape(), dBefore.h()),
                "c", new DoubleTensor(c.shape(), dBefore.c())));
        FiniteDifferences.check(variables, all, () -> {
            CellState after = cell.forward(weights, x.data(), before);
            return FiniteDifferences.dot(new DoubleTensor(h.shape(), after.h()), dh)
                    + FiniteDifferences.dot(new DoubleTensor(c.shape(), after.c()), dc);
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void oneDirection(String name, ReferenceCell cell) {
        stack(cell, 1, false, true, null);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void twoDirectionsWithoutBias(String name, ReferenceCell cell) {
        stack(cell, 1, true, false, null);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void twoLayersOfTwoDirectionsWithLengths(String name, ReferenceCell cell) {
        stack(cell, 2, true, true, new int[] {2, 4, 1});
    }

    @Test
    void directionsAddedUp() {
        SplittableRandom random = new SplittableRandom(3);
        ReferenceCell cell = LstmReference.plain();
        Map<String, DoubleTensor> parameters = new LinkedHashMap<>();
        for (int layer = 0; layer < 2; layer++) {
            String ending = "_l" + layer;
            ReferenceStack.parameters(cell, layer == 0 ? 3 : 4, 4, 1, true, true).forEach((key, shape) -> parameters
                    .put(key.replace("_l0", ending), FiniteDifferences.random(random, 0.8, shape)));
        }
        ReferenceStack stack = ReferenceStack.summed(cell, parameters);
        DoubleTensor x = FiniteDifferences.random(random, 1, 5, 3, 3);
        int[] lengths = {2, 5, 1};
        DoubleTensor dy = FiniteDifferences.random(random, 1, 5, 3, 4);
        StackPass pass = stack.forward(x, lengths);
        StackPass.Gradients gradients = pass.backward(dy, null, null);
        Map<String, DoubleTensor> variables = new LinkedHashMap<>(parameters);
        variables.put("x", x);
        Map<String, DoubleTensor> all = new LinkedHashMap<>(gradients.parameters());
        all.put("x", gradients.x());
        FiniteDifferences.check(variables, all,
                () -> FiniteDifferences.dot(stack.forward(x, lengths).y(), dy));
    }

    private static void stack(ReferenceCell cell, int layers, boolean bidirectional, boolean bias, int[] lengths) {
        SplittableRandom random = new SplittableRandom(2);
        int steps = 5;
        int batch = 3;
        int inputs = 3;
        int hidden = 4;
        int states = layers * (bidirectional ? 2 : 1);
        Map<String, DoubleTensor> parameters = new LinkedHashMap<>();
        ReferenceStack.parameters(cell, inputs, hidden, layers, bidirectional, bias)
                .forEach((key, shape) -> parameters.put(key, FiniteDifferences.random(random, 0.8, shape)));
        ReferenceStack stack = ReferenceStack.of(cell, parameters);
        DoubleTensor x = FiniteDifferences.random(random, 1, steps, batch, inputs);
        DoubleTensor h0 = FiniteDifferences.random(random, 1, states, batch, cell.outputs(hidden));
        DoubleTensor c0 = FiniteDifferences.random(random, 1, states, batch, cell.hasMemory() ? hidden : 0);

        StackPass pass = stack.forward(x, lengths, h0, c0);
        DoubleTensor dy = FiniteDifferences.random(random, 1, pass.y().shape());
        DoubleTensor dhn = FiniteDifferences.random(random, 1, pass.hn().shape());
        DoubleTensor dcn = FiniteDifferences.random(random, 1, pass.cn().shape());
        StackPass.Gradients gradients = pass.backward(dy, dhn, dcn);
        assertThat(gradients.parameters().keySet()).containsExactlyElementsOf(parameters.keySet());

        Map<String, DoubleTensor> variables = new LinkedHashMap<>(parameters);
        variables.putAll(Map.of("x", x, "h0", h0, "c0", c0));
        Map<String, DoubleTensor> all = new LinkedHashMap<>(gradients.parameters());
        all.putAll(Map.of("x", gradients.x(), "h0", gradients.h0(), "c0", gradients.c0()));
        FiniteDifferences.check(variables, all, () -> {
            StackPass moved = stack.forward(x, lengths, h0, c0);
            return FiniteDifferences.dot(moved.y(), dy)
                    + FiniteDifferences.dot(moved.hn(), dhn)
                    + FiniteDifferences.dot(moved.cn(), dcn);
        });
    }
}
