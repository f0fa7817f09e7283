package org.janusrnn.train;

import java.util.Arrays;
import org.janusrnn.layer.Batch;
import org.janusrnn.tensor.Tensor;

/**
 * A batch and what the network should make of it.
 *
 * @param input   what the network is given.
 * @param classes the right class of each output row t * B + b, below 0 where a row does not count; null for values.
 * @param values  the right output {@code [T, B, F]}; null for classes.
 */
public record TrainingBatch(Batch input, int[] classes, Tensor values) {
    /** Sequences with a class to be named at each counted row. */
    public static TrainingBatch of(Batch input, int[] classes) {
        return new TrainingBatch(input, classes, null);
    }

    /**
     * Some of the steps of every sequence, with their targets.
     *
     * @param from the first step.
     * @param to   behind the last step.
     * @throws IllegalArgumentException where there are no such steps, or no target for every step.
     */
    public TrainingBatch steps(int from, int to) {
        Batch cut = input.steps(from, to);
        int size = input.size();
        if (classes != null ? classes.length != input.steps() * size : values.shape().dim(0) != input.steps()) {
            throw new IllegalArgumentException("only a batch with a target at every step can be cut into pieces");
        }
        return classes != null ? of(cut, Arrays.copyOfRange(classes, from * size, to * size))
                : of(cut, Batch.steps(values, from, to));
    }

    /** Sequences with numbers to be met. */
    public static TrainingBatch of(Batch input, Tensor values) {
        return new TrainingBatch(input, null, values);
    }
}
