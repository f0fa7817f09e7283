package org.janusrnn.reference;

/**
 * A loss over one batch with its gradient.
 *
 * @param value    the mean.
 * @param gradient of the predictions, in their shape.
 */
public record ReferenceLoss(double value, DoubleTensor gradient) {

    /** The target of a position that does not count. */
    public static final int IGNORED = -1;

    /**
     * Softmax and cross-entropy, mean over the targets that count:
     *
     * <pre>
     * loss = mean(log(sum_k exp(x_k)) - x_target)
     * </pre>
     *
     * Where no target counts, the loss and its gradient are 0 (PyTorch's are NaN, which would spoil every weight).
     *
     * @param logits  x, [..., C].
     * @param targets a class from 0 to C - 1 for each row of logits, or {@link #IGNORED}.
     * @throws IllegalArgumentException naming the target out of range, or where there is not one target a row.
     */
    public static ReferenceLoss crossEntropy(DoubleTensor logits, int[] targets) {
        int classes = logits.shape().dim(logits.shape().rank() - 1);
        if (targets.length * classes != logits.data().length) {
            throw new IllegalArgumentException(targets.length + " targets for logits of shape " + logits.shape());
        }
        int counted = 0;
        for (int row = 0; row < targets.length; row++) {
            if (targets[row] < IGNORED || targets[row] >= classes) {
                throw new IllegalArgumentException(
                        "target " + targets[row] + " at position " + row + " is not one of " + classes + " classes");
            }
            counted += targets[row] == IGNORED ? 0 : 1;
        }
        double sum = 0;
        DoubleTensor gradient = DoubleTensor.zeros(logits.shape());
        for (int row = 0; row < targets.length; row++) {
            if (targets[row] != IGNORED) {
                double[] x = logits.slice(row * classes, classes);
                double logSum = logSumExp(x);
                sum += logSum - x[targets[row]];
                for (int k = 0; k < classes; k++) {
                    double probability = Math.exp(x[k] - logSum);
                    gradient.data()[row * classes + k] = (probability - (k == targets[row] ? 1 : 0)) / counted;
                }
            }
        }
        return new ReferenceLoss(counted == 0 ? 0 : sum / counted, gradient);
    }

    /**
     * Squared error, mean over all elements.
     *
     * @param predictions any shape.
     * @param targets     the same shape.
     */
    public static ReferenceLoss meanSquaredError(DoubleTensor predictions, DoubleTensor targets) {
        targets.expect("targets", predictions.shape());
        int count = predictions.data().length;
        double sum = 0;
        DoubleTensor gradient = DoubleTensor.zeros(predictions.shape());
        for (int k = 0; k < count; k++) {
            double distance = predictions.data()[k] - targets.data()[k];
            sum += distance * distance;
            gradient.data()[k] = 2 * distance / count;
        }
        return new ReferenceLoss(sum / count, gradient);
    }

    /** log(sum exp(x)). The largest is taken out first, so that no exponential overflows. */
    private static double logSumExp(double[] x) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : x) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (double value : x) {
            sum += Math.exp(value - largest);
        }
        return largest + Math.log(sum);
    }
}
