package org.janusrnn.layer;

/** What a plan is for. */
public enum Mode {
    /** Forward only; nothing is kept for a backward pass. */
    INFERENCE,
    /** Forward and backward to the parameters. */
    TRAINING,
    /** Forward and backward to the parameters, the input and the initial states. */
    GRADIENTS
}
