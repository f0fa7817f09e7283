package org.janusrnn.cli;

import org.janusrnn.task.AddingTask;
import org.janusrnn.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code janus train adding}. */
@Command(name = "adding", sortOptions = false,
        description = {"Name the sum of the two marked numbers in a long random sequence: how long does a network "
            + "remember?"},
        footerHeading = "%nUnless told otherwise:%n",
        footer = {
            "  IndRNN with relu, 2 layers of 128 units (other cells: 1 layer); 4,000 steps of 32 sequences by",
            "  Adam at 0.1 / T (other cells: 0.001), a tenth of it after 3,000, clipped at 1.",
            "",
            "Examples:",
            "  janus train adding --length 100",
            "  janus train adding --length 1000 --cell lstm"})
final class TrainAdding extends TaskCommand {
    @Option(names = "--length", paramLabel = "T", defaultValue = "1000",
            description = "Steps of a sequence; default ${DEFAULT-VALUE}.")
    private int length;

    @Override
    Task task() {
        return AddingTask.of(length);
    }
}
