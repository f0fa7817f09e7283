package org.janusrnn.cli;

import java.nio.file.Path;
import org.janusrnn.task.Books;
import org.janusrnn.task.CharlmTask;
import org.janusrnn.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code janus train charlm}. */
@Command(name = "charlm", sortOptions = false,
        description = {"Learn to name the next character of Moby Dick, and then write like it. The last tenth of the book "
            + "is the test."},
        footerHeading = "%nUnless told otherwise:%n",
        footer = {
            "  LSTM, 128 units; 2,500 steps of 32 windows of 64 characters by Adam at 0.005, clipped at 1.",
            "  One way only: a two-way network would read the characters that it is to name.",
            "",
            "Examples:",
            "  janus train charlm",
            "  janus train charlm --temperature 1     a finished run only writes anew",
            "  janus train charlm --cell gru --data my-book.txt --out results/my-book"})
final class TrainCharlm extends TaskCommand {
    @Option(names = "--data", paramLabel = "FILE", description = "A text of your own, in UTF-8.")
    private Path data;

    @Option(names = "--temperature", paramLabel = "X", defaultValue = "0.5",
            description = "How boldly it writes: 0 the likeliest, 1 as it has learnt; default ${DEFAULT-VALUE}.")
    private double temperature;

    @Override
    Task task() {
        return data == null ? CharlmTask.mobyDick(temperature)
                : CharlmTask.of(Books.read(data), data.getFileName().toString(), temperature);
    }
}
