package org.janusrnn.layer;

/** Choices for a linear layer: a bias and no activation, unless said otherwise. */
public final class LinearOptions {
    Activation activation;
    boolean bias = true;
    String name;
    /** NaN: PyTorch's start. */
    double slope = Double.NaN;

    LinearOptions() {
    }

    /** What the layer ends in. */
    public LinearOptions activation(Activation function) {
        activation = function;
        return this;
    }

    /** Without a bias. */
    public LinearOptions bias(boolean has) {
        bias = has;
        return this;
    }

    /**
     * Start values by He et al. (2015, arXiv 1502.01852): weights uniform within sqrt(6 / ((1 + slope^2) inputs)), biases 0.
     * Default is PyTorch's rule, both uniform within 1 / sqrt(inputs).
     *
     * @param slope of the rectifier that follows, for negative numbers; a large one makes for small weights.
     */
    public LinearOptions heUniform(double slope) {
        if (!(Math.abs(slope) <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("the slope of He's start values must be finite, not " + slope);
        }
        this.slope = slope;
        return this;
    }

    /** What its parameters' names start with; default {@code fc}, {@code fc2}, ... */
    public LinearOptions name(String prefix) {
        name = prefix;
        return this;
    }
}
