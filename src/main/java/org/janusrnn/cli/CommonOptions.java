package org.janusrnn.cli;

import java.util.List;

import org.janusrnn.cl.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What every command understands. */
@Command(mixinStandardHelpOptions = true)
final class CommonOptions {
    private static final String STACK_TRACE = "--stacktrace";

    // Declared for the parser and the help; read from the words themselves, because an error can come up before that.
    @Option(names = STACK_TRACE, description = "Show where in the program an error came up.")
    private boolean stackTrace;

    static boolean stackTraceWanted(List<String> arguments) {
        return arguments.contains(STACK_TRACE) || Settings.flag("stacktrace");
    }
}
