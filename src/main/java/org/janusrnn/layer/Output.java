package org.janusrnn.layer;

import org.janusrnn.tensor.Tensor;

/**
 * What a network made of a batch.
 *
 * @param y      output of the last layer, {@code [T, B, F]}; T is 1 behind a last-step head.
 * @param states final states of the first recurrent layer; null where there is none.
 */
public record Output(Tensor y, States states) {
}
