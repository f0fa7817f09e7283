package org.janusrnn.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Lengths, layers, directions, names, and what is refused. */
class ReferenceStackTest {
    private static final int STEPS = 6;
    private static final int INPUTS = 3;
    private static final int HIDDEN = 4;
    private static final int[] LENGTHS = {4, 1, 5};
    private static final ReferenceCell LSTM = LstmReference.plain();

    private final SplittableRandom random = new SplittableRandom(5);
    private final Map<String, DoubleTensor> parameters = parameters(2, true);

    /** Each sequence of a padded batch gives what it gives alone; NaN behind its end has no effect. */
    @Test
    void paddedBatchIsEachSequenceAlone() {
        DoubleTensor x = random(STEPS, 3, INPUTS);
        DoubleTensor dy = random(STEPS, 3, 2 * HIDDEN);
        for (int b = 0; b < 3; b++) {
            for (int t = LENGTHS[b]; t < STEPS; t++) {
                x.put((t * 3 + b) * INPUTS, new double[] {Double.NaN, 1e30, Double.NEGATIVE_INFINITY});
                dy.put((t * 3 + b) * 2 * HIDDEN, new double[] {Double.NaN});
            }
        }
        DoubleTensor h0 = random(4, 3, HIDDEN);
        DoubleTensor c0 = random(4, 3, HIDDEN);
        ReferenceStack stack = ReferenceStack.of(LSTM, parameters);
        StackPass padded = stack.forward(x, LENGTHS, h0, c0);
        StackPass.Gradients gradients = padded.backward(dy, h0, c0);

        Map<String, DoubleTensor> sums = new LinkedHashMap<>();
        for (int b = 0; b < 3; b++) {
            StackPass alone = stack.forward(
                    column(x, b, LENGTHS[b]), null, column(h0, b, 4), column(c0, b, 4));
            assertThat(column(padded.y(), b, LENGTHS[b]).maxDifference(alone.y())).isZero();
            assertThat(column(padded.hn(), b, 4).maxDifference(alone.hn())).isZero();
            assertThat(column(padded.cn(), b, 4).maxDifference(alone.cn())).isZero();
            StackPass.Gradients own =
                    alone.backward(column(dy, b, LENGTHS[b]), column(h0, b, 4), column(c0, b, 4));
            assertThat(column(gradients.x(), b, LENGTHS[b]).maxDifference(own.x())).isZero();
            assertThat(column(gradients.h0(), b, 4).maxDifference(own.h0())).isZero();
            assertThat(column(gradients.c0(), b, 4).maxDifference(own.c0())).isZero();
            own.parameters().forEach((name, tensor) ->
                    sums.computeIfAbsent(name, key -> DoubleTensor.zeros(tensor.shape())).add(0, tensor.data()));
            for (int t = LENGTHS[b]; t < STEPS; t++) {
                assertThat(padded.y().slice((t * 3 + b) * 2 * HIDDEN, 2 * HIDDEN)).containsOnly(0);
                assertThat(gradients.x().slice((t * 3 + b) * INPUTS, INPUTS)).containsOnly(0);
            }
        }
        // Only the order of the additions differs.
        sums.forEach((name, sum) ->
                assertThat(gradients.parameter(name).maxDifference(sum)).as(name).isLessThan(1e-13));
    }

    /** The reverse direction is the forward one over the sequence turned round. */
    @Test
    void reverseIsForwardOverTheTurnedSequence() {
        Map<String, DoubleTensor> both = parameters(1, true);
        Map<String, DoubleTensor> reverseOnly = new LinkedHashMap<>();
        both.forEach((name, tensor) -> {
            if (name.endsWith("_reverse")) {
                reverseOnly.put(name.replace("_reverse", ""), tensor);
            }
        });
        DoubleTensor x = random(STEPS, 1, INPUTS);
        DoubleTensor turned = DoubleTensor.zeros(STEPS, 1, INPUTS);
        for (int t = 0; t < STEPS; t++) {
            turned.put((STEPS - 1 - t) * INPUTS, x.slice(t * INPUTS, INPUTS));
        }
        StackPass two = ReferenceStack.of(LSTM, both).forward(x);
        StackPass one = ReferenceStack.of(LSTM, reverseOnly).forward(turned);
        for (int t = 0; t < STEPS; t++) {
            assertThat(two.y().slice(t * 2 * HIDDEN + HIDDEN, HIDDEN))
                    .containsExactly(one.y().slice((STEPS - 1 - t) * HIDDEN, HIDDEN));
        }
        assertThat(two.hn().slice(HIDDEN, HIDDEN)).containsExactly(one.hn().data());
    }

    @Test
    void layersCanBeWalkedOneByOne() {
        ReferenceStack stack = ReferenceStack.of(LSTM, parameters);
        DoubleTensor x = random(STEPS, 3, INPUTS);
        List<ReferenceLayer> layers = stack.layers();
        DoubleTensor middle = layers.get(0).forward(x, LENGTHS, null, null).y();
        DoubleTensor y = layers.get(1).forward(middle, LENGTHS, null, null).y();
        assertThat(y.maxDifference(stack.forward(x, LENGTHS).y())).isZero();
    }

    @Test
    void lastStatesStandSideBySide() {
        ReferenceStack stack = ReferenceStack.of(LSTM, parameters);
        DoubleTensor x = random(STEPS, 3, INPUTS);
        StackPass pass = stack.forward(x, LENGTHS);
        for (int b = 0; b < 3; b++) {
            assertThat(pass.last().slice(b * 2 * HIDDEN, HIDDEN))
                    .containsExactly(pass.y().slice(((LENGTHS[b] - 1) * 3 + b) * 2 * HIDDEN, HIDDEN));
            assertThat(pass.last().slice((2 * b + 1) * HIDDEN, HIDDEN))
                    .containsExactly(pass.y().slice((2 * b + 1) * HIDDEN, HIDDEN));
        }
        DoubleTensor dLast = random(3, 2 * HIDDEN);
        Map<String, DoubleTensor> variables = new LinkedHashMap<>(parameters);
        variables.put("x", x);
        StackPass.Gradients gradients = pass.backwardFromLast(dLast);
        Map<String, DoubleTensor> all = new LinkedHashMap<>(gradients.parameters());
        all.put("x", gradients.x());
        FiniteDifferences.check(
                variables, all, () -> FiniteDifferences.dot(stack.forward(x, LENGTHS).last(), dLast));
    }

    @Test
    void namesWithoutALayerAreLeftToOthers() {
        parameters.put("fc.weight", DoubleTensor.zeros(2, 8));
        assertThat(ReferenceStack.of(LSTM, parameters).layers()).hasSize(2);
    }

    @Test
    void wrongParametersAreNamed() {
        refused("weight_hh", map -> map.remove("weight_hh_l1_reverse"));
        refused("weight_ih", map -> map.remove("weight_ih_l0"));
        refused("weight_peephole", map -> map.put("weight_peephole_l0", DoubleTensor.zeros(12)));
        refused("bias_ih has shape [3], expected [16]", map -> map.put("bias_ih_l0", DoubleTensor.zeros(3)));
        refused("_l3", map -> map.put("weight_ih_l3", DoubleTensor.zeros(16, 8)));
        refused("layer 1 has 1 directions", map -> map.keySet().removeIf(name -> name.endsWith("_l1_reverse")));
    }

    @Test
    void wrongInputsAreNamed() {
        ReferenceStack stack = ReferenceStack.of(LSTM, parameters);
        DoubleTensor x = random(STEPS, 3, INPUTS);
        assertThatIllegalArgumentException().isThrownBy(() -> stack.forward(random(STEPS, 3, 2)))
                .withMessageContaining("x has shape [6, 3, 2]");
        assertThatIllegalArgumentException().isThrownBy(() -> stack.forward(x, new int[] {1, 2}))
                .withMessageContaining("2 lengths for a batch of 3");
        assertThatIllegalArgumentException().isThrownBy(() -> stack.forward(x, new int[] {1, 0, 2}))
                .withMessageContaining("length of sequence 1 is 0");
        assertThatIllegalArgumentException().isThrownBy(() -> stack.forward(x, new int[] {1, 2, 7}))
                .withMessageContaining("length of sequence 2 is 7");
        assertThatIllegalArgumentException().isThrownBy(() -> stack.forward(x, null, random(2, 3, HIDDEN), null))
                .withMessageContaining("h0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stack.forward(x).backward(random(1, 3, 2 * HIDDEN), null, null))
                .withMessageContaining("dy");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stack.forward(x).backward(null, null, null).parameter("weight_xx"))
                .withMessageContaining("weight_xx");
    }

    private void refused(String message, Consumer<Map<String, DoubleTensor>> change) {
        Map<String, DoubleTensor> changed = new LinkedHashMap<>(parameters);
        change.accept(changed);
        assertThatIllegalArgumentException().isThrownBy(() -> ReferenceStack.of(LSTM, changed))
                .withMessageContaining(message);
    }

    private Map<String, DoubleTensor> parameters(int layers, boolean bidirectional) {
        Map<String, DoubleTensor> random = new LinkedHashMap<>();
        ReferenceStack.parameters(LSTM, INPUTS, HIDDEN, layers, bidirectional, true)
                .forEach((name, shape) -> random.put(name, random(shape.toArray())));
        return random;
    }

    private DoubleTensor random(int... dims) {
        return FiniteDifferences.random(random, 1, dims);
    }

    /** Sequence b alone, the first rows of it: [rows, B, n] to [rows, 1, n]. */
    private static DoubleTensor column(DoubleTensor tensor, int b, int rows) {
        int batch = tensor.shape().dim(1);
        int size = tensor.shape().dim(2);
        DoubleTensor column = DoubleTensor.zeros(rows, 1, size);
        for (int row = 0; row < rows; row++) {
            column.put(row * size, tensor.slice((row * batch + b) * size, size));
        }
        return column;
    }
}
