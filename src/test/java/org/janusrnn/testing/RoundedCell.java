package org.janusrnn.testing;

import java.util.IdentityHashMap;
import java.util.Map;
import org.janusrnn.reference.CellState;
import org.janusrnn.reference.CellWeights;
import org.janusrnn.reference.ReferenceCell;
import org.janusrnn.tensor.Shape;

/**
 * A layer-normalised cell that computes in float32 as a device does, to be walked through time in place of the exact
 * one. As on a device the way back finds the numbers of the way forward, rounded as they were.
 *
 * @param <S> what a step keeps for the way back.
 */
abstract class RoundedCell<S> implements ReferenceCell {
    final StochasticRounding r;
    private final ReferenceCell exact;
    private final Map<CellState, S> steps = new IdentityHashMap<>();

    RoundedCell(ReferenceCell exact, StochasticRounding r) {
        this.exact = exact;
        this.r = r;
    }

    abstract S step(CellWeights w, double[] x, CellState old);

    abstract CellState after(S step);

    /** As {@link ReferenceCell#backward}. */
    abstract CellState backward(S step, CellWeights w, double[] x, CellState old, CellState above, double[] dx,
            CellWeights gradients);

    @Override
    public final int gates() {
        return exact.gates();
    }

    @Override
    public final boolean hasMemory() {
        return exact.hasMemory();
    }

    @Override
    public final Map<String, Shape> parameters(int inputs, int hidden, boolean bias) {
        return exact.parameters(inputs, hidden, bias);
    }

    @Override
    public final CellState forward(CellWeights w, double[] x, CellState old) {
        S step = step(w, x, old);
        steps.put(old, step);
        return after(step);
    }

    @Override
    public final CellState backward(CellWeights w, double[] x, CellState old, CellState above, double[] dx,
            CellWeights gradients) {
        return backward(steps.remove(old), w, x, old, rounded(above), dx, gradients);
    }

    /** The loop has added what comes from above and what comes from the step behind. */
    private CellState rounded(CellState above) {
        double[] h = new double[above.h().length];
        for (int j = 0; j < h.length; j++) {
            h[j] = r.round(above.h()[j]);
        }
        return new CellState(h, above.c());
    }
}
