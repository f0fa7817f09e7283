package org.janusrnn.reference;

/**
 * The linear layer {@code y = x W' + b} over the last axis, as PyTorch's {@code nn.Linear}: W is [O, I], b is [O].
 */
public final class ReferenceLinear {

    /**
     * Gradients of what went into the layer.
     *
     * @param x      as x.
     * @param weight [O, I].
     * @param bias   [O], also where the layer has none.
     */
    public record Gradients(DoubleTensor x, DoubleTensor weight, DoubleTensor bias) {}

    private ReferenceLinear() {}

    /**
     * y, [..., O].
     *
     * @param x      [..., I].
     * @param weight [O, I].
     * @param bias   [O], null for none.
     */
    public static DoubleTensor forward(DoubleTensor x, DoubleTensor weight, DoubleTensor bias) {
        int outputs = weight.shape().dim(0);
        int inputs = weight.shape().dim(1);
        int[] dims = x.shape().toArray();
        if (dims[dims.length - 1] != inputs) {
            throw new IllegalArgumentException("x has shape " + x.shape() + ", expected [..., " + inputs + "]");
        }
        dims[dims.length - 1] = outputs;
        DoubleTensor b = DoubleTensor.orZeros(bias, "bias", outputs);
        DoubleTensor y = DoubleTensor.zeros(dims);
        for (int row = 0; row < x.data().length / inputs; row++) {
            for (int o = 0; o < outputs; o++) {
                double sum = b.data()[o];
                for (int i = 0; i < inputs; i++) {
                    sum += weight.data()[o * inputs + i] * x.data()[row * inputs + i];
                }
                y.data()[row * outputs + o] = sum;
            }
        }
        return y;
    }

    /**
     * The way back.
     *
     * @param x      [..., I], as it went in.
     * @param weight [O, I].
     * @param dy     gradient of y, [..., O].
     */
    public static Gradients backward(DoubleTensor x, DoubleTensor weight, DoubleTensor dy) {
        int outputs = weight.shape().dim(0);
        int inputs = weight.shape().dim(1);
        DoubleTensor dx = DoubleTensor.zeros(x.shape());
        DoubleTensor dWeight = DoubleTensor.zeros(weight.shape());
        DoubleTensor dBias = DoubleTensor.zeros(outputs);
        for (int row = 0; row < x.data().length / inputs; row++) {
            for (int o = 0; o < outputs; o++) {
                double d = dy.data()[row * outputs + o];
                for (int i = 0; i < inputs; i++) {
                    dx.data()[row * inputs + i] += d * weight.data()[o * inputs + i];
                    dWeight.data()[o * inputs + i] += d * x.data()[row * inputs + i];
                }
                dBias.data()[o] += d;
            }
        }
        return new Gradients(dx, dWeight, dBias);
    }
}
