package org.janusrnn.pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.kernel.Defines;
import org.janusrnn.reference.AdamReference;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.reference.ReferenceClip;
import org.janusrnn.reference.ReferenceOptimizer;
import org.janusrnn.reference.RmspropReference;
import org.janusrnn.reference.SgdReference;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.testing.EveryDevice;

/** Five steps of each rule on a range inside a buffer, against the reference in double precision. */
class OptimizerKernelsTest {
    private static final int OFFSET = 5;
    private static final int LENGTH = 37;
    private static final int SIZE = OFFSET + LENGTH + 2;
    private static final int STEPS = 5;
    private static final float CLIP = 0.7f;
    /** Weights are about 1, and a step rounds a few times. */
    private static final double TOLERANCE = 2e-6;

    /** Enqueues step {@code step} with these buffers. */
    private interface Kernel {
        void step(Pointwise d, int step, ClBuffer w, ClBuffer g, ClBuffer[] states, ClBuffer squaredNorm);
    }

    private static float[] numbers(int stream) {
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = CounterRandom.of(3, stream).gaussian(i);
        }
        return values;
    }

    private static double[] range(float[] all) {
        double[] part = new double[LENGTH];
        Arrays.setAll(part, i -> all[OFFSET + i]);
        return part;
    }

    private static void compare(ClDevice device, Kernel kernel, UnaryOperator<double[][]> rule) {
        double[][] gradients = new double[STEPS + 1][];
        for (int step = 1; step <= STEPS; step++) {
            Map<String, DoubleTensor> all = new HashMap<>(Map.of("g", DoubleTensor.of(range(numbers(step)), LENGTH)));
            ReferenceClip.clip(all, CLIP);
            gradients[step] = all.get("g").data();
        }
        gradients[0] = range(numbers(0));
        double[] want = rule.apply(gradients)[0];
        Pointwise.inBothWidths(device, d -> {
            ClBuffer w = d.floats(numbers(0));
            ClBuffer[] states = {d.floats(new float[SIZE]), d.floats(new float[SIZE]), d.floats(new float[SIZE])};
            for (int step = 1; step <= STEPS; step++) {
                double squares = Arrays.stream(range(numbers(step))).map(v -> v * v).sum();
                kernel.step(d, step, w, d.floats(numbers(step)), states, d.floats((float) squares));
            }
            float[] got = d.floats(w);
            for (int i = 0; i < SIZE; i++) {
                if (i < OFFSET || i >= OFFSET + LENGTH) {
                    assertThat(got[i]).as("outside the range, %d", i).isEqualTo(numbers(0)[i]);
                } else {
                    assertThat((double) got[i]).as("weight %d", i).isCloseTo(want[i - OFFSET], within(TOLERANCE));
                }
            }
        });
    }

    private static UnaryOperator<double[][]> reference(ReferenceOptimizer rule) {
        return gradients -> {
            DoubleTensor w = DoubleTensor.of(gradients[0].clone(), LENGTH);
            for (int step = 1; step <= STEPS; step++) {
                rule.step(Map.of("w", w), Map.of("w", DoubleTensor.of(gradients[step], LENGTH)));
            }
            return new double[][] {w.data()};
        };
    }

    private static Kernel sgd(float momentum, float decay, int nesterov) {
        return (d, step, w, g, s, norm) -> d.run("sgd.cl", "sgd", 1, LENGTH, w, g, momentum > 0 ? s[0] : null, norm,
                (long) OFFSET, (long) LENGTH, CLIP, 0.1f, momentum, decay, nesterov, step == 1 ? 1 : 0);
    }

    @EveryDevice
    void sgd(ClDevice device) {
        compare(device, sgd(0, 0.01f, 0), reference(new SgdReference(0.1, 0, 0.01)));
        compare(device, sgd(0.9f, 0.01f, 0), reference(new SgdReference(0.1, 0.9, 0.01)));
    }

    @EveryDevice
    void sgdWithNesterov(ClDevice device) {
        compare(device, sgd(0.9f, 0, 1), gradients -> {
            double[] w = gradients[0].clone();
            double[] v = new double[LENGTH];
            for (int step = 1; step <= STEPS; step++) {
                for (int i = 0; i < LENGTH; i++) {
                    v[i] = 0.9 * v[i] + gradients[step][i];
                    w[i] -= 0.1 * (gradients[step][i] + 0.9 * v[i]);
                }
            }
            return new double[][] {w};
        });
    }

    private static Kernel adam(boolean decoupled, double decay) {
        return (d, step, w, g, s, norm) -> d.run("adam.cl", "adam", Defines.of().with("DECOUPLED", decoupled), 1,
                LENGTH, w, g, s[0], s[1], norm, (long) OFFSET, (long) LENGTH, CLIP,
                (float) (0.02 / (1 - Math.pow(0.9, step))), (float) (decoupled ? 0.02 * decay : decay), 0.9f, 0.1f,
                0.999f, (float) (1 - 0.999), (float) Math.sqrt(1 - Math.pow(0.999, step)), 1e-3f);
    }

    /** With a large eps, as weight decay may cancel a gradient to rounding noise, which a small one would blow up. */
    @EveryDevice
    void adam(ClDevice device) {
        compare(device, adam(false, 0.1), reference(AdamReference.adam(0.02, 0.9, 0.999, 1e-3, 0.1)));
        compare(device, adam(true, 0.1), reference(AdamReference.adamW(0.02, 0.9, 0.999, 1e-3, 0.1)));
    }

    private static Kernel rmsprop(boolean centered, float momentum, float decay) {
        return (d, step, w, g, s, norm) -> d.run("rmsprop.cl", "rmsprop", 1, LENGTH, w, g, s[0],
                centered ? s[1] : null, momentum > 0 ? s[2] : null, norm, (long) OFFSET, (long) LENGTH, CLIP, 0.01f,
                decay, 0.9f, 0.1f, 1e-3f, momentum);
    }

    @EveryDevice
    void rmsprop(ClDevice device) {
        compare(device, rmsprop(false, 0, 0.1f), reference(new RmspropReference(0.01, 0.9, 1e-3, 0, 0.1)));
        compare(device, rmsprop(false, 0.5f, 0), reference(new RmspropReference(0.01, 0.9, 1e-3, 0.5, 0)));
    }

    @EveryDevice
    void rmspropCentred(ClDevice device) {
        compare(device, rmsprop(true, 0.5f, 0), gradients -> {
            double[] w = gradients[0].clone();
            double[][] s = new double[3][LENGTH];
            for (int step = 1; step <= STEPS; step++) {
                for (int i = 0; i < LENGTH; i++) {
                    double g = gradients[step][i];
                    s[0][i] = 0.9 * s[0][i] + 0.1 * g * g;
                    s[1][i] = 0.9 * s[1][i] + 0.1 * g;
                    s[2][i] = 0.5 * s[2][i] + g / (Math.sqrt(s[0][i] - s[1][i] * s[1][i]) + 1e-3);
                    w[i] -= 0.01 * s[2][i];
                }
            }
            return new double[][] {w};
        });
    }

    @EveryDevice
    void gradientsWithinTheClipAreLeftAloneAndANaNNormSpoilsAll(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            ClBuffer g = d.floats(3, 4);
            for (float[] cases : new float[][] {{25, 6, -3, -4}, {25, 0, -3, -4}, {25, 1, -0.6f, -0.8f}}) {
                ClBuffer w = d.floats(0, 0);
                d.run("sgd.cl", "sgd", 1, 2, w, g, null, cases[1] > 0 ? d.floats(cases[0]) : null, 0L, 2L, cases[1],
                        1f, 0f, 0f, 0, 1);
                assertThat(d.floats(w)).containsExactly(new float[] {cases[2], cases[3]}, within(1e-6f));
            }
            ClBuffer w = d.floats(1, 2);
            d.run("sgd.cl", "sgd", 1, 2, w, g, null, d.floats(Float.NaN), 0L, 2L, 1f, 1f, 0f, 0f, 0, 1);
            assertThat(d.floats(w)).containsExactly(Float.NaN, Float.NaN);
        });
    }

    @EveryDevice
    void clampHoldsARangeAndLetsNaNThrough(ClDevice device) {
        float infinite = Float.POSITIVE_INFINITY;
        Pointwise.inBothWidths(device, d -> {
            ClBuffer w = d.floats(9, 9, -9, 0.5f, Float.NaN, infinite, -infinite, -9);
            d.run("clamp.cl", "clamp_range", 1, 6, w, 1L, 6L, 1.5f);
            assertThat(d.floats(w)).containsExactly(9, 1.5f, -1.5f, 0.5f, Float.NaN, 1.5f, -1.5f, -9);
        });
    }
}
