package org.janusrnn.pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.kernel.Defines;
import org.janusrnn.testing.EveryDevice;

/** Sigmoid and tanh keep what kernels-cl/activation.cl promises, against double precision, everywhere they bend. */
class ActivationAccuracyTest {
    /** More than the kernels' polynomials have turning points, a hundred times over. */
    private static final int POINTS = 12_000;
    private static final float END = 20;
    private static final double SIGMOID_ERROR = 1e-7;
    private static final double TANH_ERROR = 3e-7;

    /** Half of them evenly from -END to END, a quarter each towards 0 from both sides, down to 1e-9. */
    private static float[] points() {
        float[] x = new float[POINTS];
        for (int i = 0; i < POINTS; i++) {
            double part = (double) (i / 2) / (POINTS / 2);
            double small = Math.pow(10, -9 + part * Math.log10(END * 1e9));
            x[i] = (float) (i % 2 == 0 ? END * (2 * part - 1) : i % 4 == 1 ? small : -small);
        }
        return x;
    }

    private static float[] values(Pointwise d, String function, float[] x) {
        ClBuffer y = d.blank(x.length);
        d.run("activate.cl", "activate", Defines.of().with("ACTIVATION", function), 1, x.length, d.floats(x), y,
                (long) x.length);
        return d.floats(y);
    }

    private static double worst(float[] x, float[] y, DoubleUnaryOperator exact, boolean relative) {
        double worst = 0;
        for (int i = 0; i < x.length; i++) {
            double want = exact.applyAsDouble(x[i]);
            double unit = relative && want != 0 ? Math.abs(want) : 1;
            worst = Math.max(worst, Math.abs(y[i] - want) / unit);      // NaN stays
        }
        return worst;
    }

    @EveryDevice
    void sigmoidIsWithinItsAbsoluteError(ClDevice device) {
        float[] x = points();
        Pointwise.inBothWidths(device, d -> assertThat(
                worst(x, values(d, "SIGMOID", x), v -> 1 / (1 + Math.exp(-v)), false)).isLessThan(SIGMOID_ERROR));
    }

    @EveryDevice
    void tanhIsWithinItsRelativeError(ClDevice device) {
        float[] x = points();
        Pointwise.inBothWidths(device, d -> assertThat(
                worst(x, values(d, "TANH", x), Math::tanh, true)).isLessThan(TANH_ERROR));
    }
}
