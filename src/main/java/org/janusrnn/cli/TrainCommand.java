package org.janusrnn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The experiments; it only hands on to them. */
@Command(name = "train", sortOptions = false, synopsisSubcommandLabel = "TASK",
        description = "Carry out an experiment on real or published data, and hold its figure against a reference.",
        subcommands = {TrainVowels.class, TrainBirths.class, TrainCharlm.class, TrainAdding.class,
            TrainDigits.class, TrainCompare.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  janus train vowels --bidirectional     good choices for everything that is not said",
            "  janus train births --cell gru --seed 2",
            "  janus train compare                    all cells, and what is claimed of them",
            "  janus train births --help              what a task does, takes and writes",
            "",
            "A results folder holds metrics.csv (the learning curve), metrics.json (everything), curve.png and",
            "model.safetensors. Ctrl-C, or a power cut, loses nothing: the same command goes on, to the same",
            "bits."})
final class TrainCommand implements Runnable {
    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    /** Without a task there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "train what? The tasks are "
                + String.join(", ", spec.subcommands().keySet()));
    }
}
