package org.janusrnn.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two or three steps of each optimiser and the clip, with the arithmetic written out. */
class ReferenceOptimizerTest {
    private static final double ROUNDING = 1e-14;
    private final DoubleTensor w = DoubleTensor.of(new double[] {1, -2}, 2);

    @Test
    void sgdWithoutMomentum() {
        step(new SgdReference(0.1, 0, 0), 3, -1);
        assertW(1 - 0.1 * 3, -2 + 0.1 * 1);
    }

    /** g = (3, -1) + 0.5*w each time; b = g, then 0.9*b + g. */
    @Test
    void sgdWithMomentumAndWeightDecay() {
        SgdReference sgd = new SgdReference(0.1, 0.9, 0.5);
        step(sgd, 3, -1);
        // b = (3.5, -2)
        assertW(0.65, -1.8);
        step(sgd, 3, -1);
        // g = (3.325, -1.9); b = (3.15 + 3.325, -1.8 - 1.9) = (6.475, -3.7)
        assertW(0.65 - 0.6475, -1.8 + 0.37);
    }

    /** At the first step m/(1 - beta1) = g and v/(1 - beta2) = g*g: the step is lr*g/(|g| + eps). */
    @Test
    void adam() {
        ReferenceOptimizer adam = AdamReference.adam(0.1, 0.5, 0.75, 1, 0);
        step(adam, 3, -1);
        assertW(1 - 0.1 * 3 / 4, -2 + 0.1 * 1 / 2);
        step(adam, 0, 2);
        // m = (0.75, 0.75), over 0.75: (1, 1); v = (1.6875, 1.1875), over 0.4375
        assertW(0.925 - 0.1 / (Math.sqrt(27.0 / 7) + 1), -1.95 - 0.1 / (Math.sqrt(19.0 / 7) + 1));
    }

    /** The decay joins the gradient: g = (3 + 0.5, -1 - 1). */
    @Test
    void adamWithWeightDecay() {
        step(AdamReference.adam(0.1, 0.5, 0.75, 1, 0.5), 3, -1);
        assertW(1 - 0.1 * 3.5 / 4.5, -2 + 0.1 * 2 / 3);
    }

    /** The decay takes lr*0.5 off the parameter, the gradient stays as it is. */
    @Test
    void adamW() {
        ReferenceOptimizer adamW = AdamReference.adamW(0.1, 0.5, 0.75, 1, 0.5);
        step(adamW, 3, -1);
        assertW(0.95 - 0.1 * 3 / 4, -1.9 + 0.1 * 1 / 2);
        step(adamW, 0, 2);
        assertW(0.875 * 0.95 - 0.1 / (Math.sqrt(27.0 / 7) + 1), -1.85 * 0.95 - 0.1 / (Math.sqrt(19.0 / 7) + 1));
    }

    @Test
    void adamDefaultsArePyTorchs() {
        step(AdamReference.adam(0.1), 3, -1);
        assertW(1 - 0.1 * 3 / (3 + 1e-8), -2 + 0.1 / (1 + 1e-8));
    }

    /** v = 0.25*g*g at the first step, so its root is |g|/2. */
    @Test
    void rmsprop() {
        RmspropReference rmsprop = new RmspropReference(0.1, 0.75, 0.5, 0, 0);
        step(rmsprop, 3, -1);
        assertW(1 - 0.1 * 3 / 2, -2 + 0.1);
        step(rmsprop, 0, 2);
        // v = (..., 0.75*0.25 + 0.25*4 = 1.1875)
        assertW(0.85, -1.9 - 0.1 * 2 / (Math.sqrt(1.1875) + 0.5));
    }

    /** g = (3 + 0.5, -1 - 1): b = (3.5/2.25, -2/1.5); then g = (0, 0) + 0.5*w. */
    @Test
    void rmspropWithMomentumAndWeightDecay() {
        RmspropReference rmsprop = new RmspropReference(0.1, 0.75, 0.5, 0.9, 0.5);
        step(rmsprop, 3, -1);
        double first = 1 - 0.1 * 3.5 / 2.25;
        double second = -2 + 0.1 * 2 / 1.5;
        assertW(first, second);
        step(rmsprop, 0, 0);
        double root1 = Math.sqrt(0.75 * 0.25 * 3.5 * 3.5 + 0.25 * first * first / 4);
        double root2 = Math.sqrt(0.75 * 0.25 * 4 + 0.25 * second * second / 4);
        assertW(
                first - 0.1 * (0.9 * 3.5 / 2.25 + first / 2 / (root1 + 0.5)),
                second - 0.1 * (-0.9 * 2 / 1.5 + second / 2 / (root2 + 0.5)));
    }

    /** Norm of (3, 0), (4, 12) is 13. */
    @Test
    void clip() {
        DoubleTensor a = DoubleTensor.of(new double[] {3, 0}, 2);
        DoubleTensor b = DoubleTensor.of(new double[] {4, 12}, 2);
        assertThat(ReferenceClip.clip(Map.of("a", a, "b", b), 14)).isEqualTo(13);
        assertThat(a.data()).containsExactly(3, 0);
        assertThat(ReferenceClip.clip(Map.of("a", a, "b", b), 1.3)).isEqualTo(13);
        double factor = 1.3 / 13.000001;
        assertThat(a.data()).containsExactly(3 * factor, 0);
        assertThat(b.data()).containsExactly(4 * factor, 12 * factor);
        // A norm just under the limit is still touched by the 1e-6.
        DoubleTensor c = DoubleTensor.of(new double[] {1}, 1);
        ReferenceClip.clip(Map.of("c", c), 1);
        assertThat(c.data()[0]).isEqualTo(1 / 1.000001);
    }

    @Test
    void parametersKeepTheirOwnMemory() {
        DoubleTensor other = DoubleTensor.of(new double[] {1, -2}, 2);
        SgdReference sgd = new SgdReference(0.1, 0.9, 0);
        DoubleTensor g = DoubleTensor.of(new double[] {1, 1}, 2);
        DoubleTensor none = DoubleTensor.zeros(2);
        sgd.step(Map.of("w", w, "other", other), Map.of("w", g, "other", none));
        sgd.step(Map.of("w", w, "other", other), Map.of("w", none, "other", none));
        assertW(1 - 0.1 - 0.09, -2 - 0.1 - 0.09);
        assertThat(other.data()).containsExactly(1, -2);
    }

    @Test
    void missingGradientIsNamed() {
        SgdReference sgd = new SgdReference(0.1, 0, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> sgd.step(Map.of("w", w), Map.of()))
                .withMessageContaining("parameter w has no gradient");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sgd.step(Map.of("w", w), Map.of("w", DoubleTensor.zeros(3))))
                .withMessageContaining("gradient of w");
    }

    private void step(ReferenceOptimizer optimizer, double... gradient) {
        optimizer.step(Map.of("w", w), Map.of("w", DoubleTensor.of(gradient, gradient.length)));
    }

    private void assertW(double... expected) {
        assertThat(w.data()).containsExactly(expected, within(ROUNDING));
    }
}
