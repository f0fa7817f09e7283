package org.janusrnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

import org.janusrnn.cl.ClException;
import org.janusrnn.cl.DeviceNotFoundException;
import org.janusrnn.tensor.DeviceMemoryException;
import org.janusrnn.train.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Whatever goes wrong becomes one line and an exit status; the stack trace only comes when asked for. */
final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        String message = oneLine(error.getMessage());
        List<String> suggestions = error instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions() : List.of();
        if (!suggestions.isEmpty()) {
            message += ": did you mean " + String.join(" or ", suggestions) + "?";
        }
        if (!message.contains("--help")) {
            message += " ('" + command.getCommandSpec().qualifiedName() + " --help' shows the usage)";
        }
        print(command, message, error, List.of(arguments));
        return ExitStatus.BAD_INPUT;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
        print(command, describe(error), error, parsed.originalArgs());
        return status(error);
    }

    static int status(Throwable error) {
        if (error instanceof DeviceNotFoundException) {
            return ExitStatus.NO_DEVICE;
        }
        return isUsersMistake(error) ? ExitStatus.BAD_INPUT : ExitStatus.FAILURES;
    }

    static String describe(Throwable error) {
        if (error instanceof UncheckedIOException && error.getCause() instanceof FileSystemException cause) {
            return describe(cause);
        }
        if (error instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or folder";
        }
        if (error instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (error instanceof NotDirectoryException file) {
            return file.getFile() + ": is a file, a folder is needed";
        }
        if (error instanceof FileSystemException failure && failure.getFile() != null) {
            for (Path above = Path.of(failure.getFile()).getParent(); above != null; above = above.getParent()) {
                if (Files.isRegularFile(above)) {
                    return above + ": is a file, a folder is needed for " + failure.getFile();
                }
            }
        }
        if (error instanceof FileAlreadyExistsException existing) {
            return existing.getFile() + ": is there already";
        }
        String message = error.getMessage();
        if (isUsersMistake(error) || error instanceof ClException || error instanceof DeviceNotFoundException
                || error instanceof DivergedException) {
            return message == null || message.isBlank() ? error.getClass().getSimpleName() : oneLine(message);
        }
        return "internal error, " + oneLine(error.toString()) + " (--stacktrace shows where)";
    }

    /** By convention of this project these carry a message that names the offender and what to do. */
    private static boolean isUsersMistake(Throwable error) {
        return error instanceof IllegalArgumentException || error instanceof IOException
                || error instanceof UncheckedIOException || error instanceof DeviceMemoryException;
    }

    private static void print(CommandLine command, String message, Exception error, List<String> arguments) {
        PrintWriter out = command.getErr();
        out.println("janus: " + message);
        if (CommonOptions.stackTraceWanted(arguments)) {
            error.printStackTrace(out);
        }
        out.flush();
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
