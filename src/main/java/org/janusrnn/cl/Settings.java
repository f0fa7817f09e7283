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

    /** Where what can be had again is kept: {@code janus} in {@code $XDG_CACHE_HOME} or in {@code ~/.cache}. */
    public static Path cacheFolder() {
        String caches = System.getenv("XDG_CACHE_HOME");
        Path parent = caches == null || caches.isBlank()
                ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(caches);
        return parent.resolve("janus");
    }
}
