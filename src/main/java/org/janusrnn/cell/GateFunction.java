package org.janusrnn.cell;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function that a gate's sum goes through: those that ONNX lets a recurrent operator choose from, with its alpha and
 * beta (https://onnx.ai/onnx/operators/onnx__LSTM.html). Their kernels are kernels-cl/cells/functions.cl.
 *
 * @param kind  which.
 * @param alpha its first number; 0 where it has none.
 * @param beta  its second; 0 where it has none.
 */
public record GateFunction(Kind kind, float alpha, float beta) {
    private static final Pattern TEXT = Pattern.compile("([a-z_]+)(?:\\(([^,()]+)(?:,([^,()]+))?\\))?");

    /** The functions; the kernels know them by these words. */
    public enum Kind {
        /** 1 / (1 + e^-x). */
        SIGMOID(0),
        /** tanh(x). */
        TANH(0),
        /** max(x, 0). */
        RELU(0),
        /** alpha x + beta. */
        AFFINE(2),
        /** x, below 0 alpha x. */
        LEAKY_RELU(1),
        /** x, below alpha 0. */
        THRESHOLDED_RELU(1),
        /** alpha tanh(beta x). */
        SCALED_TANH(2),
        /** alpha x + beta within 0 and 1. */
        HARD_SIGMOID(2),
        /** x, below 0 alpha (e^x - 1). */
        ELU(1),
        /** x / (1 + |x|). */
        SOFTSIGN(0),
        /** log(1 + e^x). */
        SOFTPLUS(0);

        private final int numbers;

        Kind(int numbers) {
            this.numbers = numbers;
        }

        /** How many of alpha and beta it has. */
        public int numbers() {
            return numbers;
        }
    }

    /** @throws IllegalArgumentException where a number is not finite, or one is given that the function does not have. */
    public GateFunction {
        if (!Float.isFinite(alpha) || !Float.isFinite(beta)) {
            throw new IllegalArgumentException("the numbers of " + word(kind) + " must be finite, not " + alpha + " and "
                    + beta);
        }
        if (kind.numbers < 2 && beta != 0 || kind.numbers < 1 && alpha != 0) {
            throw new IllegalArgumentException(word(kind) + " has " + (kind.numbers == 0 ? "no numbers" : "one number")
                    + ", not " + alpha + " and " + beta);
        }
    }

    /** A function without numbers. */
    public static GateFunction of(Kind kind) {
        return of(kind, new float[0]);
    }

    /**
     * A function.
     *
     * @param numbers as many as it has, alpha first.
     * @throws IllegalArgumentException where there are more or fewer.
     */
    public static GateFunction of(Kind kind, float... numbers) {
        if (numbers.length != kind.numbers) {
            throw new IllegalArgumentException(word(kind) + " takes " + kind.numbers + " numbers, not "
                    + Arrays.toString(numbers));
        }
        return new GateFunction(kind, numbers.length > 0 ? numbers[0] : 0, numbers.length > 1 ? numbers[1] : 0);
    }

    /**
     * A function by its text, as {@code tanh}, {@code leaky_relu(0.01)} or {@code hard_sigmoid(0.2,0.5)}.
     *
     * @throws IllegalArgumentException naming what there is where it is not known.
     */
    public static GateFunction parse(String text) {
        Matcher parts = TEXT.matcher(text);
        Kind kind = !parts.matches() ? null : Arrays.stream(Kind.values()).filter(k -> word(k).equals(parts.group(1)))
                .findFirst().orElse(null);
        if (kind == null) {
            throw new IllegalArgumentException("there is no function '" + text + "' for gates; there is "
                    + String.join(", ", Arrays.stream(Kind.values()).map(GateFunction::word).toList())
                    + ", with their numbers in brackets, as hard_sigmoid(0.2,0.5)");
        }
        float[] numbers = new float[parts.group(3) != null ? 2 : parts.group(2) != null ? 1 : 0];
        try {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Float.parseFloat(parts.group(2 + i));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a number of the function '" + text + "' cannot be read", e);
        }
        return of(kind, numbers);
    }

    /** Whether its value tells its slope, which is all that a backward pass has. */
    public boolean slopeFromValue() {
        return switch (kind) {
            case LEAKY_RELU, ELU -> alpha > 0;
            case THRESHOLDED_RELU -> alpha >= 0;
            case SCALED_TANH -> alpha != 0;
            default -> true;
        };
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** As {@link #parse} takes it. */
    @Override
    public String toString() {
        return word(kind) + (kind.numbers == 0 ? "" : kind.numbers == 1 ? "(" + alpha + ")" : "(" + alpha + "," + beta
                + ")");
    }
}
