package org.janusrnn.layer;

import org.janusrnn.tensor.Tensor;

/**
 * States of a stack of recurrent layers, as PyTorch has them: index = layer * directions + direction.
 *
 * @param h {@code [layers * directions, B, H]}.
 * @param c the same for the LSTM's cell state; null for cells without one.
 */
public record States(Tensor h, Tensor c) {
    /** States of a cell that carries only h. */
    public static States of(Tensor h) {
        return new States(h, null);
    }
}
