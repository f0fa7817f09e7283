package org.janusrnn.reference;

/**
 * Layer normalisation of one row of n numbers (Ba, Kiros and Hinton 2016): {@code (x - mean) / sqrt(variance + 1e-5)}, the
 * variance the mean of the squared deviations, 1e-5 as in PyTorch.
 */
record RowNorm(double[] normed, double deviation) {
    private static final double EPS = 1e-5;

    static RowNorm of(double[] x) {
        double mean = 0;
        for (double value : x) {
            mean += value / x.length;
        }
        double variance = 0;
        for (double value : x) {
            variance += (value - mean) * (value - mean) / x.length;
        }
        double deviation = Math.sqrt(variance + EPS);
        double[] normed = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            normed[j] = (x[j] - mean) / deviation;
        }
        return new RowNorm(normed, deviation);
    }

    /** {@code normed * gain + shift}, gain from its element {@code from} on; a null shift is none. */
    double[] scaled(double[] gain, int from, double[] shift) {
        double[] y = new double[normed.length];
        for (int j = 0; j < y.length; j++) {
            y[j] = normed[j] * gain[from + j] + (shift == null ? 0 : shift[j]);
        }
        return y;
    }

    /**
     * The gradient of the row.
     *
     * @param dy    gradient of {@link #scaled}.
     * @param dGain gradient of the gain, from its element {@code from} on; added to.
     */
    double[] backward(double[] dy, double[] gain, int from, double[] dGain) {
        int n = dy.length;
        double sum = 0;
        double along = 0;
        for (int j = 0; j < n; j++) {
            double e = dy[j] * gain[from + j];
            dGain[from + j] += dy[j] * normed[j];
            sum += e;
            along += e * normed[j];
        }
        double[] dx = new double[n];
        for (int j = 0; j < n; j++) {
            dx[j] = (dy[j] * gain[from + j] - sum / n - normed[j] * along / n) / deviation;
        }
        return dx;
    }
}
