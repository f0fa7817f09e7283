package org.janusrnn.train;

/**
 * Batches to learn from or to be judged by. A batch is a function of epoch and index alone: that is what lets a training
 * run be repeated from its seed and resumed bit for bit.
 */
public interface DataSet {
    /** Batches an epoch. */
    int batches();

    /** One batch; called in order, never from two threads at once. */
    TrainingBatch batch(int epoch, int index);
}
