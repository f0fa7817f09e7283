package org.janusrnn.kernel;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tuned parameters as JSON, a list of entries:
 *
 * <pre>{@code
 * [
 *   {"kernel": "tiled_step", "vendor": "nvidia", "type": "gpu", "rows": "many",
 *    "parameters": {"GROUP_ROWS": 16, "ROWS_PER_ITEM": 4, "DEPTH": 16}}
 * ]
 * }</pre>
 *
 * <p>{@code note} may say why, or where it was measured.
 */
public final class TuningFile {
    private static final Set<String> KEYS = Set.of("kernel", "vendor", "type", "architecture", "device", "rows",
            "parameters", "note");

    private final String name;

    private TuningFile(String name) {
        this.name = name;
    }

    /**
     * Reads entries.
     *
     * @param name of the file, for messages.
     * @throws IllegalArgumentException naming the file, the entry and what is wrong with it.
     */
    public static List<TuningEntry> read(String name, String text) {
        return new TuningFile(name).read(text);
    }

    /** The text of a file with these entries. */
    public static String text(List<TuningEntry> entries) {
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                    .asString(entries.stream().map(TuningEntry::words).toList()) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException("tuned parameters do not become JSON", e);
        }
    }

    private List<TuningEntry> read(String text) {
        Object all;
        try {
            all = JSON.std.with(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS).anyFrom(text);
        } catch (JacksonException e) {
            throw fault((e instanceof JsonProcessingException known && known.getLocation() != null
                    ? "line " + known.getLocation().getLineNr() + ": " : "")
                    + e.getOriginalMessage().lines().findFirst().orElse("") + " (it must be JSON)");
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
        if (!(all instanceof List<?> list)) {
            throw fault("it must be a list of entries in brackets");
        }
        List<TuningEntry> entries = new ArrayList<>();
        for (Object each : list) {
            entries.add(entry(each, "entry " + (entries.size() + 1)));
        }
        return entries;
    }

    private TuningEntry entry(Object value, String at) {
        if (!(value instanceof Map<?, ?> map)) {
            throw fault(at + " must be an object in braces, not " + value);
        }
        for (Object key : map.keySet()) {
            if (!KEYS.contains(key)) {
                throw fault(at + ": '" + key + "' is not known; there is " + String.join(", ", KEYS.stream().sorted()
                        .toList()));
            }
        }
        String kernelName = text(map, "kernel", at);
        Tunable kernel = Tunable.named(String.valueOf(kernelName)).orElseThrow(() -> fault(at + ": there is no kernel "
                + kernelName + " to tune; there is " + List.of(Tunable.values())));
        String rows = text(map, "rows", at);
        Tunable.Rows rowClass = null;
        for (Tunable.Rows each : Tunable.Rows.values()) {
            rowClass = each.toString().equals(rows) ? each : rowClass;
        }
        if (rows != null && rowClass == null) {
            throw fault(at + ": rows are few or many, not " + rows);
        }
        return new TuningEntry(kernel, text(map, "vendor", at), text(map, "type", at), text(map, "architecture", at),
                text(map, "device", at), rowClass, parameters(kernel, map.get("parameters"), at),
                text(map, "note", at));
    }

    private Map<String, Integer> parameters(Tunable kernel, Object value, String at) {
        if (!(value instanceof Map<?, ?> map)) {
            throw fault(at + ": 'parameters' must be an object in braces, not " + value);
        }
        Map<String, Integer> parameters = new LinkedHashMap<>();
        map.forEach((key, number) -> {
            Tunable.Parameter parameter = kernel.parameter(String.valueOf(key)).orElseThrow(() -> fault(at + ": "
                    + kernel + " has no parameter " + key + "; it has " + kernel.standard().keySet()));
            if (!(number instanceof Integer integer) || !parameter.values().contains(integer)) {
                throw fault(at + ": " + key + " of " + kernel + " may be one of " + parameter.values() + ", not "
                        + number);
            }
            parameters.put(parameter.name(), integer);
        });
        return parameters;
    }

    private String text(Map<?, ?> map, String key, String at) {
        Object value = map.get(key);
        if (value != null && !(value instanceof String)) {
            throw fault(at + ": '" + key + "' must be a text in quotes, not " + value);
        }
        return (String) value;
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException(name + ": " + what);
    }
}
