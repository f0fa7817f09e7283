package org.janusrnn.train;

/**
 * A learning rate that falls in steps, as PyTorch's StepLR: after every so many training steps it is multiplied by a
 * factor. A function of the number of the step alone, so that a resumed run has the same rates.
 *
 * @param every  training steps between two falls.
 * @param factor above 0, at most 1.
 */
public record StepDecay(int every, double factor) {
    /** @throws IllegalArgumentException where a number is out of its range. */
    public StepDecay {
        if (every < 1) {
            throw new IllegalArgumentException("the learning rate can fall after every step or more, not every " + every);
        }
        if (!(factor > 0 && factor <= 1)) {
            throw new IllegalArgumentException("the learning rate is multiplied by more than 0, at most 1, not by "
                    + factor);
        }
    }

    /** What the learning rate is multiplied by in a step, counted from 1. */
    double at(long step) {
        return Math.pow(factor, (step - 1) / every);
    }

    /** As {@code times 0.1 every 20000 steps}. */
    @Override
    public String toString() {
        return "times " + factor + " every " + every + " steps";
    }
}
