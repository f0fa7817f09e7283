package org.janusrnn.reference;

import java.util.Map;
import org.janusrnn.tensor.Shape;

/**
 * Minimal gated unit (Zhou et al. 2016): a GRU whose one forget gate also resets, so the step has two products that
 * depend on each other. Row blocks: f, h.
 *
 * <pre>
 * f  = s(W_f x + b_f + U_f h)
 * g  = tanh(W_h x + b_h + U_h (f*h))
 * h' = (1 - f)*h + f*g
 * </pre>
 */
public final class MguReference implements ReferenceCell {

    private MguReference() {}

    /** {@code mgu}. */
    public static MguReference plain() {
        return new MguReference();
    }

    @Override
    public int gates() {
        return 2;
    }

    @Override
    public Map<String, Shape> parameters(int inputs, int hidden, boolean bias) {
        return ReferenceCell.matrices(2, inputs, hidden, hidden, bias ? 1 : 0);
    }

    /** The gates, and what the second product is made with: fh = f*h. */
    private record Gates(double[] f, double[] fh, double[] g) {}

    private Gates gates(CellWeights w, double[] x, CellState old) {
        int n = w.hidden();
        double[] ax = w.input(x);
        double[] af = w.recurrent(old.h(), 0, 1);
        Gates s = new Gates(new double[n], new double[n], new double[n]);
        for (int j = 0; j < n; j++) {
            s.f[j] = Activation.sigmoid(ax[j] + af[j]);
            s.fh[j] = s.f[j] * old.h()[j];
        }
        double[] ag = w.recurrent(s.fh, 1, 1);
        for (int j = 0; j < n; j++) {
            s.g[j] = Math.tanh(ax[n + j] + ag[j]);
        }
        return s;
    }

    @Override
    public CellState forward(CellWeights w, double[] x, CellState old) {
        Gates s = gates(w, x, old);
        double[] h = new double[w.hidden()];
        for (int j = 0; j < h.length; j++) {
            h[j] = (1 - s.f[j]) * old.h()[j] + s.f[j] * s.g[j];
        }
        return CellState.of(h);
    }

    @Override
    public CellState backward(
            CellWeights w, double[] x, CellState old, CellState above, double[] dx, CellWeights gradients) {
        int n = w.hidden();
        Gates s = gates(w, x, old);
        double[] dag = new double[n];
        for (int j = 0; j < n; j++) {
            dag[j] = above.h()[j] * s.f[j] * (1 - s.g[j] * s.g[j]);
        }
        double[] dfh = new double[n];
        w.backRecurrent(dag, s.fh, 1, dfh, gradients);

        double[] daf = new double[n];
        double[] dhOld = new double[n];
        for (int j = 0; j < n; j++) {
            double dh = above.h()[j];
            double h = old.h()[j];
            double df = dh * (s.g[j] - h) + dfh[j] * h;
            daf[j] = df * s.f[j] * (1 - s.f[j]);
            dhOld[j] = dh * (1 - s.f[j]) + dfh[j] * s.f[j];
        }
        w.backRecurrent(daf, old.h(), 0, dhOld, gradients);

        double[] da = new double[2 * n];
        System.arraycopy(daf, 0, da, 0, n);
        System.arraycopy(dag, 0, da, n, n);
        w.backInput(da, x, dx, gradients);
        return CellState.of(dhOld);
    }
}
