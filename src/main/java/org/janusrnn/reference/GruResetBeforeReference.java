package org.janusrnn.reference;

import java.util.List;
import java.util.Map;
import org.janusrnn.cell.CellFunctions;
import org.janusrnn.cell.Cells;
import org.janusrnn.tensor.Shape;

/**
 * The original gated recurrent unit (Cho et al. 2014), ONNX's default: the reset gate comes before the product, so the
 * step has two products that depend on each other. Row blocks: r, z, n.
 *
 * <pre>
 * r  = s(W_r x + b_ir + U_r h + b_hr)
 * z  = s(W_z x + b_iz + U_z h + b_hz)
 * n  = tanh(W_n x + b_in + U_n (r*h) + b_hn)
 * h' = (1 - z)*n + z*h
 * </pre>
 */
public final class GruResetBeforeReference implements ReferenceCell {

    private final GateCurve f;
    private final GateCurve g;

    private GruResetBeforeReference(CellFunctions chosen) {
        List<GateCurve> curves = GateCurve.all(chosen.functions(), chosen.clip());
        f = curves.get(0);
        g = curves.get(1);
    }

    /** {@code gru_reset_before}. */
    public static GruResetBeforeReference plain() {
        return new GruResetBeforeReference(CellFunctions.of(Cells.gruResetBefore()));
    }

    /** With f for s and g for tanh, and ONNX's clip. */
    public GruResetBeforeReference with(CellFunctions chosen) {
        return new GruResetBeforeReference(chosen);
    }

    @Override
    public int gates() {
        return 3;
    }

    @Override
    public Map<String, Shape> parameters(int inputs, int hidden, boolean bias) {
        return ReferenceCell.matrices(3, inputs, hidden, hidden, bias ? 2 : 0);
    }

    /** The gates, the sums a that they are made of, and what the second product is made with: rh = r*h. */
    private record Gates(double[] r, double[] z, double[] rh, double[] n, double[] a) {}

    private Gates gates(CellWeights w, double[] x, CellState old) {
        int n = w.hidden();
        double[] ax = w.input(x);
        double[] ah = w.recurrent(old.h(), 0, 2);
        Gates s = new Gates(new double[n], new double[n], new double[n], new double[n], new double[3 * n]);
        for (int j = 0; j < n; j++) {
            s.a[j] = ax[j] + ah[j];
            s.a[n + j] = ax[n + j] + ah[n + j];
            s.r[j] = f.of(s.a[j]);
            s.z[j] = f.of(s.a[n + j]);
            s.rh[j] = s.r[j] * old.h()[j];
        }
        double[] an = w.recurrent(s.rh, 2, 1);
        for (int j = 0; j < n; j++) {
            s.a[2 * n + j] = ax[2 * n + j] + an[j];
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
        double[] dan = new double[n];
        for (int j = 0; j < n; j++) {
            dan[j] = above.h()[j] * (1 - s.z[j]) * g.slope(s.a[2 * n + j]);
        }
        double[] drh = new double[n];
        w.backRecurrent(dan, s.rh, 2, drh, gradients);

        double[] darz = new double[2 * n];
        double[] dhOld = new double[n];
        for (int j = 0; j < n; j++) {
            double dh = above.h()[j];
            double h = old.h()[j];
            darz[j] = drh[j] * h * f.slope(s.a[j]);
            darz[n + j] = dh * (h - s.n[j]) * f.slope(s.a[n + j]);
            dhOld[j] = dh * s.z[j] + drh[j] * s.r[j];
        }
        w.backRecurrent(darz, old.h(), 0, dhOld, gradients);

        double[] da = new double[3 * n];
        System.arraycopy(darz, 0, da, 0, 2 * n);
        System.arraycopy(dan, 0, da, 2 * n, n);
        w.backInput(da, x, dx, gradients);
        return CellState.of(dhOld);
    }
}
