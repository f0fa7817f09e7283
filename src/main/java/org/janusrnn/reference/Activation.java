package org.janusrnn.reference;

/** The functions a plain neuron ends in, with their slopes taken from the result; and the gates' logistic function. */
enum Activation {
    TANH {
        @Override
        double of(double a) {
            return Math.tanh(a);
        }

        @Override
        double slope(double h) {
            return 1 - h * h;
        }
    },

    RELU {
        @Override
        double of(double a) {
            return Math.max(a, 0);
        }

        @Override
        double slope(double h) {
            // At exactly 0 the slope is 0, as PyTorch has it.
            return h > 0 ? 1 : 0;
        }
    };

    /** The function's value. */
    abstract double of(double a);

    /** The derivative at the argument whose value is {@code h}. */
    abstract double slope(double h);

    /** The logistic function. The exponential only ever sees a negative number, so it cannot overflow. */
    static double sigmoid(double a) {
        double e = Math.exp(-Math.abs(a));
        return a >= 0 ? 1 / (1 + e) : e / (1 + e);
    }
}
