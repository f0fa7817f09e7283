package org.janusrnn.task;

import java.util.function.LongFunction;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.TrainingBatch;

/**
 * Batches by their number.
 *
 * @param batches how many an epoch has.
 * @param batch   makes the batch of a step, counted from 0 over all epochs.
 */
record Steps(int batches, LongFunction<TrainingBatch> batch) implements DataSet {
    @Override
    public TrainingBatch batch(int epoch, int index) {
        return batch.apply((long) epoch * batches + index);
    }
}
