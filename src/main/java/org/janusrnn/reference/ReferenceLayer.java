package org.janusrnn.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.janusrnn.tensor.Shape;

/**
 * One recurrent layer: a cell walked through time forward, in reverse, or both, the outputs side by side in y's last
 * axis, forward first, or added up. T steps, B sequences, I inputs, H hidden units, O outputs of a direction, D directions.
 */
public final class ReferenceLayer {

    private record Direction(CellWeights weights, boolean reverse) {}

    private final ReferenceCell cell;
    private final List<Direction> directions = new ArrayList<>();
    private boolean summed;

    private ReferenceLayer(ReferenceCell cell) {
        this.cell = cell;
    }

    /**
     * @param cell    what to walk through time.
     * @param forward parameters of the forward direction ({@code weight_ih}, ...), null for none; shared, not copied.
     * @param reverse parameters of the reverse direction, under the same names, null for none; shared, not copied.
     */
    public static ReferenceLayer of(
            ReferenceCell cell, Map<String, DoubleTensor> forward, Map<String, DoubleTensor> reverse) {
        ReferenceLayer layer = new ReferenceLayer(cell);
        if (forward != null) {
            layer.directions.add(new Direction(CellWeights.of(cell, forward), false));
        }
        if (reverse != null) {
            layer.directions.add(new Direction(CellWeights.of(cell, reverse), true));
        }
        if (layer.directions.isEmpty()) {
            throw new IllegalArgumentException("a layer needs parameters for one direction at least");
        }
        CellWeights first = layer.directions.get(0).weights;
        CellWeights last = layer.directions.get(layer.directions.size() - 1).weights;
        if (first.inputs() != last.inputs() || first.hidden() != last.hidden()) {
            throw new IllegalArgumentException("forward direction is " + first.inputs() + " -> " + first.hidden()
                    + ", reverse is " + last.inputs() + " -> " + last.hidden());
        }
        return layer;
    }

    /** The same layer with the outputs of its directions added up: y is [T, B, O]. */
    ReferenceLayer summed() {
        ReferenceLayer layer = new ReferenceLayer(cell);
        layer.directions.addAll(directions);
        layer.summed = true;
        return layer;
    }

    /** D: 1 or 2. */
    public int directions() {
        return directions.size();
    }

    /** O: outputs of one direction. */
    public int outputs() {
        return directions.get(0).weights.outputs();
    }

    /** Size of the memory c: H, or 0 where the cell has none. */
    public int memory() {
        return cell.hasMemory() ? directions.get(0).weights.hidden() : 0;
    }

    /**
     * Walks all sequences through time.
     *
     * @param x       [T, B, I]; what stands behind a sequence's end has no effect.
     * @param lengths valid steps of each sequence, 1 to T; null where all have T.
     * @param h0      [D, B, O]; null for zeros.
     * @param c0      [D, B, H], or [D, B, 0] for a cell without memory; null for zeros.
     * @throws IllegalArgumentException naming the tensor whose shape does not fit, or the length out of range.
     */
    public LayerPass forward(DoubleTensor x, int[] lengths, DoubleTensor h0, DoubleTensor c0) {
        int inputs = directions.get(0).weights.inputs();
        if (x.shape().rank() != 3 || x.shape().dim(2) != inputs) {
            throw new IllegalArgumentException("x has shape " + x.shape() + ", expected [T, B, " + inputs + "]");
        }
        int steps = x.shape().dim(0);
        int batch = x.shape().dim(1);
        int[] valid = lengths(lengths, steps, batch);
        DoubleTensor h = DoubleTensor.orZeros(h0, "h0", directions(), batch, outputs());
        DoubleTensor c = DoubleTensor.orZeros(c0, "c0", directions(), batch, memory());

        TimeWalk[][] walks = new TimeWalk[directions()][batch];
        for (int d = 0; d < directions(); d++) {
            Direction direction = directions.get(d);
            for (int b = 0; b < batch; b++) {
                double[][] sequence = new double[valid[b]][];
                for (int t = 0; t < sequence.length; t++) {
                    sequence[t] = x.slice((t * batch + b) * inputs, inputs);
                }
                CellState start = new CellState(
                        h.slice((d * batch + b) * outputs(), outputs()), c.slice((d * batch + b) * memory(), memory()));
                walks[d][b] = new TimeWalk(cell, direction.weights, direction.reverse, sequence, start);
            }
        }
        return new LayerPass(this, x.shape(), valid, walks);
    }

    /** Zeros in the form of the parameters of each direction. */
    List<CellWeights> zeroGradients() {
        return directions.stream().map(direction -> direction.weights.zeros()).toList();
    }

    private static int[] lengths(int[] lengths, int steps, int batch) {
        int[] valid = new int[batch];
        if (lengths != null && lengths.length != batch) {
            throw new IllegalArgumentException(lengths.length + " lengths for a batch of " + batch + " sequences");
        }
        for (int b = 0; b < batch; b++) {
            valid[b] = lengths == null ? steps : lengths[b];
            if (valid[b] < 1 || valid[b] > steps) {
                throw new IllegalArgumentException(
                        "length of sequence " + b + " is " + valid[b] + ", must be 1 to " + steps);
            }
        }
        return valid;
    }

    /** [T, B, D*O], or [T, B, O] where the directions are added up. */
    Shape outputShape(int steps, int batch) {
        return Shape.of(steps, batch, (summed ? 1 : directions()) * outputs());
    }

    /** Where in a row of y the outputs of a direction begin. */
    int first(int direction) {
        return summed ? 0 : direction * outputs();
    }
}
