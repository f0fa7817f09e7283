package org.janusrnn.cli;

import java.util.Map;

import org.janusrnn.cl.Settings;

/**
 * Short log lines on the error stream. Set by the program and not by a file in the jar: who uses Janus as a library
 * has logging of their own.
 */
final class Logging {
    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private Logging() {
    }

    /** Must run before the first logger is made. */
    static void toStandardError() {
        String level = Settings.get("log");
        Map.of("defaultLogLevel", level == null ? "warn" : level,
                "logFile", "System.err",
                "showThreadName", "false",
                "showLogName", "false",
                "showShortLogName", "false",
                "showDateTime", "false",
                "levelInBrackets", "false")
                .forEach((name, value) -> System.getProperties().putIfAbsent(PREFIX + name, value));
    }
}
