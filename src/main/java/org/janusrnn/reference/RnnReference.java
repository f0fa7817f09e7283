package org.janusrnn.reference;

import java.util.Map;
import org.janusrnn.cell.CellFunctions;
import org.janusrnn.cell.Cells;
import org.janusrnn.tensor.Shape;

/**
 * The plain recurrent network (Elman): one gate, one product with the old state.
 *
 * <pre>
 * a  = W x + b_ih + U h + b_hh
 * h' = f(a)                         f: tanh or relu, or another
 * </pre>
 */
public final class RnnReference implements ReferenceCell {
    private final GateCurve f;

    private RnnReference(CellFunctions chosen) {
        f = GateCurve.all(chosen.functions(), chosen.clip()).get(0);
    }

    /** {@code rnn_tanh}. */
    public static RnnReference tanh() {
        return new RnnReference(CellFunctions.of(Cells.rnnTanh()));
    }

    /** {@code rnn_relu}. */
    public static RnnReference relu() {
        return new RnnReference(CellFunctions.of(Cells.rnnRelu()));
    }

    /** With f, and ONNX's clip. */
    public RnnReference with(CellFunctions chosen) {
        return new RnnReference(chosen);
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
        double[] h = sums(w, x, old);
        for (int j = 0; j < h.length; j++) {
            h[j] = f.of(h[j]);
        }
        return CellState.of(h);
    }

    private static double[] sums(CellWeights w, double[] x, CellState old) {
        double[] a = w.input(x);
        double[] ah = w.recurrent(old.h(), 0, 1);
        for (int j = 0; j < a.length; j++) {
            a[j] += ah[j];
        }
        return a;
    }

    @Override
    public CellState backward(
            CellWeights w, double[] x, CellState old, CellState above, double[] dx, CellWeights gradients) {
        double[] da = sums(w, x, old);
        for (int j = 0; j < da.length; j++) {
            da[j] = above.h()[j] * f.slope(da[j]);
        }
        double[] dhOld = new double[da.length];
        w.backInput(da, x, dx, gradients);
        w.backRecurrent(da, old.h(), 0, dhOld, gradients);
        return CellState.of(dhOld);
    }
}
