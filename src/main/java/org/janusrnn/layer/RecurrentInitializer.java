package org.janusrnn.layer;

import java.util.Arrays;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.CellParameter;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * How the parameters of recurrent layers start, and what they are held to in training. {@link Initializers} has those
 * there are; a network takes one for all its recurrent layers, a recurrent layer one of its own.
 *
 * <p>Start values are a function of the network's seed and the parameter's name. A model file holds the values, not how
 * they came about.
 */
public abstract class RecurrentInitializer {
    /** Row blocks of the cells whose gates have different tasks, in PyTorch's order, a letter each. */
    private static final Map<String, String> GATES = Map.of("lstm", "ifgo", "lstm_peephole", "ifgo", "lstm_coupled",
            "ifgo", "lstm_peephole_coupled", "ifgo", "lstm_layer_norm",
            "ifgo", "janet", "fg");

    RecurrentInitializer() {
    }

    /**
     * A parameter that wants its start values.
     *
     * @param cell      whose it is.
     * @param parameter what it is.
     * @param name      its name in the network.
     * @param inputs    I of its layer.
     * @param hidden    H.
     * @param lastUsed  whether it is of the network's last recurrent layer, of whose output only the last step is used.
     */
    record Place(Cell cell, CellParameter parameter, String name, int inputs, int hidden, boolean lastUsed) {
        Shape shape() {
            return parameter.shape();
        }

        /** Whether it is a matrix; biases and vectors are not. */
        boolean matrix() {
            return shape().rank() > 1;
        }

        /** Whether it is what multiplies a unit's own past: IndRNN's u. */
        boolean ownPast() {
            return parameter.kind() == CellParameter.Kind.VECTORS && cell.elementwise();
        }

        /** Whether it is the bias by which the forget gate can be held open: that of the input, as there always is one. */
        boolean forgetBias() {
            return parameter.kind() == CellParameter.Kind.INPUT_BIAS && forgets(cell);
        }

        /** Sets the bias of one gate of one unit; nothing where the cell has no such gate. */
        void set(Tensor biases, char gate, int unit, double value) {
            int block = GATES.getOrDefault(cell.name(), "").indexOf(gate);
            if (block >= 0) {
                biases.data()[block * hidden + unit] = (float) value;
            }
        }

        /** Whether it is gains and shifts of layer normalisation, which start as they leave all as it is. */
        boolean norm() {
            return parameter.kind() == CellParameter.Kind.VECTORS && cell.normalised();
        }

        /** So many values a unit of 1, zeros behind them. */
        Tensor ones(int values) {
            Tensor start = zeros();
            Arrays.fill(start.data(), 0, values * hidden, 1);
            return start;
        }

        Tensor zeros() {
            return Tensor.zeros(shape().toArray());
        }
    }

    /** @throws IllegalArgumentException where the cell, with or without biases, is none that this rule is for. */
    void check(Cell cell, boolean bias) {
    }

    IllegalArgumentException refused(String cells, Cell cell) {
        return new IllegalArgumentException("the initializer " + this + " is for " + cells + ", not for " + cell.name()
                + ": give that layer one of its own");
    }

    /** The start values of a parameter. */
    abstract Tensor start(Place place, Initializer draws);

    /** Whether a cell has a forget gate that is known. */
    static boolean forgets(Cell cell) {
        return GATES.containsKey(cell.name());
    }

    /** The largest magnitude that training leaves the parameter; infinite where it is free. */
    double bound(Place place) {
        return Double.POSITIVE_INFINITY;
    }

    /** The bound of Glorot's uniform rule. */
    static double glorot(int in, int out) {
        return Math.sqrt(6.0 / (in + out));
    }
}
