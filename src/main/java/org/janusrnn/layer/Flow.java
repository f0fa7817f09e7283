package org.janusrnn.layer;

import org.janusrnn.tensor.Arena;

/**
 * What one layer hands to the next: rows of {@code width} floats, row t * batch + b.
 *
 * @param values   the rows.
 * @param gradient their gradient, which the next layer writes in the backward pass; null where nobody wants it.
 * @param steps    T; 1 behind a layer that keeps only the last step.
 * @param batch    B.
 * @param width    numbers a row.
 */
public record Flow(Arena.Region values, Arena.Region gradient, int steps, int batch, int width) {
    /** T * B. */
    public long rows() {
        return (long) steps * batch;
    }

    /** How many numbers it holds. */
    public long elements() {
        return rows() * width;
    }
}
