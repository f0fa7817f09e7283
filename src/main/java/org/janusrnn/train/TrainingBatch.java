package org.janusrnn.train;

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

    /** Sequences with numbers to be met. */
    public static TrainingBatch of(Batch input, Tensor values) {
        return new TrainingBatch(input, null, values);
    }
}
