package org.janusrnn.reference;

/**
 * Convolution over time {@code y_w = b + sum over k of W_k x_(time of w, k)}, PyTorch's {@code nn.Conv1d} on time-first
 * tensors: W is [O, C, K], b is [O]. A sequence ends where its length does, and zeros stand around it.
 */
public final class ReferenceConvolution {

    /**
     * Gradients of what went into the layer.
     *
     * @param x      as x; 0 behind the end of a sequence.
     * @param weight [O, C, K].
     * @param bias   [O], also where the layer has none.
     */
    public record Gradients(DoubleTensor x, DoubleTensor weight, DoubleTensor bias) {}

    private ReferenceConvolution() {}

    /**
     * y, [windows.count(T), B, O], 0 behind the windows of a sequence.
     *
     * @param x       [T, B, C]; what stands behind a sequence's end has no effect.
     * @param lengths valid steps of each sequence; null where all have T.
     * @param bias    null for none.
     */
    public static DoubleTensor forward(
            DoubleTensor x, int[] lengths, DoubleTensor weight, DoubleTensor bias, ReferenceWindows windows) {
        int steps = x.shape().dim(0);
        int batch = x.shape().dim(1);
        int inputs = weight.shape().dim(1);
        int outputs = weight.shape().dim(0);
        int count = windows.count(steps);
        DoubleTensor y = DoubleTensor.zeros(count, batch, outputs);
        int[] left = windows.count(lengths);
        for (int row = 0; bias != null && row < count * batch; row++) {
            if (left == null || row / batch < left[row % batch]) {
                y.put(row * outputs, bias.data());
            }
        }
        windows.each(steps, batch, lengths, (in, out, k) -> {
            for (int o = 0; o < outputs; o++) {
                for (int c = 0; c < inputs; c++) {
                    y.data()[out * outputs + o] += weight.data()[(o * inputs + c) * windows.kernel() + k]
                            * x.data()[in * inputs + c];
                }
            }
        });
        return y;
    }

    /**
     * The way back.
     *
     * @param dy gradient of y; what stands behind the windows of a sequence has no effect.
     */
    public static Gradients backward(
            DoubleTensor x, int[] lengths, DoubleTensor weight, ReferenceWindows windows, DoubleTensor dy) {
        int steps = x.shape().dim(0);
        int batch = x.shape().dim(1);
        int inputs = weight.shape().dim(1);
        int outputs = weight.shape().dim(0);
        DoubleTensor dx = DoubleTensor.zeros(x.shape());
        DoubleTensor dWeight = DoubleTensor.zeros(weight.shape());
        DoubleTensor dBias = DoubleTensor.zeros(outputs);
        windows.each(steps, batch, lengths, (in, out, k) -> {
            for (int o = 0; o < outputs; o++) {
                double d = dy.data()[out * outputs + o];
                for (int c = 0; c < inputs; c++) {
                    int at = (o * inputs + c) * windows.kernel() + k;
                    dx.data()[in * inputs + c] += d * weight.data()[at];
                    dWeight.data()[at] += d * x.data()[in * inputs + c];
                }
            }
        });
        int[] left = windows.count(lengths);
        for (int row = 0; row < dy.shape().dim(0) * batch; row++) {
            if (left == null || row / batch < left[row % batch]) {
                dBias.add(0, dy.slice(row * outputs, outputs));
            }
        }
        return new Gradients(dx, dWeight, dBias);
    }
}
