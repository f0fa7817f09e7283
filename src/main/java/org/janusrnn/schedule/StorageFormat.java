package org.janusrnn.schedule;

import java.util.Locale;
import org.janusrnn.cl.Settings;

/**
 * How packed weights, or what the backward pass needs of the forward pass, are stored on the device. Parameters, gradients
 * and all arithmetic are in single precision in any case.
 *
 * <p>Weights: what is packed from the parameters before a product may be rounded to half precision, so that the product
 * reads half as much. It pays where weights are read more than they are worked on: few sequences, large hidden sizes. A
 * weight in half precision is within 2^-11 of itself (relative; absolute 2^-25 for weights below 2^-14), and no weight
 * may be beyond 65,504.
 *
 * <p>Activations: gates, states beside h and operands of a training step may be kept in half precision until the backward
 * pass ({@link PiecewisePass}). Outputs stay as they are, to the bit.
 */
public enum StorageFormat {
    /** 32 bits. */
    FLOAT(1, 0x1p-24),
    /** 16 bits. */
    HALF(2, 0x1p-11);

    private final int aWord;
    private final double roundoff;

    StorageFormat(int aWord, double roundoff) {
        this.aWord = aWord;
        this.roundoff = roundoff;
    }

    /** 32-bit words that so many numbers take. */
    long words(long numbers) {
        return Kernels.ceil(numbers, (long) aWord);
    }

    /** By how much of itself a number may change when it is stored. */
    public double roundoff() {
        return roundoff;
    }

    /**
     * What a setting says, such as {@code -Djanus.weights} or {@code JANUS_WEIGHTS}; by default {@link #FLOAT}.
     *
     * @throws IllegalArgumentException where it names no format.
     */
    static StorageFormat asked(String setting) {
        String asked = Settings.get(setting);
        return asked == null ? FLOAT : parse(asked, "JANUS_" + setting.toUpperCase(Locale.ROOT));
    }

    /**
     * @param of what the text was given for, as the message names it.
     * @throws IllegalArgumentException where the text names no format.
     */
    public static StorageFormat parse(String text, String of) {
        for (StorageFormat format : values()) {
            if (format.name().equalsIgnoreCase(text.trim())) {
                return format;
            }
        }
        throw new IllegalArgumentException(of + " is float or half, not '" + text + "'");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
