package org.janusrnn.layer;

import org.janusrnn.cell.Cell;
import org.janusrnn.tensor.Tensor;

/**
 * IndRNN's own start, see {@link Initializers#indrnn}.
 *
 * <p>With relu u is within {@code bound = magnitude^(1/T)}: uniform in [0, bound), and in a last layer of which only the
 * last step is used in [(1/magnitude)^(1/T), bound), since its units must keep what they hold to the end. With tanh the
 * bound is {@code (magnitude / 0.9^(T/10))^(1/T)} and u uniform in [-bound, bound). Input weights are uniform by He et al.
 * (2015) for a slope of 8, biases 0.
 *
 * <p>Which layer is the last is seen from the network: the last recurrent one, where a last-step layer stands behind it.
 */
public final class IndrnnInitializer extends RecurrentInitializer {
    /** The slope of He's rule, and the decay that the tanh's bound makes up for, are those of the authors' code. */
    private static final double SLOPE = 8;
    private static final double TANH_DECAY = 0.9;
    private static final int TANH_DECAY_STEPS = 10;

    private final int steps;
    private final double magnitude;
    private final Boolean last;
    private final double inputDeviation;

    /** @param last whether the layer counts as a last one; null: as the network says. */
    IndrnnInitializer(int steps, double magnitude, Boolean last, double inputDeviation) {
        if (steps < 1) {
            throw new IllegalArgumentException("IndRNN's sequences have at least 1 step, not " + steps);
        }
        if (!(magnitude > 1 && magnitude <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("IndRNN's magnitude must be above 1 and finite, not " + magnitude);
        }
        this.steps = steps;
        this.magnitude = magnitude;
        this.last = last;
        this.inputDeviation = inputDeviation;
    }

    /** The rule for a layer whose every step is used, wherever it stands. */
    public IndrnnInitializer inner() {
        return new IndrnnInitializer(steps, magnitude, false, inputDeviation);
    }

    /** The rule for a last layer of which only the last step is used, wherever it stands. */
    public IndrnnInitializer last() {
        return new IndrnnInitializer(steps, magnitude, true, inputDeviation);
    }

    /** Gaussian input weights instead of He's; the authors take a deviation of 0.001 for the adding problem. */
    public IndrnnInitializer inputDeviation(double deviation) {
        if (!(deviation > 0 && deviation <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("the deviation must be above 0 and finite, not " + deviation);
        }
        return new IndrnnInitializer(steps, magnitude, last, deviation);
    }

    @Override
    void check(Cell cell, boolean bias) {
        if (!cell.elementwise()) {
            throw refused("indrnn_relu and indrnn_tanh", cell);
        }
    }

    @Override
    Tensor start(Place place, Initializer draws) {
        if (place.ownPast()) {
            return draws.uniform(place.name(), place.shape(), lowest(place), bound(place));
        }
        if (!place.matrix()) {
            return place.zeros();
        }
        double bound = Initializer.he(SLOPE, place.shape().dim(1));
        return inputDeviation > 0 ? draws.gaussian(place.name(), place.shape(), inputDeviation)
                : draws.uniform(place.name(), place.shape(), -bound, bound);
    }

    private double lowest(Place place) {
        if (tanh(place)) {
            return -bound(place);
        }
        return (last == null ? place.lastUsed() : last) ? Math.pow(1 / magnitude, 1.0 / steps) : 0;
    }

    @Override
    double bound(Place place) {
        if (!place.ownPast()) {
            return Double.POSITIVE_INFINITY;
        }
        double bound = Math.pow(magnitude, 1.0 / steps);
        return tanh(place) ? bound * Math.pow(TANH_DECAY, -1.0 / TANH_DECAY_STEPS) : bound;
    }

    private static boolean tanh(Place place) {
        return place.cell().name().equals("indrnn_tanh");
    }

    @Override
    public String toString() {
        return "indrnn(" + steps + ", " + magnitude + ")";
    }
}
