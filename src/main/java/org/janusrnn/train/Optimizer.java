package org.janusrnn.train;

/** A rule that turns gradients into steps, as PyTorch defines it; see {@link Optimizers}. Immutable. */
public sealed interface Optimizer {
    /** The learning rate. */
    double rate();

    /** Share of a weight that is added to its gradient, or with AdamW taken off it at the learning rate. */
    double weightDecay();

    /** Stochastic gradient descent. */
    record Sgd(double rate, double momentum, boolean nesterov, double weightDecay) implements Optimizer {
        /** @throws IllegalArgumentException where a number is out of its range. */
        public Sgd {
            Optimizers.positive("learning rate", rate);
            Optimizers.fraction("momentum", momentum);
            Optimizers.notNegative("weight decay", weightDecay);
            if (nesterov && momentum == 0) {
                throw new IllegalArgumentException("Nesterov's form needs a momentum above 0");
            }
        }

        public Sgd momentum(double value) {
            return new Sgd(rate, value, nesterov, weightDecay);
        }

        /** Looks ahead along the momentum. */
        public Sgd nesterov(boolean value) {
            return new Sgd(rate, momentum, value, weightDecay);
        }

        public Sgd weightDecay(double value) {
            return new Sgd(rate, momentum, nesterov, value);
        }
    }

    /** Adam, or AdamW where the weight decay is decoupled from the gradient. */
    record Adam(double rate, double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled)
            implements Optimizer {
        /** @throws IllegalArgumentException where a number is out of its range. */
        public Adam {
            Optimizers.positive("learning rate", rate);
            Optimizers.fraction("beta 1", beta1);
            Optimizers.fraction("beta 2", beta2);
            Optimizers.positive("epsilon", epsilon);
            Optimizers.notNegative("weight decay", weightDecay);
        }

        public Adam betas(double first, double second) {
            return new Adam(rate, first, second, epsilon, weightDecay, decoupled);
        }

        public Adam epsilon(double value) {
            return new Adam(rate, beta1, beta2, value, weightDecay, decoupled);
        }

        public Adam weightDecay(double value) {
            return new Adam(rate, beta1, beta2, epsilon, value, decoupled);
        }
    }

    /** RMSprop. */
    record Rmsprop(double rate, double alpha, double epsilon, double momentum, double weightDecay, boolean centered)
            implements Optimizer {
        /** @throws IllegalArgumentException where a number is out of its range. */
        public Rmsprop {
            Optimizers.positive("learning rate", rate);
            Optimizers.fraction("alpha", alpha);
            Optimizers.positive("epsilon", epsilon);
            Optimizers.fraction("momentum", momentum);
            Optimizers.notNegative("weight decay", weightDecay);
        }

        /** How much of the mean square is kept from step to step. */
        public Rmsprop alpha(double value) {
            return new Rmsprop(rate, value, epsilon, momentum, weightDecay, centered);
        }

        public Rmsprop epsilon(double value) {
            return new Rmsprop(rate, alpha, value, momentum, weightDecay, centered);
        }

        public Rmsprop momentum(double value) {
            return new Rmsprop(rate, alpha, epsilon, value, weightDecay, centered);
        }

        public Rmsprop weightDecay(double value) {
            return new Rmsprop(rate, alpha, epsilon, momentum, value, centered);
        }

        /** Divides by the deviation of the gradient rather than by its root mean square. */
        public Rmsprop centered(boolean value) {
            return new Rmsprop(rate, alpha, epsilon, momentum, weightDecay, value);
        }
    }
}
