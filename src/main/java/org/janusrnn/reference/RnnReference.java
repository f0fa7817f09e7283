package org.janusrnn.reference;

import java.util.Map;
import org.janusrnn.tensor.Shape;

/**
 * The plain recurrent network (Elman): one gate, one product with the old state.
 *
 * <pre>
 * a  = W x + b_ih + U h + b_hh
 * h' = act(a)                       act: tanh or relu
 * </pre>
 */
public final class RnnReference implements ReferenceCell {
    private final Activation act;

    private RnnReference(Activation act) {
        this.act = act;
    }

    /** {@code rnn_tanh}. */
    public static RnnReference tanh() {
        return new RnnReference(Activation.TANH);
    }

    /** {@code rnn_relu}. */
    public static RnnReference relu() {
        return new RnnReference(Activation.RELU);
    }

    @Override
    public int gates() {
        return 1;
    }

    @Override
    public Map<String, Shape> parameters(int inputs, int hidden, boolean bias) {
        return ReferenceCell.matrices(1, inputs, hidden, hidden, bias ? 2 : 0);
    }

    @Override
    public CellState forward(CellWeights w, double[] x, CellState old) {
        double[] ax = w.input(x);
        double[] ah = w.recurrent(old.h(), 0, 1);
        double[] h = new double[w.hidden()];
        for (int j = 0; j < h.length; j++) {
            h[j] = act.of(ax[j] + ah[j]);
        }
        return CellState.of(h);
    }

    @Override
    public CellState backward(
            CellWeights w, double[] x, CellState old, CellState above, double[] dx, CellWeights gradients) {
        double[] h = forward(w, x, old).h();
        double[] da = new double[h.length];
        for (int j = 0; j < h.length; j++) {
            da[j] = above.h()[j] * act.slope(h[j]);
        }
        double[] dhOld = new double[h.length];
        w.backInput(da, x, dx, gradients);
        w.backRecurrent(da, old.h(), 0, dhOld, gradients);
        return CellState.of(dhOld);
    }
}
