package org.janusrnn.cli;

import java.nio.file.Path;
import org.janusrnn.task.Alphabet;
import org.janusrnn.task.Books;
import org.janusrnn.task.Task;
import org.janusrnn.task.VowelTask;
import org.janusrnn.task.VowelText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code janus train vowels}. */
@Command(name = "vowels", sortOptions = false,
        description = "Put the vowels back into Moby Dick: C_ll m_ _shm__l. The last tenth of the book is the test.",
        footerHeading = "%nUnless told otherwise:%n",
        footer = {
            "  LSTM; 96 units, or 64 with --bidirectional (as many parameters); 2,000 steps of 32 windows of 64",
            "  characters by Adam at 0.003, clipped at 1.",
            "",
            "Examples:",
            "  janus train vowels --bidirectional",
            "  janus train vowels --cell gru --hidden 128 --steps 500",
            "  janus predict --model results/vowels-lstm-64-two-way-seed1/model.safetensors \"C_ll m_ _shm__l\""})
final class TrainVowels extends TaskCommand {
    @Option(names = "--data", paramLabel = "FILE", description = "A text of your own, in UTF-8.")
    private Path data;

    @Override
    Task task() {
        return data == null ? VowelTask.mobyDick()
                : VowelTask.of(VowelText.of(Books.read(data), Alphabet.english()), data.getFileName().toString());
    }
}
