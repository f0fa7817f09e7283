package org.janusrnn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.jr.ob.JSON;
import picocli.CommandLine.Option;

/** {@code --json}: the result as one JSON value on standard output instead of lines for people. */
final class JsonOption {
    private static final JSON WRITER = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT,
            JSON.Feature.WRITE_NULL_PROPERTIES);

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean wanted;

    boolean wanted() {
        return wanted;
    }

    /** Maps, lists, strings, numbers and booleans as JSON text; key order is that of the maps. */
    static String text(Object value) {
        try {
            return WRITER.asString(value);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write JSON", e);
        }
    }
}
