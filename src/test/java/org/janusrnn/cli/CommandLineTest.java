package org.janusrnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import org.janusrnn.tensor.DeviceMemoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class CommandLineTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** A command that fails in the way it is told to. */
    @Command(name = "fail")
    private static final class Failing implements Callable<Integer> {
        private final Throwable error;

        @Mixin
        private CommonOptions common;

        Failing(Throwable error) {
            this.error = error;
        }

        @Override
        public Integer call() throws Exception {
            if (error instanceof Error fatal) {
                throw fatal;
            }
            throw (Exception) error;
        }
    }

    private int run(CommandLine commandLine, String... arguments) {
        return commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    private int fail(Exception error, String... arguments) {
        return run(Janus.commandLine().addSubcommand(new Failing(error)), arguments);
    }

    @Test
    void everyCommandHasHelpWithExamples() {
        for (CommandLine command : Janus.commandLine().getSubcommands().values()) {
            if (command.getCommandName().equals("help")) {
                continue;
            }
            StringWriter help = new StringWriter();
            assertThat(Janus.commandLine().setOut(new PrintWriter(help)).execute(command.getCommandName(), "--help"))
                    .isZero();
            assertThat(help.toString()).contains("Usage: janus " + command.getCommandName(), "Examples:",
                    "  janus " + command.getCommandName(), "--stacktrace");
        }
        assertThat(run(Janus.commandLine(), "--help")).isZero();
        assertThat(out.toString()).contains("Usage: janus", "devices", "Examples:", "Exit status");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void helpGoesAsDeepAsCommandsDo() {
        assertThat(run(Janus.commandLine(), "help", "train", "vowels")).isZero();
        assertThat(out.toString()).startsWith("Usage: janus train vowels").contains("--data=FILE");
        assertThat(run(Janus.commandLine(), "help", "train", "nothing")).isEqualTo(2);
        assertThat(err.toString()).startsWith("janus: there is no command 'janus train nothing'").hasLineCount(1);
    }

    /** Picocli breaks a line that is too long wherever that falls, also in the middle of a table. */
    @Test
    void linesBelowTheOptionsFitAsTheyAre() {
        fits(Janus.commandLine());
    }

    private static void fits(CommandLine command) {
        assertThat(command.getCommandSpec().usageMessage().footer()).as(command.getCommandSpec().qualifiedName())
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(command.getUsageHelpWidth()));
        command.getSubcommands().values().forEach(CommandLineTest::fits);
    }

    @Test
    void aLogLevelThatIsNoneIsRefused() {
        System.setProperty("janus.log", "loud");
        try {
            assertThatIllegalArgumentException().isThrownBy(Logging::level).withMessageContaining("'loud'")
                    .withMessageContaining("off, error, warn, info, debug, trace");
        } finally {
            System.clearProperty("janus.log");
        }
        assertThat(Logging.level()).isNotBlank();
    }

    @Test
    void tellsItsVersion() {
        assertThat(run(Janus.commandLine(), "--version")).isZero();
        assertThat(out.toString()).startsWith("janus ").contains("Java " + Runtime.version().feature());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "devcies       | Unmatched argument at index 0: 'devcies': did you mean devices",
        "devices --jsn | Unknown option: '--jsn'",
        "devices --binding cuda | expected one of [lwjgl, jocl]",
        "--stacktrace=maybe devices | 'maybe' is not a boolean",
    })
    void wrongUsageIsOneLineAndStatusTwo(String arguments, String message) {
        assertThat(run(Janus.commandLine(), arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString().lines().filter(line -> !line.startsWith("\tat "))).first().asString()
                .startsWith("janus: ").contains(message).contains("--help");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void noCommandIsWrongUsage() {
        assertThat(run(Janus.commandLine())).isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("janus: which command? 'janus --help' lists them\n");
    }

    @Test
    void aUsersMistakeIsOneLineAndStatusTwo() {
        assertThat(fail(new IllegalArgumentException("lengths[3] is 0:\n  it must be 1 to 20"), "fail")).isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("janus: lengths[3] is 0:; it must be 1 to 20\n");
    }

    @Test
    void filesThatCannotBeReadAreNamed() throws IOException {
        assertThat(Errors.describe(new NoSuchFileException("a.safetensors")))
                .isEqualTo("a.safetensors: no such file or folder");
        assertThat(Errors.describe(new UncheckedIOException(new AccessDeniedException("b"))))
                .isEqualTo("b: permission denied");
        assertThat(Errors.describe(new UncheckedIOException(new NotDirectoryException("d"))))
                .isEqualTo("d: is a file, a folder is needed");
        Path file = Files.write(folder.resolve("results"), new byte[1]);
        assertThat(Errors.describe(new UncheckedIOException(
                new FileSystemException(file + "/run/0.json", null, "Not a directory"))))
                .isEqualTo(file + ": is a file, a folder is needed for " + file + "/run/0.json");
        assertThat(Errors.describe(new IOException("disk full"))).isEqualTo("disk full");
        assertThat(Errors.status(new UncheckedIOException(new NoSuchFileException("c")))).isEqualTo(2);
    }

    @Test
    void aModelFileThatIsNoneIsNamed() throws IOException {
        String file = Files.write(folder.resolve("model.safetensors"), new byte[100]).toString();
        assertThat(run(Janus.commandLine(), "predict", "--model", file, "C_ll m_")).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("janus: " + file + ": ");
    }

    @Test
    void aDeviceThatIsTooSmallIsTheUsersToChange() {
        assertThat(fail(new DeviceMemoryException("training needs 9 GiB"), "fail")).isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("janus: training needs 9 GiB\n");
    }

    @Test
    void tooLittleMemoryForJavaIsOneLineToo() {
        CommandLine failing = Janus.commandLine().setErr(new PrintWriter(err))
                .addSubcommand(new Failing(new OutOfMemoryError("Required array size too large")));
        assertThat(Janus.run(failing, "fail")).isEqualTo(2);
        assertThat(err.toString()).startsWith("janus: Java is out of memory (Required array size too large): use ")
                .hasLineCount(1);
    }

    @Test
    void aFaultOfTheProgramSaysSoAndIsStatusOne() {
        assertThat(fail(new NullPointerException("oops"), "fail")).isEqualTo(1);
        assertThat(err.toString()).isEqualToNormalizingNewlines(
                "janus: internal error, java.lang.NullPointerException: oops (--stacktrace shows where)\n");
    }

    @ParameterizedTest
    @CsvSource({"fail --stacktrace", "--stacktrace fail"})
    void theStackTraceComesWhenAskedFor(String arguments) {
        assertThat(fail(new IllegalArgumentException("no"), arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("janus: no").contains("\tat org.janusrnn.cli.CommandLineTest");
    }
}
