package org.janusrnn.cl;

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
}
