package org.janusrnn.kernel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** The {@code -D} parameters of a kernel file, in the order in which they were given. Immutable. */
public final class Defines {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");
    private static final Defines NONE = new Defines(Map.of());

    private final Map<String, String> values;
    private final String options;

    private Defines(Map<String, String> values) {
        this.values = values;
        StringJoiner joiner = new StringJoiner(" ");
        values.forEach((name, value) -> joiner.add("-D" + name + "=" + value));
        this.options = joiner.toString();
    }

    /** No parameters. */
    public static Defines of() {
        return NONE;
    }

    /**
     * These parameters and one more, or with another value for one that is there.
     *
     * @param name  a C identifier
     * @param value an Integer, Long, Float (finite), Boolean (1 or 0), or a String that is a C identifier
     */
    public Defines with(String name, Object value) {
        if (!WORD.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" cannot be a kernel parameter: not a C identifier");
        }
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(name, literal(name, value));
        return new Defines(Collections.unmodifiableMap(more));
    }

    private static String literal(String name, Object value) {
        if (value instanceof Integer number) {
            return number.toString();
        }
        if (value instanceof Long number) {
            return number + "L";
        }
        if (value instanceof Float number && Float.isFinite(number)) {
            return number + "f";
        }
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        if (value instanceof String word && WORD.matcher(word).matches()) {
            return word;
        }
        throw new IllegalArgumentException("kernel parameter " + name + " cannot be " + value
                + ": it must be an int, a long, a finite float, a boolean or a C identifier");
    }

    /** As the compiler takes them: {@code "-DA=1 -DB=x"}; empty where there are none. */
    public String options() {
        return options;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Defines defines && options.equals(defines.options);
    }

    @Override
    public int hashCode() {
        return options.hashCode();
    }

    @Override
    public String toString() {
        return options;
    }
}
