package org.janusrnn.schedule;

import java.util.Locale;
import org.janusrnn.cl.Settings;

/**
 * How packed weights are stored on the device. Parameters, gradients and all arithmetic are in single precision in any case;
 * what is packed from the parameters before a product may be rounded to half precision, so that the product reads half as
 * much. It pays where weights are read more than they are worked on: few sequences, large hidden sizes.
 *
 * <p>A weight in half precision is within 2^-11 of itself (relative; absolute 2^-25 for weights below 2^-14), and no weight
 * may be beyond 65,504.
 */
public enum WeightFormat {
    /** 32 bits. */
    FLOAT(1),
    /** 16 bits. */
    HALF(2);

    private final int aWord;

    WeightFormat(int aWord) {
        this.aWord = aWord;
    }

    /** 32-bit words that so many weights take. */
    long words(long weights) {
        return Kernels.ceil(weights, (long) aWord);
    }

    /**
     * What {@code -Djanus.weights} or {@code JANUS_WEIGHTS} says, by default {@link #FLOAT}.
     *
     * @throws IllegalArgumentException where the setting names no format.
     */
    static WeightFormat asked() {
        String asked = Settings.get("weights");
        for (WeightFormat format : values()) {
            if (asked == null || format.name().equalsIgnoreCase(asked)) {
                return format;
            }
        }
        throw new IllegalArgumentException("JANUS_WEIGHTS is float or half, not '" + asked + "'");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
