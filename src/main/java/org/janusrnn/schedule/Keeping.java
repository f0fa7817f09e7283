package org.janusrnn.schedule;

/** What a training step keeps of a pass's gates, states beside h and operands until the backward pass. */
public enum Keeping {
    /** All of them, as they are. */
    STORED,
    /** All of them, those of all pieces of time but the last in half precision. */
    HALVED,
    /** Those of the last piece of time; the others are computed again. */
    RECOMPUTED
}
