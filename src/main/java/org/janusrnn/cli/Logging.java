package org.janusrnn.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.janusrnn.cl.Settings;

/**
 * Short log lines on the error stream. Set by the program and not by a file in the jar: who uses Janus as a library
 * has logging of their own.
 */
final class Logging {
    private static final List<String> LEVELS = List.of("off", "error", "warn", "info", "debug", "trace");
    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private Logging() {
    }

    /**
     * The level by JANUS_LOG, warn where that is not set.
     *
     * @throws IllegalArgumentException where it is none; the logger would take it for info in silence.
     */
    static String level() {
        String wanted = Settings.get("log");
        String level = wanted == null ? "warn" : wanted.toLowerCase(Locale.ROOT);
        if (!LEVELS.contains(level)) {
            throw new IllegalArgumentException("JANUS_LOG is '" + wanted + "', and must be one of "
                    + String.join(", ", LEVELS));
        }
        return level;
    }

    /** Must run before the first logger is made. */
    static void toStandardError() {
        Map.of("defaultLogLevel", level(),
                "logFile", "System.err",
                "showThreadName", "false",
                "showLogName", "false",
                "showShortLogName", "false",
                "showDateTime", "false",
                "levelInBrackets", "false")
                .forEach((name, value) -> System.getProperties().putIfAbsent(PREFIX + name, value));
    }
}
