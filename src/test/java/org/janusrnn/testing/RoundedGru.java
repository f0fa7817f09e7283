package org.janusrnn.testing;

import org.janusrnn.reference.CellState;
import org.janusrnn.reference.CellWeights;
import org.janusrnn.reference.ReferenceCell;

/** {@code gru_layer_norm} in float32, by kernels-cl/cells/gru.cl. */
final class RoundedGru extends RoundedCell<RoundedGru.Step> {

    /** Both products, the gates, the candidate and the new state. */
    record Step(RoundedProduct wx, RoundedProduct uh, double[] r, double[] z, double[] n, double[] h) {
    }

    RoundedGru(ReferenceCell exact, StochasticRounding r) {
        super(exact, r);
    }

    @Override
    Step step(CellWeights w, double[] x, CellState old) {
        int n = w.hidden();
        RoundedProduct wx = new RoundedProduct(r, w, "weight_ih", "bias_ih", 0, x);
        RoundedProduct uh = new RoundedProduct(r, w, "weight_hh", "bias_hh", 3 * n, old.h());
        Step s = new Step(wx, uh, new double[n], new double[n], new double[n], new double[n]);
        for (int j = 0; j < n; j++) {
            s.r[j] = r.sigmoid(r.round(wx.sums[j] + uh.sums[j]));
            s.z[j] = r.sigmoid(r.round(wx.sums[n + j] + uh.sums[n + j]));
            s.n[j] = r.tanh(r.round(wx.sums[2 * n + j] + r.round(s.r[j] * uh.sums[2 * n + j])));
            s.h[j] = r.round(r.round(r.round(1 - s.z[j]) * s.n[j]) + r.round(s.z[j] * old.h()[j]));
        }
        return s;
    }

    @Override
    CellState after(Step s) {
        return new CellState(s.h, new double[0]);
    }

    @Override
    CellState backward(Step s, CellWeights w, double[] x, CellState old, CellState above, double[] dx,
            CellWeights gradients) {
        int n = w.hidden();
        double[] dax = new double[3 * n];
        double[] dah = new double[3 * n];
        double[] dhOld = new double[n];
        for (int j = 0; j < n; j++) {
            double dh = above.h()[j];
            double dan = r.tanhBack(r.round(dh * r.round(1 - s.z[j])), s.n[j]);
            dax[j] = r.sigmoidBack(r.round(dan * s.uh.sums[2 * n + j]), s.r[j]);
            dax[n + j] = r.sigmoidBack(r.round(dh * r.round(old.h()[j] - s.n[j])), s.z[j]);
            dax[2 * n + j] = dan;
            dah[j] = dax[j];
            dah[n + j] = dax[n + j];
            dah[2 * n + j] = r.round(dan * s.r[j]);
            dhOld[j] = r.round(dh * s.z[j]);
        }
        s.wx.backward(w, dax, x, dx, gradients);
        s.uh.backward(w, dah, old.h(), dhOld, gradients);
        return new CellState(dhOld, new double[0]);
    }
}
