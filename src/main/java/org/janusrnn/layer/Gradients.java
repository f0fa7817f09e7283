package org.janusrnn.layer;

import java.util.LinkedHashMap;
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

    /** What a plan has found, whose backward pass is enqueued. */
    static Gradients read(NetworkPlan plan, Parameters parameters) {
        Output output = new Output(plan.readOutput(), plan.readFinalStates());
        Map<String, Tensor> found = new LinkedHashMap<>();
        for (Parameters.Parameter p : parameters.all()) {
            found.put(p.name(), parameters.gradient(p.name()));
        }
        return new Gradients(output, plan.readInputGradient(), plan.readInitialGradients(), found);
    }
}
