package org.janusrnn.reference;

/**
 * What one sequence carries from a time step to the next, or the gradient of that.
 *
 * @param h the output, O values.
 * @param c the LSTM's memory, H values; empty for the cells that have none.
 */
public record CellState(double[] h, double[] c) {

    /** The state of a cell without a memory of its own. */
    static CellState of(double[] h) {
        return new CellState(h, new double[0]);
    }
}
