package org.janusrnn.layer;

import org.janusrnn.tensor.Arena;

/**
 * What one layer hands to the next: rows of {@code width} floats, row t * batch + b. Rows behind a sequence's end hold
 * zeros, in the values and, when a layer's backward pass starts, in the gradient: every layer leaves them so.
 *
 * @param values   the rows.
 * @param gradient their gradient, which the next layer writes in the backward pass; null where nobody wants it; the
 *                 backward pass of the layer that made the values may overwrite it.
 * @param lengths  valid steps of each sequence; null: all are valid.
 * @param steps    T; 1 behind a layer that keeps only the last step.
 * @param batch    B.
 * @param width    numbers a row.
 */
public record Flow(Arena.Region values, Arena.Region gradient, Arena.Region lengths, int steps, int batch, int width) {
    /** T * B. */
    public long rows() {
        return (long) steps * batch;
    }

    /** How many numbers it holds. */
    public long elements() {
        return rows() * width;
    }
}
