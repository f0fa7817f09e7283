package org.janusrnn.train;

/** The loss of a training run is no finite number any more; the message says in which step, and what helps. */
public final class DivergedException extends ArithmeticException {
    private static final long serialVersionUID = 1L;

    /** @param step the step, from 1. */
    public DivergedException(double loss, long step) {
        super("the loss became " + loss + " in step " + step + ": lower the learning rate, or clip the gradients");
    }
}
