package org.janusrnn.layer;

import org.janusrnn.cell.Cell;
import org.janusrnn.schedule.Regularization;

/** Choices for a recurrent layer: one layer, one direction, biases, no dropout, unless said otherwise. */
public final class RecurrentOptions {
    /** Far beyond what has been trained; each layer is memory of its own and some launches of every plan. */
    private static final int MOST_LAYERS = 1000;

    int layers = 1;
    boolean bidirectional;
    Cell reverse;
    boolean summed;
    boolean bias = true;
    boolean recurrenceOnly;
    int projection;
    double dropout;
    boolean recompute;
    Regularization regularization = Regularization.NONE;
    String name;
    RecurrentInitializer initializer;

    RecurrentOptions() {
    }

    /** How many layers are stacked. */
    public RecurrentOptions layers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a recurrent layer has at least 1 layer, not " + count);
        }
        if (count > MOST_LAYERS) {
            throw new IllegalArgumentException("a recurrent layer has at most " + MOST_LAYERS + " layers, not " + count);
        }
        layers = count;
        return this;
    }

    /** Both directions in time, their outputs side by side, the forward one first. */
    public RecurrentOptions bidirectional() {
        return bidirectional(true);
    }

    public RecurrentOptions bidirectional(boolean both) {
        bidirectional = both;
        reverse = both ? reverse : null;
        summed = false;
        return this;
    }

    /** Both directions in time, their outputs added up: H numbers a step, where side by side they are 2H. */
    public RecurrentOptions bidirectionalSum() {
        bidirectional = true;
        summed = true;
        return this;
    }

    /**
     * Both directions, the reverse one with other functions or another clip than the forward one, as ONNX's operators may
     * have: {@code r.bidirectional(Cells.lstm().withClip(3))}.
     *
     * @param reverse the same cell but for its functions and clip.
     */
    public RecurrentOptions bidirectional(Cell reverse) {
        this.reverse = reverse;
        return bidirectional(true);
    }

    /** Without biases. */
    public RecurrentOptions bias(boolean has) {
        bias = has;
        return this;
    }

    /**
     * Without input weights: the input already is the sums that the gates see, as a linear layer and a normalisation make
     * them; its rows have the numbers of each gate in PyTorch's order. So IndRNN's authors have it in deep stacks.
     */
    public RecurrentOptions recurrenceOnly() {
        return recurrenceOnly(true);
    }

    /** With or without input weights, see {@link #recurrenceOnly()}. */
    public RecurrentOptions recurrenceOnly(boolean only) {
        recurrenceOnly = only;
        return this;
    }

    /**
     * Projects h to a smaller size, as PyTorch's {@code proj_size}; for LSTM cells.
     *
     * @param size 1 to less than the hidden size; 0 for none.
     */
    public RecurrentOptions projection(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("a projection must be 0 (none) or above, not " + size);
        }
        projection = size;
        return this;
    }

    /**
     * Dropout between the layers of the stack, in training; not behind the last, so a single layer refuses it.
     *
     * @param probability of a number to be dropped, 0 to less than 1.
     */
    public RecurrentOptions dropout(double probability) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("dropout must be 0 to less than 1, not " + probability);
        }
        dropout = probability;
        return this;
    }

    /**
     * Zoneout in training: a unit keeps its old state with some probability; in inference old and new are mixed by it.
     *
     * @param h probability for h, 0 to less than 1.
     * @param c probability for the other states; 0 where the cell has none.
     */
    public RecurrentOptions zoneout(double h, double c) {
        regularization = new Regularization(h, c, regularization.recurrentDropout());
        return this;
    }

    /**
     * Dropout of h inside the recurrent product in training, the same units at every step of a sequence.
     *
     * @param probability of a unit to be dropped, 0 to less than 1.
     */
    public RecurrentOptions recurrentDropout(double probability) {
        regularization = new Regularization(regularization.zoneoutH(), regularization.zoneoutC(), probability);
        return this;
    }

    /**
     * Gates are not stored in training, but computed again in the backward pass from states kept every now and then:
     * less memory for up to half more time. Outputs have the same bits; gradients of parameters are added up in
     * another order. It goes with all but zoneout. Default: what the engine does, see
     * {@link org.janusrnn.schedule.Engine.Builder#recompute}.
     */
    public RecurrentOptions recompute() {
        return recompute(true);
    }

    /** With recomputation of gates, or as the engine does, see {@link #recompute()}. */
    public RecurrentOptions recompute(boolean gates) {
        recompute = gates;
        return this;
    }

    /** How its parameters start; default: as the network's, see {@link NetworkBuilder#initializer}. */
    public RecurrentOptions initializer(RecurrentInitializer rule) {
        initializer = rule;
        return this;
    }

    /** What its parameters' names start with; default {@code rnn}; empty: PyTorch's bare names. */
    public RecurrentOptions name(String prefix) {
        name = prefix;
        return this;
    }

    /** Whether the choices go with each other and with a cell. */
    void check(String layer, Cell cell, int hidden) {
        if (projection > 0 && !cell.projectable()) {
            throw new IllegalArgumentException("the cell " + cell.name() + " cannot project h; lstm can");
        }
        if (projection >= hidden) {
            throw new IllegalArgumentException("a projection must be below the hidden size " + hidden + ", not "
                    + projection);
        }
        boolean zoneout = regularization.zoneout();
        if (zoneout && (cell.inHalves() || cell.normalised() || projection > 0)
                || regularization.recurrentDropout() > 0 && (cell.inHalves() || cell.elementwise())) {
            throw new IllegalArgumentException((zoneout ? "zoneout" : "recurrent dropout") + " does not go with "
                    + (projection > 0 ? "a projection" : "the cell " + cell.name()));
        }
        if (regularization.zoneoutC() > 0 && cell.states() == 1) {
            throw new IllegalArgumentException(layer + ": zoneout of c is " + regularization.zoneoutC() + ", but the cell "
                    + cell.name() + " has no state but h: give 0 for c");
        }
        if (recompute && zoneout) {
            throw new IllegalArgumentException("recomputation of gates does not go with zoneout");
        }
        if (dropout > 0 && layers == 1) {
            throw new IllegalArgumentException(layer + ": dropout stands between the layers of a stack, and here is one "
                    + "layer: give layers(2) or more, or put a dropout layer behind it");
        }
    }
}
