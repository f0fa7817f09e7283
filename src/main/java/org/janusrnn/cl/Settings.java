package org.janusrnn.cl;

import java.nio.file.Path;
import java.util.Locale;

/** What the user sets from outside: {@code -Djanus.NAME} or, where that is missing, {@code JANUS_NAME}. */
public final class Settings {
    private Settings() {
    }

    /** The value of a setting such as {@code "device"}, trimmed; null where it is missing or blank. */
    public static String get(String name) {
        String value = System.getProperty("janus." + name);
        if (value == null || value.isBlank()) {
            value = System.getenv("JANUS_" + name.toUpperCase(Locale.ROOT));
        }
        return value == null || value.isBlank() ? null : value.strip();
    }

    /**
     * Whether a setting is on: {@code true} or {@code 1}; off where it is missing, {@code false} or {@code 0}.
     *
     * @throws IllegalArgumentException where it is anything else, which would otherwise count as off in silence.
     */
    public static boolean flag(String name) {
        String value = get(name);
        if (value == null || value.equalsIgnoreCase("false") || value.equals("0")) {
            return false;
        }
        if (value.equalsIgnoreCase("true") || value.equals("1")) {
            return true;
        }
        throw new IllegalArgumentException("JANUS_" + name.toUpperCase(Locale.ROOT)
                + " is true (1) or false (0), not '" + value + "'");
    }

    /** Where what can be had again is kept: {@code janus} in {@code $XDG_CACHE_HOME} or in {@code ~/.cache}. */
    public static Path cacheFolder() {
        String caches = System.getenv("XDG_CACHE_HOME");
        Path parent = caches == null || caches.isBlank()
                ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(caches);
        return parent.resolve("janus");
    }
}
