package org.janusrnn.reference;

import java.util.LinkedHashMap;
import java.util.Map;
import org.janusrnn.tensor.Shape;

/**
 * One time step of one sequence, forward and backward.
 *
 * <p>Nothing is saved on the way forward: the way backward computes its gates again from the input and the old state,
 * so that both halves of a cell can be read on their own. Sizes: I inputs, H hidden units, O outputs (H, or fewer with
 * a projection), G gates.
 */
public interface ReferenceCell {

    /** How many row blocks of H rows {@code weight_ih} has. */
    int gates();

    /** Whether a state {@code c} is carried beside {@code h}. */
    default boolean hasMemory() {
        return false;
    }

    /** Size O of {@code h} for so many hidden units. */
    default int outputs(int hidden) {
        return hidden;
    }

    /**
     * The parameters of one direction of one layer: PyTorch's names without the layer's ending ({@code weight_ih}
     * stands for {@code weight_ih_l0_reverse}), with their shapes, in PyTorch's order.
     */
    Map<String, Shape> parameters(int inputs, int hidden, boolean bias);

    /**
     * The new state.
     *
     * @param weights not modified.
     * @param x       input, I values; not modified.
     * @param old     state before the step; not modified.
     */
    CellState forward(CellWeights weights, double[] x, CellState old);

    /**
     * The gradient of the old state.
     *
     * @param weights   not modified.
     * @param x         the input of this step; not modified.
     * @param old       the state before this step; not modified.
     * @param above     gradient of the new state, from the layer above and from the following step; not modified.
     * @param dx        gradient of the input, I values; added to.
     * @param gradients gradients of the parameters; added to.
     */
    CellState backward(
            CellWeights weights, double[] x, CellState old, CellState above, double[] dx, CellWeights gradients);

    /** The parameters most cells have: two weight matrices and one bias, or PyTorch's two. */
    static Map<String, Shape> matrices(int gates, int inputs, int hidden, int outputs, int biases) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("weight_ih", Shape.of(gates * hidden, inputs));
        shapes.put("weight_hh", Shape.of(gates * hidden, outputs));
        if (biases >= 1) {
            shapes.put("bias_ih", Shape.of(gates * hidden));
        }
        if (biases == 2) {
            shapes.put("bias_hh", Shape.of(gates * hidden));
        }
        return shapes;
    }
}
