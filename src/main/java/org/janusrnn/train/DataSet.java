package org.janusrnn.train;

import java.util.List;

/**
 * Batches to learn from or to be judged by. A batch is a function of epoch and index alone: that is what lets a training
 * run be repeated from its seed and resumed bit for bit.
 */
public interface DataSet {
    /** Batches an epoch. */
    int batches();

    /** One batch; called in order, never from two threads at once. */
    TrainingBatch batch(int epoch, int index);

    /** The same batches in every epoch, in this order. */
    static DataSet of(TrainingBatch... batches) {
        return of(List.of(batches));
    }

    /**
     * The same batches in every epoch, in this order.
     *
     * @throws IllegalArgumentException where there are none.
     */
    static DataSet of(List<TrainingBatch> batches) {
        List<TrainingBatch> all = List.copyOf(batches);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a data set needs at least one batch");
        }
        return new DataSet() {
            @Override
            public int batches() {
                return all.size();
            }

            @Override
            public TrainingBatch batch(int epoch, int index) {
                return all.get(index);
            }
        };
    }
}
