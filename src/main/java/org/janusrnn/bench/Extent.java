package org.janusrnn.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The sizes of a row.
 *
 * @param steps  T, time steps.
 * @param batch  B, sequences.
 * @param inputs I, size of an input vector.
 * @param hidden H, hidden units of a direction.
 */
public record Extent(int steps, int batch, int inputs, int hidden) {
    private static final int NUMBERS = 4;
    private static final Map<String, Extent> STANDARD = new LinkedHashMap<>();

    static {
        STANDARD.put("S1", new Extent(100, 1, 64, 64));
        STANDARD.put("S2", new Extent(100, 1, 512, 512));
        STANDARD.put("S3", new Extent(100, 32, 256, 256));
        STANDARD.put("S4", new Extent(100, 64, 512, 512));
        STANDARD.put("S5", new Extent(50, 64, 1024, 1024));
        STANDARD.put("S6", new Extent(1000, 1, 128, 128));
        STANDARD.put("S7", new Extent(28, 128, 28, 128));
    }

    /** @throws IllegalArgumentException where a size is below 1. */
    public Extent {
        if (steps < 1 || batch < 1 || inputs < 1 || hidden < 1) {
            throw new IllegalArgumentException("the sizes T,B,I,H must be at least 1, not " + steps + "," + batch + ","
                    + inputs + "," + hidden);
        }
    }

    /** The sizes that results are published for, by name. */
    public static Map<String, Extent> standard() {
        return new LinkedHashMap<>(STANDARD);
    }

    /**
     * Reads {@code T,B,I,H}, or one of the standard names.
     *
     * @throws IllegalArgumentException saying what is wrong.
     */
    public static Extent parse(String text) {
        Extent named = STANDARD.get(text.strip().toUpperCase(Locale.ROOT));
        if (named != null) {
            return named;
        }
        String[] parts = text.split(",", -1);
        if (parts.length != NUMBERS) {
            throw wrong(text);
        }
        int[] numbers = new int[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            try {
                numbers[i] = Integer.parseInt(parts[i].strip());
            } catch (NumberFormatException e) {
                throw wrong(text);
            }
        }
        return new Extent(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("'" + text + "' is no shape: four numbers T,B,I,H such as 100,32,256,256, or "
                + String.join(", ", STANDARD.keySet()));
    }

    /** The name under which it is standard; null where it is not. */
    public String name() {
        return STANDARD.entrySet().stream().filter(e -> e.getValue().equals(this)).map(Map.Entry::getKey).findFirst()
                .orElse(null);
    }

    @Override
    public String toString() {
        return steps + "," + batch + "," + inputs + "," + hidden;
    }
}
