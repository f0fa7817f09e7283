package org.janusrnn.bench;

import java.util.Locale;

/** What is timed. */
public enum Pass {
    /** Inference: outputs of a batch, with weights that stay as they are. */
    FORWARD(1),
    /**
     * A training step without its optimiser: forward, the sum of all outputs as the loss, backward to all weights and
     * biases. The weights count as changed each time, as an optimiser would leave them.
     */
    TRAIN(3);

    /** How many times the arithmetic of the forward pass it counts as. */
    final int forwards;

    Pass(int forwards) {
        this.forwards = forwards;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
