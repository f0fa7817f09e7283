package org.janusrnn.reference;

import java.util.HashMap;
import java.util.Map;

/** An optimiser by PyTorch's definition. It keeps what it remembers of each parameter under the parameter's name. */
public abstract class ReferenceOptimizer {
    private final Map<String, double[]> slots = new HashMap<>();
    private int steps;

    ReferenceOptimizer() {}

    /**
     * One step.
     *
     * @param parameters modified.
     * @param gradients  for each parameter, under its name; not modified.
     * @throws IllegalArgumentException naming the parameter that has no gradient of its shape.
     */
    public final void step(Map<String, DoubleTensor> parameters, Map<String, DoubleTensor> gradients) {
        steps++;
        parameters.forEach((name, parameter) -> {
            if (!gradients.containsKey(name)) {
                throw new IllegalArgumentException("parameter " + name + " has no gradient");
            }
            gradients.get(name).expect("gradient of " + name, parameter.shape());
            update(name, parameter.data(), gradients.get(name).data());
        });
    }

    /** Changes the parameter {@code w} by its gradient {@code g}. */
    abstract void update(String name, double[] w, double[] g);

    /** The number of this step, from 1. */
    final int steps() {
        return steps;
    }

    /** What is remembered of a parameter under that key: zeros at first. */
    final double[] slot(String name, String key, int size) {
        return slots.computeIfAbsent(key + " of " + name, fresh -> new double[size]);
    }
}
