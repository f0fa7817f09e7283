package org.janusrnn.pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.kernel.Defines;
import org.janusrnn.testing.EveryDevice;

class RowKernelsTest {
    private static final int[] WIDTHS = {1, 7, 16, 33};

    /** 1, 2, 3, ... */
    private static float[] counting(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i + 1;
        }
        return values;
    }

    @EveryDevice
    void embeddingTakesRowsAndAddsGradientsUp(ClDevice device) {
        int[] indices = {5, 2, -1, 5, 5};
        Pointwise.inBothWidths(device, d -> {
            for (int width : WIDTHS) {
                float[] table = counting(6 * width);
                ClBuffer y = d.blank(5 * width);
                d.run("embedding.cl", "embedding", 5, width, d.floats(table), d.ints(indices), y, 5L, width);
                float[] rows = d.floats(y);
                float[] dy = counting(5 * width);
                ClBuffer used = d.ints(2, 5);
                ClBuffer starts = d.ints(0, 1, 4);
                ClBuffer sorted = d.ints(1, 0, 3, 4);
                ClBuffer whole = d.floats(new float[6 * width]);
                ClBuffer pieces = d.floats(new float[6 * width]);
                d.run("embedding.cl", "embedding_backward", 2, width, d.floats(dy), used, starts, sorted, whole, 2,
                        width, 0, 50_000);
                for (int from = 0; from < 4; from += 2) {
                    d.run("embedding.cl", "embedding_backward", 2, width, d.floats(dy), used, starts, sorted, pieces,
                            2, width, from, from + 2);
                }
                float[] gradient = d.floats(whole);
                assertThat(d.floats(pieces)).isEqualTo(gradient);
                for (int f = 0; f < width; f++) {
                    for (int row = 0; row < 5; row++) {
                        assertThat(rows[row * width + f])
                                .isEqualTo(indices[row] < 0 ? 0 : table[indices[row] * width + f]);
                    }
                    assertThat(gradient[2 * width + f]).isEqualTo(dy[width + f]);
                    assertThat(gradient[5 * width + f])
                            .isEqualTo(dy[f] + dy[3 * width + f] + dy[4 * width + f]);
                    assertThat(gradient[4 * width + f]).isZero();
                }
            }
        });
    }

    /** Three steps of two sequences, the first of which has two. */
    @EveryDevice
    void paddingIsMadeZero(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            for (int width : WIDTHS) {
                float[] x = counting(6 * width);
                Arrays.fill(x, 4 * width, 5 * width, Float.NaN);
                ClBuffer buffer = d.floats(x);
                d.run("mask_padding.cl", "mask_padding", 6, width, buffer, d.ints(2, 3), 6L, 2, width);
                Arrays.fill(x, 4 * width, 5 * width, 0);
                assertThat(d.floats(buffer)).isEqualTo(x);
            }
        });
    }

    @EveryDevice
    void lastStepsAreTakenAndTheirGradientsPutBack(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            for (int width : WIDTHS) {
                float[] y = counting(6 * width);
                for (int[] lengths : new int[][] {{2, 3}, null}) {
                    ClBuffer ends = lengths == null ? null : d.ints(lengths);
                    for (int reverse : new int[] {width, width / 2}) {
                        ClBuffer out = d.blank(2 * width);
                        ClBuffer dy = d.blank(6 * width);
                        d.run("last_step.cl", "last_step", 2, width, d.floats(y), ends, out, 3, 2, width, reverse);
                        d.run("last_step.cl", "last_step_backward", 6, width, out, ends, dy, 3, 2, width, reverse);
                        float[] taken = new float[2 * width];
                        float[] back = new float[6 * width];
                        for (int i = 0; i < 2 * width; i++) {
                            int last = i >= width ? 2 : lengths == null ? 2 : 1;
                            int at = (i % width < reverse ? last * 2 * width : 0) + i;
                            taken[i] = y[at];
                            back[at] = y[at];
                        }
                        assertThat(d.floats(out)).isEqualTo(taken);
                        assertThat(d.floats(dy)).isEqualTo(back);
                    }
                }
            }
        });
    }

    @EveryDevice
    void sums(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            for (int n : WIDTHS) {
                ClBuffer y = d.floats(counting(n));
                d.run("add.cl", "add", 1, n, y, d.floats(counting(n)), (long) n);
                float[] want = counting(n);
                for (int i = 0; i < n; i++) {
                    want[i] *= 2;
                }
                assertThat(d.floats(y)).isEqualTo(want);
                ClBuffer sum = d.blank(n);
                d.run("add.cl", "sum_of_two", 1, n, y, d.floats(counting(n)), sum, (long) n);
                for (int i = 0; i < n; i++) {
                    want[i] += i + 1;
                }
                assertThat(d.floats(sum)).isEqualTo(want);
            }
        });
    }

    /** Within four roundings of float32 at 1; the ends are exact, and NaN stays NaN. */
    @EveryDevice
    void activationsSaturateAndLetNaNThrough(ClDevice device) {
        float[] x = {0, -0.5f, 2, -30, 30, -1e30f, Float.POSITIVE_INFINITY, Float.NaN, 1e-6f};
        int n = x.length;
        Pointwise.inBothWidths(device, d -> {
            for (String name : new String[] {"RELU", "TANH", "SIGMOID"}) {
                ClBuffer y = d.blank(n);
                ClBuffer dx = d.blank(n);
                ClBuffer dy = d.floats(counting(n));
                Defines which = Defines.of().with("ACTIVATION", name);
                d.run("activate.cl", "activate", which, 1, n, d.floats(x), y, (long) n);
                d.run("activate.cl", "activate_backward", which, 1, n, dy, y, dx, (long) n);
                float[] value = d.floats(y);
                float[] slope = d.floats(dx);
                for (int i = 0; i < n; i++) {
                    double s = 1 / (1 + Math.exp(-(double) x[i]));
                    double t = Math.tanh(x[i]);
                    double want = switch (name) {
                        case "RELU" -> x[i] <= 0 ? 0 : x[i];
                        case "TANH" -> t;
                        default -> s;
                    };
                    double wantSlope = (i + 1) * switch (name) {
                        case "RELU" -> x[i] <= 0 ? 0 : 1;
                        case "TANH" -> 1 - t * t;
                        default -> s * (1 - s);
                    };
                    assertThat((double) value[i]).as("%s of %s", name, x[i]).satisfies(v -> close(v, want));
                    assertThat((double) slope[i]).as("slope of %s at %s", name, x[i])
                            .satisfies(v -> close(v / n, wantSlope / n));
                }
                if (name.equals("SIGMOID")) {
                    assertThat(value[5]).as("sigmoid of -1e30").isZero();
                }
            }
        });
    }

    private static void close(double got, double want) {
        if (Double.isNaN(want) || Double.isInfinite(want)) {
            assertThat(Double.compare(got, want)).as("%s and %s", got, want).isZero();
        } else {
            assertThat(got).isCloseTo(want, within(5e-7));
        }
    }
}
