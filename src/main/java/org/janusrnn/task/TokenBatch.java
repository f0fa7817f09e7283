package org.janusrnn.task;

import java.util.Arrays;

/**
 * Sequences of one length with a class to be named at each position. Arrays are time-first: position t of sequence b
 * is element {@code t * sequences + b}.
 *
 * @param length    positions of a sequence, T.
 * @param sequences number of sequences, B.
 * @param inputs    T*B indices of characters.
 * @param targets   T*B classes, {@link #IGNORED} where none is asked for.
 */
public record TokenBatch(int length, int sequences, int[] inputs, int[] targets) {
    /** The target of a position that counts neither for the loss nor for the accuracy. */
    public static final int IGNORED = -1;

    /** @throws IllegalArgumentException where an array does not hold T*B elements. */
    public TokenBatch {
        if (inputs.length != length * sequences || targets.length != length * sequences) {
            throw new IllegalArgumentException(sequences + " sequences of " + length + " positions need "
                    + length * sequences + " inputs and targets, got " + inputs.length + " and " + targets.length);
        }
    }

    /** How many positions have a target. */
    public int targetCount() {
        return (int) Arrays.stream(targets).filter(target -> target != IGNORED).count();
    }
}
