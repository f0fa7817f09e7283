package org.janusrnn.reference;

import java.util.Map;
import org.janusrnn.tensor.Shape;

/**
 * GRU with layer normalisation of both products (Ba, Kiros and Hinton 2016), the reset gate behind the product. Row blocks:
 * r, z, n. The parameter {@code weight_norm} is n_x and n_h of 3H values each.
 *
 * <pre>
 * ax = LN(W x) n_x + b_ih,  ah = LN(U h) n_h + b_hh      LN over all 3H values
 * r  = s(ax_r + ah_r),  z = s(ax_z + ah_z)
 * n  = tanh(ax_n + r*ah_n)
 * h' = (1 - z)*n + z*h
 * </pre>
 */
public final class LayerNormGruReference implements ReferenceCell {

    private LayerNormGruReference() {}

    /** {@code gru_layer_norm}. */
    public static LayerNormGruReference plain() {
        return new LayerNormGruReference();
    }

    @Override
    public int gates() {
        return 3;
    }

    @Override
    public Map<String, Shape> parameters(int inputs, int hidden, boolean bias) {
        return parameters(3, 6, inputs, hidden, bias);
    }

    /** The parameters of a cell with layer normalisation, which has so many vectors for it. */
    static Map<String, Shape> parameters(int gates, int vectors, int inputs, int hidden, boolean bias) {
        Map<String, Shape> shapes = ReferenceCell.matrices(gates, inputs, hidden, hidden, bias ? 2 : 0);
        shapes.put("weight_norm", Shape.of(vectors * hidden));
        return shapes;
    }

    /** A bias; null where the layer has none. */
    static double[] bias(CellWeights w, String name) {
        return w.has(name) ? w.get(name) : null;
    }

    /** The plain product of a weight matrix. */
    static double[] product(CellWeights w, String matrix, double[] v) {
        double[] m = w.get(matrix);
        double[] result = new double[m.length / v.length];
        for (int row = 0; row < result.length; row++) {
            for (int col = 0; col < v.length; col++) {
                result[row] += m[row * v.length + col] * v[col];
            }
        }
        return result;
    }

    /**
     * Backward of a normed product and its bias.
     *
     * @param da   gradient of the normed sums.
     * @param from where its gain begins in weight_norm.
     * @param v    what was multiplied; dv is its gradient, added to.
     */
    static void backProduct(CellWeights w, String matrix, String bias, double[] da, RowNorm norm, int from, double[] v,
            double[] dv, CellWeights gradients) {
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

    private record Step(RowNorm wx, RowNorm uh, double[] ah, double[] r, double[] z, double[] n) {}

    private static Step step(CellWeights w, double[] x, CellState old) {
        int n = w.hidden();
        double[] norm = w.get("weight_norm");
        RowNorm wx = RowNorm.of(product(w, "weight_ih", x));
        RowNorm uh = RowNorm.of(product(w, "weight_hh", old.h()));
        double[] ax = wx.scaled(norm, 0, bias(w, "bias_ih"));
        double[] ah = uh.scaled(norm, 3 * n, bias(w, "bias_hh"));
        Step s = new Step(wx, uh, ah, new double[n], new double[n], new double[n]);
        for (int j = 0; j < n; j++) {
            s.r[j] = Activation.sigmoid(ax[j] + ah[j]);
            s.z[j] = Activation.sigmoid(ax[n + j] + ah[n + j]);
            s.n[j] = Math.tanh(ax[2 * n + j] + s.r[j] * ah[2 * n + j]);
        }
        return s;
    }

    @Override
    public CellState forward(CellWeights w, double[] x, CellState old) {
        Step s = step(w, x, old);
        double[] h = new double[w.hidden()];
        for (int j = 0; j < h.length; j++) {
            h[j] = (1 - s.z[j]) * s.n[j] + s.z[j] * old.h()[j];
        }
        return CellState.of(h);
    }

    @Override
    public CellState backward(
            CellWeights w, double[] x, CellState old, CellState above, double[] dx, CellWeights gradients) {
        int n = w.hidden();
        Step s = step(w, x, old);
        double[] dax = new double[3 * n];
        double[] dah = new double[3 * n];
        double[] dhOld = new double[n];
        for (int j = 0; j < n; j++) {
            double dh = above.h()[j];
            double dan = dh * (1 - s.z[j]) * (1 - s.n[j] * s.n[j]);
            double daz = dh * (old.h()[j] - s.n[j]) * s.z[j] * (1 - s.z[j]);
            double dar = dan * s.ah[2 * n + j] * s.r[j] * (1 - s.r[j]);
            dax[j] = dar;
            dax[n + j] = daz;
            dax[2 * n + j] = dan;
            dah[j] = dar;
            dah[n + j] = daz;
            dah[2 * n + j] = dan * s.r[j];
            dhOld[j] = dh * s.z[j];
        }
        backProduct(w, "weight_ih", "bias_ih", dax, s.wx, 0, x, dx, gradients);
        backProduct(w, "weight_hh", "bias_hh", dah, s.uh, 3 * n, old.h(), dhOld, gradients);
        return CellState.of(dhOld);
    }
}
