package org.janusrnn.testing;

/**
 * Layer normalisation of a row in float32, forward and backward, by the formulas of
 * kernels-cl/recurrent/normed_rows.cl and normed_backward.cl.
 */
final class RoundedNorm {
    private static final double EPS = 1e-5;

    private final StochasticRounding r;
    /** 1 / deviation. */
    private final double inverse;
    /** The row, normalised. */
    private final double[] normed;

    RoundedNorm(StochasticRounding r, double[] row) {
        this.r = r;
        double mean = 0;
        for (double value : row) {
            mean = r.round(mean + value);
        }
        mean = r.round(mean / row.length);
        normed = new double[row.length];
        double variance = 0;
        for (int j = 0; j < row.length; j++) {
            normed[j] = r.round(row[j] - mean);
            variance = r.round(variance + r.round(normed[j] * normed[j]));
        }
        inverse = r.round(1 / r.round(Math.sqrt(r.round(r.round(variance / row.length) + EPS))));
        for (int j = 0; j < row.length; j++) {
            normed[j] = r.round(normed[j] * inverse);
        }
    }

    /** normed * gain + shift, each from its place on. */
    double[] scaled(double[] gain, int from, double[] shift, int shiftFrom) {
        double[] y = new double[normed.length];
        for (int j = 0; j < y.length; j++) {
            y[j] = r.round(r.round(normed[j] * gain[from + j]) + shift[shiftFrom + j]);
        }
        return y;
    }

    /** The gradient of the row; that of the gain is added to. */
    double[] backward(double[] dy, double[] gain, int from, double[] dGain) {
        double[] e = new double[dy.length];
        double sum = 0;
        double along = 0;
        for (int j = 0; j < e.length; j++) {
            e[j] = r.round(dy[j] * gain[from + j]);
            dGain[from + j] = r.round(dGain[from + j] + r.round(dy[j] * normed[j]));
            sum = r.round(sum + e[j]);
            along = r.round(along + r.round(e[j] * normed[j]));
        }
        double mean = r.round(sum / e.length);
        double slope = r.round(along / e.length);
        for (int j = 0; j < e.length; j++) {
            e[j] = r.round(r.round(r.round(e[j] - mean) - r.round(normed[j] * slope)) * inverse);
        }
        return e;
    }
}
