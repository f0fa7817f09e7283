package org.janusrnn.reference;

/**
 * {@code LN(M v) n + bias}: a product normalised over its row, with gains n from {@code weight_norm}.
 *
 * @param matrix the name of M.
 * @param bias   the name of the bias, which may be missing.
 * @param from   where the gains begin in weight_norm.
 * @param norm   the product's norm.
 * @param sums   the result.
 */
record NormedProduct(String matrix, String bias, int from, RowNorm norm, double[] sums) {

    static NormedProduct of(CellWeights w, String matrix, String bias, int from, double[] v) {
        double[] m = w.get(matrix);
        double[] product = new double[m.length / v.length];
        for (int row = 0; row < product.length; row++) {
            for (int col = 0; col < v.length; col++) {
                product[row] += m[row * v.length + col] * v[col];
            }
        }
        RowNorm norm = RowNorm.of(product);
        double[] sums = norm.scaled(w.get("weight_norm"), from, w.has(bias) ? w.get(bias) : null);
        return new NormedProduct(matrix, bias, from, norm, sums);
    }

    /**
     * @param da gradient of the sums.
     * @param v  what was multiplied.
     * @param dv its gradient; added to, as the gradients of the parameters are.
     */
    void backward(CellWeights w, double[] da, double[] v, double[] dv, CellWeights gradients) {
        double[] d = norm.backward(da, w.get("weight_norm"), from, gradients.get("weight_norm"));
        double[] m = w.get(matrix);
        double[] dm = gradients.get(matrix);
        for (int row = 0; row < d.length; row++) {
            for (int col = 0; col < v.length; col++) {
                dv[col] += m[row * v.length + col] * d[row];
                dm[row * v.length + col] += d[row] * v[col];
            }
            if (w.has(bias)) {
                gradients.get(bias)[row] += da[row];
            }
        }
    }
}
