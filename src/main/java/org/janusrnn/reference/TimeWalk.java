package org.janusrnn.reference;

/**
 * One sequence walked through time by one direction of a layer. The reverse direction differs in nothing but the order:
 * it begins at the sequence's own last valid step. Steps behind the end are never looked at.
 */
final class TimeWalk {
    private final ReferenceCell cell;
    private final CellWeights weights;
    private final boolean reverse;
    private final double[][] inputs;
    private final CellState[] states;

    /**
     * @param inputs the valid steps of the sequence, in the order of time.
     * @param start  the state before the first step.
     */
    TimeWalk(ReferenceCell cell, CellWeights weights, boolean reverse, double[][] inputs, CellState start) {
        this.cell = cell;
        this.weights = weights;
        this.reverse = reverse;
        this.inputs = inputs;
        this.states = new CellState[inputs.length + 1];
        states[0] = start;
        for (int step = 0; step < inputs.length; step++) {
            states[step + 1] = cell.forward(weights, inputs[time(step)], states[step]);
        }
    }

    /** The time at which this direction takes its step of that number. */
    private int time(int step) {
        return reverse ? inputs.length - 1 - step : step;
    }

    /** The outputs, in the order of time. */
    double[][] outputs() {
        double[][] outputs = new double[inputs.length][];
        for (int step = 0; step < inputs.length; step++) {
            outputs[time(step)] = states[step + 1].h();
        }
        return outputs;
    }

    /** The state after the last step taken. */
    CellState end() {
        return states[inputs.length];
    }

    /**
     * Backpropagation through time.
     *
     * @param dOutputs  gradients of {@link #outputs}; not modified.
     * @param dEnd      gradient of {@link #end}; not modified.
     * @param dInputs   gradients of the inputs; added to.
     * @param gradients gradients of the parameters; added to.
     * @return gradient of the initial state.
     */
    CellState backward(double[][] dOutputs, CellState dEnd, double[][] dInputs, CellWeights gradients) {
        CellState carried = dEnd;
        for (int step = inputs.length - 1; step >= 0; step--) {
            int t = time(step);
            CellState above = new CellState(sum(dOutputs[t], carried.h()), carried.c());
            carried = cell.backward(weights, inputs[t], states[step], above, dInputs[t], gradients);
        }
        return carried;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int k = 0; k < sum.length; k++) {
            sum[k] = a[k] + b[k];
        }
        return sum;
    }
}
