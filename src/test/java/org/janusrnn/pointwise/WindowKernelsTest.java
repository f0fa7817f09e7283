package org.janusrnn.pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.kernel.Defines;
import org.janusrnn.testing.EveryDevice;

/** Windows of 3 steps, every 2, over a sequence of 5 and one of 3, with one step of padding: 3 windows and 2. */
class WindowKernelsTest {
    private static final int[] WIDTHS = {1, 7, 16, 33};
    private static final int STEPS = 5;
    private static final int BATCH = 2;
    private static final int TAPS = 3;
    private static final int COUNT = 3;
    private static final int[] LENGTHS = {5, 3};

    /** Small integers, so that sums are exact; zeros behind the ends. */
    private static float[] rows(int steps, int width, int[] lengths) {
        float[] x = new float[steps * BATCH * width];
        for (int i = 0; i < x.length; i++) {
            int row = i / width;
            x[i] = row / BATCH < lengths[row % BATCH] ? i * 7 % 13 - 6 : 0;
        }
        return x;
    }

    /** Where in x the k-th step of window w of sequence b is; -1: there is none. */
    private static int at(int w, int b, int k, int width, int c) {
        int t = 2 * w - 1 + k;
        return t < 0 || t >= LENGTHS[b] ? -1 : (t * BATCH + b) * width + c;
    }

    @EveryDevice
    void windowsAreGatheredAndTheirGradientsAddedUp(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            ClBuffer lengths = d.ints(LENGTHS);
            ClBuffer left = d.ints(0, 0);
            d.run("windows.cl", "window_lengths", BATCH, 1, lengths, left, BATCH, 2, TAPS, 2);
            assertThat(d.ints(left)).containsExactly(3, 2);
            for (int width : WIDTHS) {
                float[] x = rows(STEPS, width, LENGTHS);
                float[] dWindows = rows(COUNT, TAPS * width, new int[] {3, 2});
                ClBuffer windows = d.blank(dWindows.length);
                ClBuffer dx = d.blank(x.length);
                d.run("windows.cl", "gather_windows", COUNT * BATCH * TAPS, width, d.floats(x), windows, COUNT, STEPS,
                        BATCH, width, TAPS, 2, 1, 1);
                d.run("windows.cl", "add_windows", STEPS * BATCH, width, d.floats(dWindows), lengths, dx, COUNT, STEPS,
                        BATCH, width, TAPS, 2, 1, 1);
                float[] seen = new float[dWindows.length];
                float[] back = new float[x.length];
                for (int i = 0; i < seen.length; i++) {
                    int place = i / width;
                    int row = place / TAPS;
                    int at = at(row / BATCH, row % BATCH, place % TAPS, width, i % width);
                    seen[i] = at < 0 ? 0 : x[at];
                    if (at >= 0) {
                        back[at] += dWindows[i];
                    }
                }
                assertThat(d.floats(windows)).isEqualTo(seen);
                assertThat(d.floats(dx)).isEqualTo(back);
            }
        });
    }

    /** OpenCL's division by 3 may be off by 2.5 units in the last place, of numbers up to 6: 2e-6. */
    @EveryDevice
    void poolsAndTheirWayBack(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            ClBuffer lengths = d.ints(LENGTHS);
            ClBuffer left = d.ints(3, 2);
            for (int width : WIDTHS) {
                float[] x = rows(STEPS, width, LENGTHS);
                float[] dy = rows(COUNT, width, new int[] {3, 2});
                for (boolean maximum : new boolean[] {true, false}) {
                    Defines defines = Defines.of().with("MAXIMUM", maximum);
                    ClBuffer y = d.blank(dy.length);
                    ClBuffer won = maximum ? d.blank(dy.length) : null;
                    ClBuffer dx = d.blank(x.length);
                    d.run("pool.cl", "pool", defines, COUNT * BATCH, width, d.floats(x), lengths, left, y, won, COUNT,
                            STEPS, BATCH, width, TAPS, 2, 1);
                    d.run("pool.cl", "pool_backward", defines, STEPS * BATCH, width, d.floats(dy), won, lengths, dx,
                            COUNT, STEPS, BATCH, width, TAPS, 2, 1);
                    float[] want = new float[dy.length];
                    float[] back = new float[x.length];
                    for (int i = 0; i < dy.length; i++) {
                        pool(i, width, maximum, x, dy, want, back);
                    }
                    for (int i = 0; !maximum && i < back.length; i++) {
                        back[i] /= TAPS;
                    }
                    assertThat(d.floats(y)).containsExactly(want, offset(maximum ? 0 : 2e-6f));
                    assertThat(d.floats(dx)).containsExactly(back, offset(maximum ? 0 : 2e-6f));
                }
            }
        });
    }

    private static void pool(int i, int width, boolean maximum, float[] x, float[] dy, float[] y, float[] dx) {
        int w = i / width / BATCH;
        int b = i / width % BATCH;
        if (w >= (b == 0 ? 3 : 2)) {
            return;
        }
        int best = -1;
        for (int k = 0; k < TAPS; k++) {
            int at = at(w, b, k, width, i % width);
            if (at >= 0 && !maximum) {
                y[i] += x[at];
                dx[at] += dy[i];
            }
            best = at >= 0 && (best < 0 || x[at] > x[best]) ? at : best;
        }
        if (maximum) {
            y[i] = x[best];
            dx[best] += dy[i];
        } else {
            y[i] /= TAPS;
        }
    }
}
