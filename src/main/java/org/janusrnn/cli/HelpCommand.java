package org.janusrnn.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code janus help train vowels}: picocli's own knows one word only, and would show the help of train. */
@Command(name = "help", helpCommand = true, sortOptions = false,
        description = "Display help information about the specified command.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  janus help bench",
            "  janus help train births"})
final class HelpCommand implements Runnable {
    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command, and the command below it.")
    private List<String> path = new ArrayList<>();

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine wanted = spec.root().commandLine();
        for (String name : path) {
            CommandLine below = wanted.getSubcommands().get(name);
            if (below == null) {
                throw new ParameterException(wanted, "there is no command '" + wanted.getCommandSpec().qualifiedName()
                        + " " + name + "'");
            }
            wanted = below;
        }
        wanted.usage(spec.commandLine().getOut());
    }
}
