package org.janusrnn.task;

import java.util.Locale;

/**
 * What an experiment is judged by.
 *
 * @param name     as {@code test accuracy}.
 * @param unit     as {@code %}; empty where it has none.
 * @param decimals places behind the point that mean something.
 * @param more     whether more is better.
 */
public record Figure(String name, String unit, int decimals, boolean more) {
    /** Right answers in a hundred. */
    public static Figure accuracy() {
        return new Figure("test accuracy", "%", 1, true);
    }

    /** A value with its unit, for people. */
    public String text(double value) {
        return number(value) + (unit.isEmpty() ? "" : " " + unit);
    }

    /** A value without its unit. */
    public String number(double value) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** The name as a column of a table file. */
    public String column() {
        return name.replaceAll("[^A-Za-z0-9]+", "_");
    }
}
