package org.janusrnn.layer;

import java.util.Locale;
import org.janusrnn.kernel.Defines;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;

/** A function of one number that a layer ends in. */
public enum Activation {
    /** max(x, 0). */
    RELU,
    TANH,
    /** 1 / (1 + e^-x). */
    SIGMOID;

    private static final String FILE = "pointwise/activate.cl";

    /** @throws IllegalArgumentException where the text names no activation. */
    static Activation parse(String text) {
        for (Activation each : values()) {
            if (each.toString().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("there is no activation '" + text + "': relu, tanh or sigmoid");
    }

    /**
     * Records, in place, what a layer's output ends in: the activation, if it has one, and zeros in the padding.
     *
     * @param activation null: none.
     */
    static void finish(Plan plan, Flow out, Activation activation) {
        if (activation == null) {
            Padding.zero(plan, out.values(), out);
        } else {
            activation.forward(plan, out.values(), out);
        }
    }

    /** Records, in place, the gradient of what went into the activation, from that of what came out. */
    static void back(Plan plan, Flow out, Activation activation) {
        if (activation != null) {
            activation.back(plan, out, out.gradient());
        }
    }

    /** Records out = activation(x), zeros in the padding. */
    void forward(Plan plan, Arena.Region x, Flow out) {
        plan.pointwise(0, toString(), source("activate"), 1, out.elements(), x, out.values(), out.elements());
        Padding.zero(plan, out.values(), out);
    }

    /** Records the gradient of what went into the activation. */
    void back(Plan plan, Flow out, Arena.Region to) {
        plan.pointwise(0, this + ", backward", source("activate_backward"), 1, out.elements(), out.gradient(),
                out.values(), to, out.elements());
    }

    private Plan.Source source(String kernel) {
        return Plan.Source.of(FILE, kernel, Defines.of().with("ACTIVATION", name()));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
