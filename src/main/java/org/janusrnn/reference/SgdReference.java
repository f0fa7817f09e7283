package org.janusrnn.reference;

/**
 * Stochastic gradient descent, as PyTorch's {@code SGD} without dampening.
 *
 * <pre>
 * g = g + weightDecay*w
 * b = momentum*b + g                b starts as the first g
 * w = w - lr*b                      without momentum: w - lr*g
 * </pre>
 */
public final class SgdReference extends ReferenceOptimizer {
    private final double lr;
    private final double momentum;
    private final double weightDecay;

    public SgdReference(double lr, double momentum, double weightDecay) {
        this.lr = lr;
        this.momentum = momentum;
        this.weightDecay = weightDecay;
    }

    @Override
    void update(String name, double[] w, double[] g) {
        double[] b = slot(name, "momentum", w.length);
        for (int k = 0; k < w.length; k++) {
            // From zeros, the first b is the first g.
            b[k] = momentum * b[k] + g[k] + weightDecay * w[k];
            w[k] -= lr * b[k];
        }
    }
}
