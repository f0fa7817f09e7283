package org.janusrnn.train;

/** The optimisers, with PyTorch's defaults. */
public final class Optimizers {
    private Optimizers() {
    }

    /** Stochastic gradient descent without momentum. */
    public static Optimizer.Sgd sgd(double learningRate) {
        return new Optimizer.Sgd(learningRate, 0, false, 0);
    }

    /** Adam (Kingma and Ba 2015): betas 0.9 and 0.999, epsilon 1e-8. */
    public static Optimizer.Adam adam(double learningRate) {
        return new Optimizer.Adam(learningRate, 0.9, 0.999, 1e-8, 0, false);
    }

    /** AdamW (Loshchilov and Hutter 2019): as Adam, with a weight decay of 0.01 apart from the gradient. */
    public static Optimizer.Adam adamW(double learningRate) {
        return new Optimizer.Adam(learningRate, 0.9, 0.999, 1e-8, 0.01, true);
    }

    /** RMSprop (Hinton 2012): alpha 0.99, epsilon 1e-8. */
    public static Optimizer.Rmsprop rmsprop(double learningRate) {
        return new Optimizer.Rmsprop(learningRate, 0.99, 1e-8, 0, 0, false);
    }

    // Each range must hold for the 32-bit float, too, that kernels compute with. NaN is in no range.

    static void positive(String what, double value) {
        require(what, value, (float) value > 0 && (float) value <= Float.MAX_VALUE, "above 0 and finite");
    }

    static void notNegative(String what, double value) {
        require(what, value, value >= 0 && (float) value <= Float.MAX_VALUE, "0 or more and finite");
    }

    static void fraction(String what, double value) {
        require(what, value, value >= 0 && (float) value < 1, "0 to less than 1");
    }

    private static void require(String what, double value, boolean holds, String range) {
        if (!holds) {
            throw new IllegalArgumentException("the " + what + " must be " + range + ", not " + value);
        }
    }
}
