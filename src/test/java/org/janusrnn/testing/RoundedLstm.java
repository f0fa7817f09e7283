package org.janusrnn.testing;

import org.janusrnn.reference.CellState;
import org.janusrnn.reference.CellWeights;
import org.janusrnn.reference.ReferenceCell;

/** {@code lstm_layer_norm} in float32, by kernels-cl/cells/lstm_layer_norm.cl. */
final class RoundedLstm extends RoundedCell<RoundedLstm.Step> {

    /** Both products, the gates i, f, g, o one behind the other, the memory, its norm, and the tanh of that. */
    record Step(RoundedProduct wx, RoundedProduct uh, double[] gates, double[] c, RoundedNorm nc, double[] tanh) {
    }

    RoundedLstm(ReferenceCell exact, StochasticRounding r) {
        super(exact, r);
    }

    @Override
    Step step(CellWeights w, double[] x, CellState old) {
        int n = w.hidden();
        double[] norm = w.get("weight_norm");
        RoundedProduct wx = new RoundedProduct(r, w, "weight_ih", "bias_ih", 0, x);
        RoundedProduct uh = new RoundedProduct(r, w, "weight_hh", "bias_hh", 4 * n, old.h());
        double[] gates = new double[4 * n];
        for (int j = 0; j < 4 * n; j++) {
            double a = r.round(wx.sums[j] + uh.sums[j]);
            gates[j] = j / n == 2 ? r.tanh(a) : r.sigmoid(a);
        }
        double[] c = new double[n];
        for (int j = 0; j < n; j++) {
            c[j] = r.round(r.round(gates[n + j] * old.c()[j]) + r.round(gates[j] * gates[2 * n + j]));
        }
        RoundedNorm nc = new RoundedNorm(r, c);
        double[] tanh = nc.scaled(norm, 8 * n, norm, 9 * n);
        for (int j = 0; j < n; j++) {
            tanh[j] = r.tanh(tanh[j]);
        }
        return new Step(wx, uh, gates, c, nc, tanh);
    }

    @Override
    CellState after(Step s) {
        int n = s.c.length;
        double[] h = new double[n];
        for (int j = 0; j < n; j++) {
            h[j] = r.round(s.gates[3 * n + j] * s.tanh[j]);
        }
        return new CellState(h, s.c);
    }

    @Override
    CellState backward(Step s, CellWeights w, double[] x, CellState old, CellState above, double[] dx,
            CellWeights gradients) {
        int n = w.hidden();
        double[] dNorm = gradients.get("weight_norm");
        double[] dm = new double[n];
        double[] da = new double[4 * n];
        for (int j = 0; j < n; j++) {
            double dh = above.h()[j];
            da[3 * n + j] = r.sigmoidBack(r.round(dh * s.tanh[j]), s.gates[3 * n + j]);
            dm[j] = r.tanhBack(r.round(dh * s.gates[3 * n + j]), s.tanh[j]);
            dNorm[9 * n + j] = r.round(dNorm[9 * n + j] + dm[j]);
        }
        double[] dc = s.nc.backward(dm, w.get("weight_norm"), 8 * n, dNorm);
        double[] dcOld = new double[n];
        for (int j = 0; j < n; j++) {
            double i = s.gates[j];
            double f = s.gates[n + j];
            double g = s.gates[2 * n + j];
            dc[j] = r.round(dc[j] + above.c()[j]);
            da[j] = r.sigmoidBack(r.round(dc[j] * g), i);
            da[n + j] = r.sigmoidBack(r.round(dc[j] * old.c()[j]), f);
            da[2 * n + j] = r.tanhBack(r.round(dc[j] * i), g);
            dcOld[j] = r.round(dc[j] * f);
        }
        double[] dhOld = new double[n];
        s.wx.backward(w, da, x, dx, gradients);
        s.uh.backward(w, da, old.h(), dhOld, gradients);
        return new CellState(dhOld, dcOld);
    }
}
