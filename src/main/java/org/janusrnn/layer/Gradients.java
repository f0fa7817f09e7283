package org.janusrnn.layer;

import java.util.Map;
import org.janusrnn.tensor.Tensor;

/**
 * What a backward pass found.
 *
 * @param output     the forward pass it belongs to.
 * @param x          gradient of the input, {@code [T, B, I]}; null where the network starts with an embedding.
 * @param initial    gradients of the initial states of the first recurrent layer.
 * @param parameters gradients of the parameters by name.
 */
public record Gradients(Output output, Tensor x, States initial, Map<String, Tensor> parameters) {
    /** Copies the map. */
    public Gradients {
        parameters = Map.copyOf(parameters);
    }
}
