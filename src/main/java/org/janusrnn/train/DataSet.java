package org.janusrnn.train;

import java.util.ArrayList;
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

    /**
     * Whether the sequences of a batch go on where those of the batch before ended. Asked only by training that carries
     * states from batch to batch, {@link Trainer#carryState}; the first batch of an epoch starts anew unless this says
     * otherwise.
     */
    default boolean continues(int epoch, int index) {
        return index > 0;
    }

    /**
     * Long sequences in pieces of so many steps, for training that carries states from piece to piece.
     *
     * @param whole a target at every step; sequences all of one length.
     * @param steps steps of a piece; the last one may be shorter.
     */
    static DataSet pieces(TrainingBatch whole, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("a piece has at least 1 step, not " + steps);
        }
        List<TrainingBatch> pieces = new ArrayList<>();
        for (int from = 0; from < whole.input().steps(); from += steps) {
            pieces.add(whole.steps(from, Math.min(from + steps, whole.input().steps())));
        }
        return of(pieces);
    }

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
