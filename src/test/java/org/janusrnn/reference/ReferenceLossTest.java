package org.janusrnn.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SplittableRandom;
import org.janusrnn.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Losses, linear and embedding layer: numbers worked out by hand, gradients against finite differences. */
class ReferenceLossTest {
    private static final double ROUNDING = 1e-15;
    private final SplittableRandom random = new SplittableRandom(6);

    /** Softmax of (log 1, log 2, log 5) is (1/8, 2/8, 5/8); of (0, 0, 0) thirds; the middle row does not count. */
    @Test
    void crossEntropyByHand() {
        DoubleTensor logits = DoubleTensor.of(
                new double[] {0, Math.log(2), Math.log(5), 7, 8, 9, 0, 0, 0}, 3, 3);
        ReferenceLoss loss = ReferenceLoss.crossEntropy(logits, new int[] {2, ReferenceLoss.IGNORED, 0});
        assertThat(loss.value()).isCloseTo((Math.log(8.0 / 5) + Math.log(3)) / 2, within(ROUNDING));
        double[] expected = {1.0 / 16, 2.0 / 16, -3.0 / 16, 0, 0, 0, -1.0 / 3, 1.0 / 6, 1.0 / 6};
        assertThat(loss.gradient().data()).containsExactly(expected, within(ROUNDING));
    }

    @Test
    void crossEntropyOfHugeLogitsDoesNotOverflow() {
        DoubleTensor logits = DoubleTensor.of(new double[] {1e4, -1e4, 1e4 - 1}, 1, 3);
        ReferenceLoss loss = ReferenceLoss.crossEntropy(logits, new int[] {1});
        // 1e4 + log(1 + 1/e) - (-1e4); the large numbers cost the last digits.
        assertThat(loss.value()).isCloseTo(2e4 + Math.log1p(Math.exp(-1)), within(1e-11));
        assertThat(loss.gradient().data()[1]).isEqualTo(-1);
    }

    @Test
    void crossEntropyWithNoTargetThatCountsIsZero() {
        ReferenceLoss loss = ReferenceLoss.crossEntropy(random(2, 3), new int[] {-1, -1});
        assertThat(loss.value()).isZero();
        assertThat(loss.gradient().data()).containsOnly(0);
    }

    @Test
    void crossEntropyRefusesWrongTargets() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReferenceLoss.crossEntropy(random(2, 3), new int[] {0, 3}))
                .withMessageContaining("target 3 at position 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReferenceLoss.crossEntropy(random(2, 3), new int[] {0, -2}))
                .withMessageContaining("target -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReferenceLoss.crossEntropy(random(2, 3), new int[] {0}))
                .withMessageContaining("1 targets");
    }

    @Test
    void crossEntropyGradient() {
        DoubleTensor logits = random(2, 2, 5);
        int[] targets = {4, -1, 0, 2};
        FiniteDifferences.check(
                Map.of("logits", logits),
                Map.of("logits", ReferenceLoss.crossEntropy(logits, targets).gradient()),
                () -> ReferenceLoss.crossEntropy(logits, targets).value());
    }

    /** Distances 1, -2, 0, 3: squares 1 + 4 + 0 + 9 over four elements. */
    @Test
    void squaredErrorByHand() {
        ReferenceLoss loss = ReferenceLoss.meanSquaredError(
                DoubleTensor.of(new double[] {2, 0, 5, 3}, 2, 2), DoubleTensor.of(new double[] {1, 2, 5, 0}, 2, 2));
        assertThat(loss.value()).isEqualTo(3.5);
        assertThat(loss.gradient().data()).containsExactly(0.5, -1, 0, 1.5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReferenceLoss.meanSquaredError(random(2, 2), random(4)))
                .withMessageContaining("targets");
    }

    @Test
    void linearByHandAndByDifferences() {
        DoubleTensor byHand = ReferenceLinear.forward(
                DoubleTensor.of(new double[] {1, 2}, 1, 2),
                DoubleTensor.of(new double[] {3, 4, 5, 6, 7, 8}, 3, 2),
                DoubleTensor.of(new double[] {0.5, 0, -1}, 3));
        assertThat(byHand.shape()).isEqualTo(Shape.of(1, 3));
        assertThat(byHand.data()).containsExactly(11.5, 17, 22);

        DoubleTensor x = random(2, 3, 4);
        DoubleTensor weight = random(5, 4);
        DoubleTensor bias = random(5);
        DoubleTensor dy = random(2, 3, 5);
        ReferenceLinear.Gradients gradients = ReferenceLinear.backward(x, weight, dy);
        FiniteDifferences.check(
                Map.of("x", x, "weight", weight, "bias", bias),
                Map.of("x", gradients.x(), "weight", gradients.weight(), "bias", gradients.bias()),
                () -> FiniteDifferences.dot(ReferenceLinear.forward(x, weight, bias), dy));
        assertThat(ReferenceLinear.forward(x, weight, null)
                        .maxDifference(ReferenceLinear.forward(x, weight, DoubleTensor.zeros(5))))
                .isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> ReferenceLinear.forward(random(2, 3), weight, null))
                .withMessageContaining("[..., 4]");
    }

    @Test
    void embeddingByDifferences() {
        DoubleTensor table = random(4, 3);
        int[] indices = {2, 0, 2, 3};
        Shape shape = Shape.of(2, 2);
        DoubleTensor y = ReferenceEmbedding.forward(indices, shape, table);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 3));
        assertThat(y.slice(6, 3)).containsExactly(table.slice(6, 3));
        DoubleTensor dy = random(2, 2, 3);
        FiniteDifferences.check(
                Map.of("table", table),
                Map.of("table", ReferenceEmbedding.backward(indices, table.shape(), dy)),
                () -> FiniteDifferences.dot(ReferenceEmbedding.forward(indices, shape, table), dy));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReferenceEmbedding.forward(new int[] {0, 4}, Shape.of(2), table))
                .withMessageContaining("index 4 at position 1");
    }

    private DoubleTensor random(int... dims) {
        return FiniteDifferences.random(random, 1, dims);
    }
}
