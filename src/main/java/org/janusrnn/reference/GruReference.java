package org.janusrnn.reference;

import java.util.List;
import java.util.Map;
import org.janusrnn.cell.CellFunctions;
import org.janusrnn.cell.Cells;
import org.janusrnn.tensor.Shape;

/**
 * Gated recurrent unit with the reset gate after the product: PyTorch's, cuDNN's, "linear before reset" in ONNX. Row
 * blocks: r, z, n. All three products with h can run at once.
 *
 * <pre>
 * r  = s(W_r x + b_ir + U_r h + b_hr)
 * z  = s(W_z x + b_iz + U_z h + b_hz)
 * q  = U_n h + b_hn
 * n  = tanh(W_n x + b_in + r*q)
 * h' = (1 - z)*n + z*h
 * </pre>
 *
 * Backward needs two gradients of the pre-activations: {@code [r, z, n]} for W and x, {@code [r, z, q]} for U and h.
 */
public final class GruReference implements ReferenceCell {

    private final GateCurve f;
    private final GateCurve g;

    private final boolean normed;

    private GruReference(CellFunctions chosen, boolean normed) {
        this.normed = normed;
        List<GateCurve> curves = GateCurve.all(chosen.functions(), chosen.clip());
        f = curves.get(0);
        g = curves.get(1);
    }

    /** {@code gru}. */
    public static GruReference plain() {
        return new GruReference(CellFunctions.of(Cells.gru()), false);
    }

    /**
     * {@code gru_layer_norm}: layer normalisation of W x and of U h (Ba, Kiros and Hinton 2016), each over all 3H values,
     * before its bias. The parameter {@code weight_norm} is the gains of W x, then those of U h.
     */
    public GruReference withLayerNorm() {
        return new GruReference(CellFunctions.of(Cells.gru()), true);
    }

    /** With f for s and g for tanh, and ONNX's clip. */
    public GruReference with(CellFunctions chosen) {
        return new GruReference(chosen, normed);
    }

    @Override
    public int gates() {
        return 3;
    }

    @Override
    public Map<String, Shape> parameters(int inputs, int hidden, boolean bias) {
        Map<String, Shape> shapes = ReferenceCell.matrices(3, inputs, hidden, hidden, bias ? 2 : 0);
        if (normed) {
            shapes.put("weight_norm", Shape.of(6 * hidden));
        }
        return shapes;
    }

    /** The gates, the sums a that they are made of, and both products where they are normed. */
    private record Gates(
            double[] r, double[] z, double[] q, double[] n, double[] a, NormedProduct wx, NormedProduct uh) {}

    private Gates gates(CellWeights w, double[] x, CellState old) {
        int n = w.hidden();
        NormedProduct wx = normed ? NormedProduct.of(w, "weight_ih", "bias_ih", 0, x) : null;
        NormedProduct uh = normed ? NormedProduct.of(w, "weight_hh", "bias_hh", 3 * n, old.h()) : null;
        double[] ax = normed ? wx.sums() : w.input(x);
        double[] ah = normed ? uh.sums() : w.recurrent(old.h(), 0, 3);
        Gates s = new Gates(new double[n], new double[n], new double[n], new double[n], new double[3 * n], wx, uh);
        for (int j = 0; j < n; j++) {
            s.a[j] = ax[j] + ah[j];
            s.a[n + j] = ax[n + j] + ah[n + j];
            s.r[j] = f.of(s.a[j]);
            s.z[j] = f.of(s.a[n + j]);
            s.q[j] = ah[2 * n + j];
            s.a[2 * n + j] = ax[2 * n + j] + s.r[j] * s.q[j];
            s.n[j] = g.of(s.a[2 * n + j]);
        }
        return s;
    }

    @Override
    public CellState forward(CellWeights w, double[] x, CellState old) {
        Gates s = gates(w, x, old);
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
        Gates s = gates(w, x, old);
        double[] dax = new double[3 * n];
        double[] dah = new double[3 * n];
        double[] dhOld = new double[n];
        for (int j = 0; j < n; j++) {
            double dh = above.h()[j];
            double dan = dh * (1 - s.z[j]) * g.slope(s.a[2 * n + j]);
            double daz = dh * (old.h()[j] - s.n[j]) * f.slope(s.a[n + j]);
            double dar = dan * s.q[j] * f.slope(s.a[j]);
            dax[j] = dar;
            dax[n + j] = daz;
            dax[2 * n + j] = dan;
            dah[j] = dar;
            dah[n + j] = daz;
            dah[2 * n + j] = dan * s.r[j];
            dhOld[j] = dh * s.z[j];
        }
        if (normed) {
            s.wx.backward(w, dax, x, dx, gradients);
            s.uh.backward(w, dah, old.h(), dhOld, gradients);
            return CellState.of(dhOld);
        }
        w.backInput(dax, x, dx, gradients);
        w.backRecurrent(dah, old.h(), 0, dhOld, gradients);
        return CellState.of(dhOld);
    }
}
