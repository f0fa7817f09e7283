package org.janusrnn.reference;

/**
 * RMSprop (Tieleman and Hinton 2012), as PyTorch's, not centred: eps is added after the root.
 *
 * <pre>
 * g = g + weightDecay*w
 * v = alpha*v + (1 - alpha)*g*g
 * b = momentum*b + g / (sqrt(v) + eps)
 * w = w - lr*b
 * </pre>
 */
public final class RmspropReference extends ReferenceOptimizer {
    private final double lr;
    private final double alpha;
    private final double eps;
    private final double momentum;
    private final double weightDecay;

    public RmspropReference(double lr, double alpha, double eps, double momentum, double weightDecay) {
        this.lr = lr;
        this.alpha = alpha;
        this.eps = eps;
        this.momentum = momentum;
        this.weightDecay = weightDecay;
    }

    @Override
    void update(String name, double[] w, double[] g) {
        double[] v = slot(name, "square average", w.length);
        double[] b = slot(name, "momentum", w.length);
        for (int k = 0; k < w.length; k++) {
            double gradient = g[k] + weightDecay * w[k];
            v[k] = alpha * v[k] + (1 - alpha) * gradient * gradient;
            // Without momentum, b is the step itself.
            b[k] = momentum * b[k] + gradient / (Math.sqrt(v[k]) + eps);
            w[k] -= lr * b[k];
        }
    }
}
