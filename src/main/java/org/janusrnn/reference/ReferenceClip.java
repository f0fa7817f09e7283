package org.janusrnn.reference;

import java.util.Map;

/** Gradient clipping by the global 2-norm, as PyTorch's {@code clip_grad_norm_}. */
public final class ReferenceClip {

    private ReferenceClip() {}

    /** The 2-norm over all elements of all gradients. */
    public static double globalNorm(Map<String, DoubleTensor> gradients) {
        double squares = 0;
        for (DoubleTensor gradient : gradients.values()) {
            for (double value : gradient.data()) {
                squares += value * value;
            }
        }
        return Math.sqrt(squares);
    }

    /**
     * Multiplies every gradient by min(1, maxNorm / (norm + 1e-6)).
     *
     * @param gradients modified.
     * @return the norm before.
     */
    public static double clip(Map<String, DoubleTensor> gradients, double maxNorm) {
        double norm = globalNorm(gradients);
        double factor = Math.min(1, maxNorm / (norm + 1e-6));
        for (DoubleTensor gradient : gradients.values()) {
            for (int k = 0; k < gradient.data().length; k++) {
                gradient.data()[k] *= factor;
            }
        }
        return norm;
    }
}
