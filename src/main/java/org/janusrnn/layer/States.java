package org.janusrnn.layer;

import java.util.Objects;
import org.janusrnn.tensor.Tensor;

/**
 * States of a network's recurrent layers, as PyTorch has them: index = layer * directions + direction.
 *
 * @param h    {@code [layers * directions, B, H]} of the first recurrent layer, a stack of one cell.
 * @param c    the same for the LSTM's cell state; null for cells without one. Of a cell with n states beside h
 *             {@code [layers * directions * n, B, H]}: those of a layer and direction stand one behind the other.
 * @param next states of the recurrent layers behind it; null: there are none, or they start from zeros.
 */
public record States(Tensor h, Tensor c, States next) {
    /** @throws NullPointerException where h is null: every recurrent layer has one. */
    public States {
        Objects.requireNonNull(h, "h of the states is null");
    }

    /** States of a network with one recurrent layer. */
    public States(Tensor h, Tensor c) {
        this(h, c, null);
    }

    /** States of a cell that carries only h. */
    public static States of(Tensor h) {
        return new States(h, null);
    }
}
