package org.janusrnn.reference;

import java.util.Map;
import org.janusrnn.tensor.Shape;

/**
 * JANET (van der Westhuizen and Lasenby 2018): an LSTM with nothing but its forget gate. Row blocks: f, g. beta 0 is
 * the plain form, 1 the paper's, which takes in more than it forgets.
 *
 * <pre>
 * a  = W x + b + U h
 * f  = s(a_f)
 * k  = 1 - s(a_f - beta)
 * g  = tanh(a_g)
 * h' = f*h + k*g
 * </pre>
 */
public final class JanetReference implements ReferenceCell {
    private final double beta;

    private JanetReference(double beta) {
        this.beta = beta;
    }

    /** {@code janet}. */
    public static JanetReference withBeta(double beta) {
        return new JanetReference(beta);
    }

    @Override
    public int gates() {
        return 2;
    }

    @Override
    public Map<String, Shape> parameters(int inputs, int hidden, boolean bias) {
        return ReferenceCell.matrices(2, inputs, hidden, hidden, bias ? 1 : 0);
    }

    private record Gates(double[] f, double[] k, double[] g) {}

    private Gates gates(CellWeights w, double[] x, CellState old) {
        int n = w.hidden();
        double[] ax = w.input(x);
        double[] ah = w.recurrent(old.h(), 0, 2);
        Gates s = new Gates(new double[n], new double[n], new double[n]);
        for (int j = 0; j < n; j++) {
            double af = ax[j] + ah[j];
            s.f[j] = Activation.sigmoid(af);
            // 1 - s(v) = s(-v), without the digits that the subtraction loses where s(v) is near 1.
            s.k[j] = Activation.sigmoid(beta - af);
            s.g[j] = Math.tanh(ax[n + j] + ah[n + j]);
        }
        return s;
    }

    @Override
    public CellState forward(CellWeights w, double[] x, CellState old) {
        Gates s = gates(w, x, old);
        double[] h = new double[w.hidden()];
        for (int j = 0; j < h.length; j++) {
            h[j] = s.f[j] * old.h()[j] + s.k[j] * s.g[j];
        }
        return CellState.of(h);
    }

    @Override
    public CellState backward(
            CellWeights w, double[] x, CellState old, CellState above, double[] dx, CellWeights gradients) {
        int n = w.hidden();
        Gates s = gates(w, x, old);
        double[] da = new double[2 * n];
        double[] dhOld = new double[n];
        for (int j = 0; j < n; j++) {
            double dh = above.h()[j];
            double df = dh * old.h()[j];
            double dk = dh * s.g[j];
            // k falls where a_f rises.
            da[j] = df * s.f[j] * (1 - s.f[j]) - dk * s.k[j] * (1 - s.k[j]);
            da[n + j] = dh * s.k[j] * (1 - s.g[j] * s.g[j]);
            dhOld[j] = dh * s.f[j];
        }
        w.backInput(da, x, dx, gradients);
        w.backRecurrent(da, old.h(), 0, dhOld, gradients);
        return CellState.of(dhOld);
    }
}
