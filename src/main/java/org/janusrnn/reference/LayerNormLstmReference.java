package org.janusrnn.reference;

import java.util.Map;
import org.janusrnn.tensor.Shape;

/**
 * LSTM with layer normalisation (Ba, Kiros and Hinton 2016, equations 20 to 22). Row blocks: i, f, g, o. The parameter
 * {@code weight_norm} is n_x and n_h of 4H values each, n_c and b_c of H each.
 *
 * <pre>
 * a  = LN(W x) n_x + b_ih + LN(U h) n_h + b_hh      LN over all 4H values
 * i, f, o = s(a),  g = tanh(a_g)
 * c' = f*c + i*g
 * h' = o*tanh(LN(c') n_c + b_c)
 * </pre>
 */
public final class LayerNormLstmReference implements ReferenceCell {

    private LayerNormLstmReference() {}

    /** {@code lstm_layer_norm}. */
    public static LayerNormLstmReference plain() {
        return new LayerNormLstmReference();
    }

    @Override
    public int gates() {
        return 4;
    }

    @Override
    public boolean hasMemory() {
        return true;
    }

    @Override
    public Map<String, Shape> parameters(int inputs, int hidden, boolean bias) {
        Map<String, Shape> shapes = ReferenceCell.matrices(4, inputs, hidden, hidden, bias ? 2 : 0);
        shapes.put("weight_norm", Shape.of(10 * hidden));
        return shapes;
    }

    /** What a step makes: both products normed, the gates i, f, g, o one behind the other, the memory, and it normed. */
    private record Step(NormedProduct wx, NormedProduct uh, double[] gates, double[] c, RowNorm nc, double[] m) {}

    private static Step step(CellWeights w, double[] x, CellState old) {
        int n = w.hidden();
        double[] norm = w.get("weight_norm");
        NormedProduct wx = NormedProduct.of(w, "weight_ih", "bias_ih", 0, x);
        NormedProduct uh = NormedProduct.of(w, "weight_hh", "bias_hh", 4 * n, old.h());
        double[] gates = new double[4 * n];
        double[] c = new double[n];
        for (int j = 0; j < 4 * n; j++) {
            gates[j] = j / n == 2 ? Math.tanh(wx.sums()[j] + uh.sums()[j])
                    : Activation.sigmoid(wx.sums()[j] + uh.sums()[j]);
        }
        for (int j = 0; j < n; j++) {
            c[j] = gates[n + j] * old.c()[j] + gates[j] * gates[2 * n + j];
        }
        RowNorm nc = RowNorm.of(c);
        double[] shift = new double[n];
        System.arraycopy(norm, 9 * n, shift, 0, n);
        return new Step(wx, uh, gates, c, nc, nc.scaled(norm, 8 * n, shift));
    }

    @Override
    public CellState forward(CellWeights w, double[] x, CellState old) {
        Step s = step(w, x, old);
        double[] h = new double[w.hidden()];
        for (int j = 0; j < h.length; j++) {
            h[j] = s.gates[3 * h.length + j] * Math.tanh(s.m[j]);
        }
        return new CellState(h, s.c);
    }

    @Override
    public CellState backward(
            CellWeights w, double[] x, CellState old, CellState above, double[] dx, CellWeights gradients) {
        int n = w.hidden();
        Step s = step(w, x, old);
        double[] norm = w.get("weight_norm");
        double[] dNorm = gradients.get("weight_norm");
        double[] dm = new double[n];
        double[] da = new double[4 * n];
        for (int j = 0; j < n; j++) {
            double o = s.gates[3 * n + j];
            double tanh = Math.tanh(s.m[j]);
            da[3 * n + j] = above.h()[j] * tanh * o * (1 - o);
            dm[j] = above.h()[j] * o * (1 - tanh * tanh);
            dNorm[9 * n + j] += dm[j];
        }
        double[] dc = s.nc.backward(dm, norm, 8 * n, dNorm);
        double[] dcOld = new double[n];
        for (int j = 0; j < n; j++) {
            double i = s.gates[j];
            double f = s.gates[n + j];
            double g = s.gates[2 * n + j];
            dc[j] += above.c()[j];
            da[j] = dc[j] * g * i * (1 - i);
            da[n + j] = dc[j] * old.c()[j] * f * (1 - f);
            da[2 * n + j] = dc[j] * i * (1 - g * g);
            dcOld[j] = dc[j] * f;
        }
        double[] dhOld = new double[n];
        s.wx.backward(w, da, x, dx, gradients);
        s.uh.backward(w, da, old.h(), dhOld, gradients);
        return new CellState(dhOld, dcOld);
    }
}
