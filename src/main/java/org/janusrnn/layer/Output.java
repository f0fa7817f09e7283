package org.janusrnn.layer;

import org.janusrnn.tensor.Tensor;

/**
 * What a network made of a batch.
 *
 * @param y      output of the last layer, {@code [T, B, F]}; T is 1 behind a last-step head.
 * @param states final states of the first recurrent layer; null where there is none.
 */
public record Output(Tensor y, States states) {
    /** The class with the best score in each row, the lowest of equals: {@code [T * B]}, row t * B + b. */
    public int[] classes() {
        int width = y.shape().dim(y.shape().rank() - 1);
        int[] best = new int[y.data().length / width];
        for (int row = 0; row < best.length; row++) {
            for (int c = 1; c < width; c++) {
                best[row] = y.data()[row * width + c] > y.data()[row * width + best[row]] ? c : best[row];
            }
        }
        return best;
    }
}
