package org.janusrnn.layer;

/** Choices for a linear layer: a bias and no activation, unless said otherwise. */
public final class LinearOptions {
    Activation activation;
    boolean bias = true;
    String name;

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

    /** What its parameters' names start with; default {@code fc}, {@code fc2}, ... */
    public LinearOptions name(String prefix) {
        name = prefix;
        return this;
    }
}
