package org.janusrnn.cell;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The description of a cell as a JSON file. {@code name}, {@code page} (beside the file) and {@code slots} must be there;
 * everything else is as in {@link CellBuilder}:
 *
 * <pre>{@code
 * {
 *   "name": "mine", "page": "mine.cl", "slots": 3, "states": 1,
 *   "input": {"first": 0, "blocks": [0, 1, 2]},
 *   "recurrent": {"first": 0, "blocks": [0, 1]},
 *   "operand": {"first": 2, "blocks": [2]},
 *   "vectors": {"count": 1, "name": "weight_u"},
 *   "constants": {"BETA": 0.5},
 *   "recurrentBias": true, "projectable": false
 * }
 * }</pre>
 */
public final class CellFile {
    private static final Set<String> KEYS = inOrder("name", "page", "slots", "states", "input", "recurrent", "operand",
            "vectors", "constants", "recurrentBias", "projectable");
    private static final Set<String> RUN = inOrder("first", "blocks");
    private static final Set<String> VECTORS = inOrder("count", "name");

    private final Path path;

    private CellFile(Path path) {
        this.path = path;
    }

    /**
     * Reads a cell.
     *
     * @throws UncheckedIOException     where the file or its page cannot be read.
     * @throws IllegalArgumentException naming the file and, in one line, what is wrong.
     */
    public static Cell read(Path path) {
        return new CellFile(path).read();
    }

    private Cell read() {
        Map<String, Object> all = entries(parse(), KEYS, "");
        for (String key : List.of("name", "page", "slots")) {
            if (!all.containsKey(key)) {
                throw fault("'" + key + "' is missing; name, page and slots must be there");
            }
        }
        CellBuilder builder = builder(value(all, "name", String.class, "", "a text in quotes"));
        builder.page(page(value(all, "page", String.class, "", "a text in quotes")));
        builder.slots(number(all, "slots", "")).states(all.containsKey("states") ? number(all, "states", "") : 1)
                .recurrentBias(flag(all, "recurrentBias")).projectable(flag(all, "projectable"));
        run(all, "input", builder::input);
        run(all, "recurrent", builder::recurrent);
        run(all, "operand", builder::operand);
        if (all.containsKey("vectors")) {
            Map<String, Object> vectors = entries(all.get("vectors"), VECTORS, "vectors");
            builder.vectors(number(vectors, "count", "vectors."),
                    value(vectors, "name", String.class, "vectors.", "a text in quotes"));
        }
        try {
            constants(all, builder);
            return builder.build();
        } catch (IllegalArgumentException e) {
            // What is wrong with the page says so itself.
            throw e.getMessage().startsWith("cell ") ? fault(e.getMessage()) : e;
        }
    }

    private CellBuilder builder(String name) {
        try {
            return Cell.builder(name);
        } catch (IllegalArgumentException e) {
            throw fault(e.getMessage());
        }
    }

    private Object parse() {
        try {
            return JSON.std.with(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS).anyFrom(Files.readString(path));
        } catch (CharacterCodingException e) {
            throw fault("it is not a text in UTF-8");
        } catch (JacksonException e) {
            JsonLocation place = e instanceof JsonProcessingException known ? known.getLocation() : null;
            throw fault((place == null ? "" : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ")
                    + e.getOriginalMessage().lines().findFirst().orElse("") + " (it must be JSON)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path page(String name) {
        try {
            return path.resolveSibling(name);
        } catch (InvalidPathException e) {
            throw fault("'page' cannot be a file: " + e.getMessage());
        }
    }

    private void run(Map<String, Object> all, String key, RunSetter setter) {
        if (all.containsKey(key)) {
            Map<String, Object> run = entries(all.get(key), RUN, key);
            List<?> blocks = value(run, "blocks", List.class, key + ".", "a list of numbers");
            int[] numbers = new int[blocks.size()];
            for (int i = 0; i < numbers.length; i++) {
                if (!(blocks.get(i) instanceof Integer number)) {
                    throw fault("'" + key + ".blocks' must be a list of whole numbers, not " + blocks);
                }
                numbers[i] = number;
            }
            setter.set(run.containsKey("first") ? number(run, "first", key + ".") : 0, numbers);
        }
    }

    /** A method of the builder that takes a run of slots. */
    private interface RunSetter {
        void set(int first, int... blocks);
    }

    private void constants(Map<String, Object> all, CellBuilder builder) {
        if (!all.containsKey("constants")) {
            return;
        }
        entries(all.get("constants"), null, "constants").forEach((word, value) -> {
            if (value instanceof Integer number) {
                builder.constant(word, number);
            } else if (value instanceof Number number) {
                builder.constant(word, number.floatValue());
            } else {
                throw fault("the constant '" + word + "' must be a number, not " + value);
            }
        });
    }

    /** An object's entries; {@code known} null: any. */
    private Map<String, Object> entries(Object value, Set<String> known, String of) {
        if (!(value instanceof Map<?, ?> map)) {
            throw fault((of.isEmpty() ? "it" : "'" + of + "'") + " must be an object in braces, not " + value);
        }
        Map<String, Object> entries = new LinkedHashMap<>();
        map.forEach((key, entry) -> entries.put((String) key, entry));
        for (String key : entries.keySet()) {
            if (known != null && !known.contains(key)) {
                throw fault("'" + (of.isEmpty() ? "" : of + ".") + key + "' is not known; there is "
                        + String.join(", ", known));
            }
        }
        return entries;
    }

    private <V> V value(Map<String, Object> all, String key, Class<V> type, String of, String what) {
        Object value = all.get(key);
        if (!type.isInstance(value)) {
            throw fault("'" + of + key + "' must be " + what + (all.containsKey(key) ? ", not " + value
                    : "; it is missing"));
        }
        return type.cast(value);
    }

    private int number(Map<String, Object> all, String key, String of) {
        return value(all, key, Integer.class, of, "a whole number");
    }

    private boolean flag(Map<String, Object> all, String key) {
        return all.containsKey(key) && value(all, key, Boolean.class, "", "true or false");
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException(path + ": " + what);
    }

    private static Set<String> inOrder(String... keys) {
        return new LinkedHashSet<>(List.of(keys));
    }
}
