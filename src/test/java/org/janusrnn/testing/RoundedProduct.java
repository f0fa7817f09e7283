package org.janusrnn.testing;

import org.janusrnn.reference.CellWeights;

/** {@code LN(M v) n + bias} in float32, and its way back: what both layer-normalised cells make their sums of. */
final class RoundedProduct {
    private final StochasticRounding r;
    private final String matrix;
    private final String bias;
    private final int from;
    private final RoundedNorm norm;
    /** The normed product with gain and bias. */
    final double[] sums;

    /** With the gains from element {@code from} of weight_norm on. */
    RoundedProduct(StochasticRounding r, CellWeights w, String matrix, String bias, int from, double[] v) {
        this.r = r;
        this.matrix = matrix;
        this.bias = bias;
        this.from = from;
        double[] m = w.get(matrix);
        double[] product = new double[m.length / v.length];
        for (int row = 0; row < product.length; row++) {
            for (int col = 0; col < v.length; col++) {
                product[row] = r.round(product[row] + m[row * v.length + col] * v[col]);    // a fused multiply-add
            }
        }
        norm = new RoundedNorm(r, product);
        sums = norm.scaled(w.get("weight_norm"), from, w.get(bias), 0);
    }

    /** Gradients are added to: dv that of v, those of the parameters. */
    void backward(CellWeights w, double[] da, double[] v, double[] dv, CellWeights gradients) {
        double[] d = norm.backward(da, w.get("weight_norm"), from, gradients.get("weight_norm"));
        double[] m = w.get(matrix);
        double[] dm = gradients.get(matrix);
        double[] shift = gradients.get(bias);
        for (int row = 0; row < d.length; row++) {
            for (int col = 0; col < v.length; col++) {
                int at = row * v.length + col;
                dv[col] = r.round(dv[col] + m[at] * d[row]);
                dm[at] = r.round(dm[at] + d[row] * v[col]);
            }
            shift[row] = r.round(shift[row] + da[row]);
        }
    }
}
