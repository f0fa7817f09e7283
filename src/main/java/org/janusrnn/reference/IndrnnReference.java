package org.janusrnn.reference;

import java.util.Map;
import org.janusrnn.tensor.Shape;

/**
 * IndRNN (Li et al. 2018): a neuron sees no other neuron's past, only its own, so {@code weight_hh} is a vector u.
 *
 * <pre>
 * a  = W x + b + u*h
 * h' = act(a)                       act: relu or tanh
 * </pre>
 */
public final class IndrnnReference implements ReferenceCell {
    private final Activation act;

    private IndrnnReference(Activation act) {
        this.act = act;
    }

    /** {@code indrnn_tanh}. */
    public static IndrnnReference tanh() {
        return new IndrnnReference(Activation.TANH);
    }

    /** {@code indrnn_relu}. */
    public static IndrnnReference relu() {
        return new IndrnnReference(Activation.RELU);
    }

    @Override
    public int gates() {
        return 1;
    }

    @Override
    public Map<String, Shape> parameters(int inputs, int hidden, boolean bias) {
        Map<String, Shape> shapes = ReferenceCell.matrices(1, inputs, hidden, hidden, bias ? 1 : 0);
        shapes.put("weight_hh", Shape.of(hidden));
        return shapes;
    }

    @Override
    public CellState forward(CellWeights w, double[] x, CellState old) {
        double[] a = w.input(x);
        double[] u = w.get("weight_hh");
        double[] h = new double[w.hidden()];
        for (int j = 0; j < h.length; j++) {
            h[j] = act.of(a[j] + u[j] * old.h()[j]);
        }
        return CellState.of(h);
    }

    @Override
    public CellState backward(
            CellWeights w, double[] x, CellState old, CellState above, double[] dx, CellWeights gradients) {
        double[] h = forward(w, x, old).h();
        double[] u = w.get("weight_hh");
        double[] du = gradients.get("weight_hh");
        double[] da = new double[h.length];
        double[] dhOld = new double[h.length];
        for (int j = 0; j < h.length; j++) {
            da[j] = above.h()[j] * act.slope(h[j]);
            du[j] += da[j] * old.h()[j];
            dhOld[j] = da[j] * u[j];
        }
        w.backInput(da, x, dx, gradients);
        return CellState.of(dhOld);
    }
}
