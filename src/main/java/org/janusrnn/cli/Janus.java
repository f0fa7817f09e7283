package org.janusrnn.cli;

import org.janusrnn.cl.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line; it only hands on to its subcommands. */
@Command(name = "janus", versionProvider = Version.class, sortOptions = false,
        description = "Recurrent neural networks on any OpenCL device.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DemoCommand.class, PredictCommand.class, TrainCommand.class, VerifyCommand.class,
            BenchCommand.class, TuneCommand.class, DevicesCommand.class, HelpCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  janus demo               two networks learn to put the vowels back into Moby Dick",
            "  janus train births       an experiment: data, training, a figure beside its reference",
            "  janus verify             whether the devices compute right",
            "  janus bench              how fast the devices are at recurrent work",
            "  janus tune               kernel parameters that suit this device",
            "  janus devices            what is there to compute on",
            "  janus help COMMAND       what a command takes",
            "  ./janus test             from a checkout: all tests, on every OpenCL device found",
            "",
            "Exit status: 0 done, 1 the work found failures, 2 wrong usage or input, 3 no OpenCL device.",
            "Environment: JANUS_DEVICE and JANUS_BINDING as --device and --binding, JANUS_STACKTRACE=1,",
            "             JANUS_LOG=error, warn (the default), info or debug."})
public final class Janus implements Runnable {
    private static final int USAGE_WIDTH = 100;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    private Janus() {
    }

    /** Runs a command and ends the virtual machine with its exit status. */
    public static void main(String[] arguments) {
        try {
            Logging.toStandardError();
            // Where this is wrong it has to be told now, not while another error is being told.
            Settings.flag("stacktrace");
        } catch (IllegalArgumentException wrong) {
            System.err.println("janus: " + wrong.getMessage());
            System.exit(ExitStatus.BAD_INPUT);
        }
        int status = run(commandLine(), arguments);     // makes loggers
        System.out.flush();
        System.exit(status);
    }

    /** Java's own memory is short for too large a file or network; picocli only catches exceptions. */
    static int run(CommandLine commandLine, String... arguments) {
        try {
            return commandLine.execute(arguments);
        } catch (OutOfMemoryError e) {
            commandLine.getErr().println("janus: Java is out of memory (" + e.getMessage() + "): use a smaller file, batch "
                    + "or network, or more memory by JAVA_TOOL_OPTIONS=-Xmx8g");
            commandLine.getErr().flush();
            return ExitStatus.BAD_INPUT;
        }
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Janus());
        Errors errors = new Errors();
        commandLine.setParameterExceptionHandler(errors);
        commandLine.setExecutionExceptionHandler(errors);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpWidth(USAGE_WIDTH);
        return commandLine;
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? 'janus --help' lists them");
    }
}
