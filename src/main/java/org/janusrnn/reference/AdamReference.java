package org.janusrnn.reference;

/**
 * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019), as PyTorch's; t is the number of the step, from 1.
 *
 * <pre>
 * Adam:  g = g + weightDecay*w
 * AdamW: w = w - lr*weightDecay*w
 * m = beta1*m + (1 - beta1)*g
 * v = beta2*v + (1 - beta2)*g*g
 * w = w - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
 * </pre>
 */
public final class AdamReference extends ReferenceOptimizer {
    private final double lr;
    private final double beta1;
    private final double beta2;
    private final double eps;
    private final double weightDecay;
    private final boolean decoupled;

    private AdamReference(
            double lr, double beta1, double beta2, double eps, double weightDecay, boolean decoupled) {
        this.lr = lr;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.eps = eps;
        this.weightDecay = weightDecay;
        this.decoupled = decoupled;
    }

    /** Adam with PyTorch's betas 0.9 and 0.999, eps 1e-8 and no weight decay. */
    public static AdamReference adam(double lr) {
        return adam(lr, 0.9, 0.999, 1e-8, 0);
    }

    /** Adam; the weight decay is added to the gradient. */
    public static AdamReference adam(double lr, double beta1, double beta2, double eps, double weightDecay) {
        return new AdamReference(lr, beta1, beta2, eps, weightDecay, false);
    }

    /** AdamW; the weight decay shrinks the parameter itself. */
    public static AdamReference adamW(double lr, double beta1, double beta2, double eps, double weightDecay) {
        return new AdamReference(lr, beta1, beta2, eps, weightDecay, true);
    }

    @Override
    void update(String name, double[] w, double[] g) {
        double[] m = slot(name, "first moment", w.length);
        double[] v = slot(name, "second moment", w.length);
        double correction1 = 1 - Math.pow(beta1, steps());
        double correction2 = 1 - Math.pow(beta2, steps());
        for (int k = 0; k < w.length; k++) {
            double gradient = g[k];
            if (decoupled) {
                w[k] -= lr * weightDecay * w[k];
            } else {
                gradient += weightDecay * w[k];
            }
            m[k] = beta1 * m[k] + (1 - beta1) * gradient;
            v[k] = beta2 * v[k] + (1 - beta2) * gradient * gradient;
            w[k] -= lr * (m[k] / correction1) / (Math.sqrt(v[k] / correction2) + eps);
        }
    }
}
