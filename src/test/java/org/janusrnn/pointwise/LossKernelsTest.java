package org.janusrnn.pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.reference.ReferenceLoss;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.testing.EveryDevice;

class LossKernelsTest {
    /** A few roundings of float32 in numbers up to 20. */
    private static final double TOLERANCE = 4e-6;

    private static float[] numbers(int count) {
        CounterRandom random = CounterRandom.of(1, count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 5 * random.gaussian(i);
        }
        return values;
    }

    private record Result(float[] losses, float[] gradient, int[] predicted) {
    }

    private static Result crossEntropy(Pointwise d, float[] x, int[] targets, float scale) {
        int rows = targets.length;
        ClBuffer losses = d.blank(rows);
        ClBuffer gradient = d.blank(x.length);
        ClBuffer predicted = d.ints(new int[rows]);
        d.run("cross_entropy.cl", "cross_entropy", rows, 1, d.floats(x), d.ints(targets), losses, gradient, predicted,
                (long) rows, x.length / rows, scale);
        return new Result(d.floats(losses), d.floats(gradient), d.ints(predicted));
    }

    @EveryDevice
    void crossEntropyAgreesWithTheReference(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            for (int classes : new int[] {1, 2, 5, 16, 17, 70}) {
                int[] targets = {0, classes - 1, -1, classes / 2, 0};
                float[] x = numbers(targets.length * classes);
                ReferenceLoss want = ReferenceLoss.crossEntropy(
                        DoubleTensor.of(org.janusrnn.tensor.Tensor.of(x, targets.length, classes)), targets);
                Result got = crossEntropy(d, x, targets, 1f / 4);
                double sum = 0;
                for (float loss : got.losses) {
                    sum += loss;
                }
                assertThat(sum / 4).isCloseTo(want.value(), within(TOLERANCE));
                assertThat(got.losses[2]).isZero();
                for (int i = 0; i < x.length; i++) {
                    assertThat((double) got.gradient[i]).as("gradient %d of %d classes", i, classes)
                            .isCloseTo(want.gradient().data()[i], within(1e-7));
                }
                for (int row = 0; row < targets.length; row++) {
                    int best = 0;
                    for (int c = 1; c < classes; c++) {
                        best = x[row * classes + c] > x[row * classes + best] ? c : best;
                    }
                    assertThat(got.predicted[row]).isEqualTo(best);
                }
            }
        });
    }

    /** Scores that overflow an exponential; NaN stays in its row; of equal scores the first counts. */
    @EveryDevice
    void crossEntropyOfExtremeScores(ClDevice device) {
        float infinite = Float.POSITIVE_INFINITY;
        float[] x = {1e30f, 0, -1e30f, -1000, 1000, 0, 7, 7, 7, 0, Float.NaN, 1, 0, -infinite, 0};
        Pointwise.inBothWidths(device, d -> {
            Result got = crossEntropy(d, x, new int[] {0, 0, 1, 0, 0}, 1);
            assertThat(got.losses[0]).isZero();
            assertThat(got.losses[1]).isEqualTo(2000);
            assertThat((double) got.losses[2]).isCloseTo(Math.log(3), within(1e-6));
            assertThat(got.losses[3]).isNaN();
            assertThat((double) got.losses[4]).isCloseTo(Math.log(2), within(1e-6));
            assertThat(got.gradient).startsWith(0, 0, 0, -1, 1, 0);
            assertThat(got.gradient).containsSequence(Float.NaN, Float.NaN, Float.NaN);
            assertThat(got.gradient).endsWith(-0.5f, 0, 0.5f);
            assertThat(got.predicted).containsExactly(0, 1, 0, 2, 0);
        });
    }

    /** A target that is no class must not be overlooked. */
    @EveryDevice
    void crossEntropyOfNoClassIsNaN(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            Result got = crossEntropy(d, new float[] {1, 2, 3, 4}, new int[] {2, 1}, 1);
            assertThat(got.losses[0]).isNaN();
            assertThat(got.gradient[0]).isNaN();
            assertThat(got.losses[1]).isPositive();
        });
    }

    @EveryDevice
    void squaredErrorLeavesPaddingOut(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            for (int width : new int[] {1, 16, 19}) {
                // Two steps of two sequences, the second of which has one.
                float[] y = numbers(4 * width);
                float[] target = new float[4 * width];
                java.util.Arrays.fill(y, 3 * width, 4 * width, Float.NaN);
                ClBuffer losses = d.blank(y.length);
                ClBuffer gradient = d.blank(y.length);
                d.run("squared_error.cl", "squared_error", 4, width, d.floats(y), d.floats(target), d.ints(2, 1),
                        losses, gradient, 4L, 2, width, 0.5f);
                float[] loss = d.floats(losses);
                float[] slope = d.floats(gradient);
                for (int i = 0; i < y.length; i++) {
                    assertThat(loss[i]).isEqualTo(i < 3 * width ? y[i] * y[i] : 0);
                    assertThat(slope[i]).isEqualTo(i < 3 * width ? y[i] : 0);
                }
            }
        });
    }

    /** Whole numbers below 2^24 add up without rounding, in whatever order. */
    @EveryDevice
    void sumsAreExactForWholeNumbers(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            for (int n : new int[] {1, 15, 16, 1024, 1025, 5000}) {
                float[] x = new float[n + 3];
                long sum = 0;
                long squares = 0;
                for (int i = 0; i < x.length; i++) {
                    x[i] = i % 61 - 20;
                    sum += i < 3 ? 0 : (long) x[i];
                    squares += i < 3 ? 0 : (long) (x[i] * x[i]);
                }
                ClBuffer from = d.floats(x);
                long parts = (n + 1023) / 1024;
                ClBuffer scratch = d.blank((int) parts);
                ClBuffer to = d.blank(2);
                for (int squared = 0; squared < 2; squared++) {
                    d.run("sum.cl", "sum_parts", parts, 1, from, 3L, (long) n, 1024L, squared, scratch);
                    d.run("sum.cl", "sum_total", 1, 1, scratch, parts, to, (long) squared);
                }
                assertThat(d.floats(to)).as("n = %d", n).containsExactly(sum, squares);
            }
        });
    }
}
