package org.janusrnn.reference;

import java.util.List;
import org.janusrnn.cell.GateFunction;

/**
 * A function inside a cell with ONNX's clip before it: its value and its slope, both from the argument.
 *
 * @param function which.
 * @param clip     the argument is held within plus and minus this; infinite for no clip.
 */
record GateCurve(GateFunction function, double clip) {

    /** The functions by their letters' order. */
    static List<GateCurve> all(List<GateFunction> functions, double clip) {
        return functions.stream().map(function -> new GateCurve(function, clip > 0 ? clip : Double.POSITIVE_INFINITY))
                .toList();
    }

    /** The value at {@code a}. */
    double of(double a) {
        double x = Math.max(-clip, Math.min(clip, a));
        double alpha = function.alpha();
        double beta = function.beta();
        return switch (function.kind()) {
            case SIGMOID -> Activation.sigmoid(x);
            case TANH -> Math.tanh(x);
            case RELU -> Math.max(x, 0);
            case AFFINE -> alpha * x + beta;
            case LEAKY_RELU -> x >= 0 ? x : alpha * x;
            case THRESHOLDED_RELU -> x >= alpha ? x : 0;
            case SCALED_TANH -> alpha * Math.tanh(beta * x);
            case HARD_SIGMOID -> Math.max(0, Math.min(1, alpha * x + beta));
            case ELU -> x >= 0 ? x : alpha * Math.expm1(x);
            case SOFTSIGN -> x / (1 + Math.abs(x));
            case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
        };
    }

    /** The derivative at {@code a}; 0 where the clip holds it, and at a relu's kink. */
    double slope(double a) {
        if (Math.abs(a) > clip) {
            return 0;
        }
        double alpha = function.alpha();
        double beta = function.beta();
        double y = of(a);
        return switch (function.kind()) {
            case SIGMOID -> y * (1 - y);
            case TANH -> 1 - y * y;
            case RELU -> a > 0 ? 1 : 0;
            case AFFINE -> alpha;
            case LEAKY_RELU -> a >= 0 ? 1 : alpha;
            case THRESHOLDED_RELU -> a >= alpha ? 1 : 0;
            case SCALED_TANH -> alpha * beta * (1 - Math.tanh(beta * a) * Math.tanh(beta * a));
            case HARD_SIGMOID -> alpha * a + beta > 0 && alpha * a + beta < 1 ? alpha : 0;
            case ELU -> a >= 0 ? 1 : alpha * Math.exp(a);
            case SOFTSIGN -> 1 / ((1 + Math.abs(a)) * (1 + Math.abs(a)));
            case SOFTPLUS -> Activation.sigmoid(a);
        };
    }
}
