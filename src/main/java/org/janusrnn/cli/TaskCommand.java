package org.janusrnn.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.janusrnn.schedule.Engine;
import org.janusrnn.task.Recipe;
import org.janusrnn.task.Report;
import org.janusrnn.task.Task;
import org.janusrnn.task.TaskRun;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Carries out one experiment; its subclasses say which. */
abstract class TaskCommand implements Callable<Integer> {
    @Mixin
    private RecipeOptions recipeOptions;

    @Option(names = "--out", paramLabel = "FOLDER",
            description = "Where the results go; default results/TASK-CELL-SIZE-SEED.")
    private Path out;

    @Option(names = "--fresh", description = "Begin anew where the folder has a run already.")
    private boolean fresh;

    @Mixin
    private DeviceOptions deviceOptions;

    @Mixin
    private JsonOption json;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    /** Reads the data. */
    abstract Task task();

    @Override
    public Integer call() {
        Task task = task();
        Recipe recipe = recipeOptions.recipe(task);
        Path path = out != null ? out : Path.of("results", task.name() + "-" + recipe.fileName());
        PrintWriter print = spec.commandLine().getOut();
        try (Engine engine = Engine.open(); TaskRun run = TaskRun.open(engine, task, recipe, path, fresh)) {
            if (!json.wanted()) {
                introduce(print, engine, task, recipe, run, path);
            }
            return carryOut(print, task, recipe, run);
        }
    }

    private static void introduce(PrintWriter print, Engine engine, Task task, Recipe recipe, TaskRun run, Path path) {
        print.println("On " + engine.device() + ", time loops " + engine.way());
        print.println("Task: " + task.title());
        print.printf(Locale.ROOT, "Network: %s; %,d parameters%n", recipe, run.parameters());
        if (run.begunAt() == recipe.steps()) {
            print.println("These " + run.begunAt() + " steps are done already, see " + path
                    + " (--fresh does them anew)");
        } else if (run.begunAt() > 0) {
            print.println("Going on from step " + run.begunAt() + " of " + recipe.steps());
        }
        if (run.otherDevice() != null) {
            print.println("The steps so far were done on " + run.otherDevice()
                    + ": the last digits may differ from a run on one device");
        }
        print.flush();
    }

    private int carryOut(PrintWriter print, Task task, Recipe recipe, TaskRun run) {
        try (Interrupt interrupt = Interrupt.stops(run::stop)) {
            Report report = train(task, recipe, run);
            if (report == null || interrupt.came()) {
                spec.commandLine().getErr().println("janus: stopped; the same command goes on from here");
                spec.commandLine().getErr().flush();
                return ExitStatus.INTERRUPTED;
            }
            if (json.wanted()) {
                print.println(JsonOption.text(report.json()));
            } else {
                print(print, report);
            }
            print.flush();
            return ExitStatus.DONE;
        }
    }

    private static Report train(Task task, Recipe recipe, TaskRun run) {
        try (TrainingBar bar = new TrainingBar(task.name(), recipe.steps(), result -> ", " + task.curve().name() + " "
                + task.curve().text(task.curve(result.validation())))) {
            return run.run(bar);
        }
    }

    private static void print(PrintWriter print, Report report) {
        print.println();
        report.text().forEach(print::println);
        print.println();
        report.outcome().others().forEach((name, text) -> print.println(name + ": " + text));
        print.printf(Locale.ROOT, "%,d steps in %.1f s, %.1f a second with the tests between them%n",
                report.recipe().steps(), report.seconds(), report.stepsPerSecond());
        if (!report.outcome().text().isEmpty()) {
            print.println();
            report.outcome().text().forEach(print::println);
            print.println();
        }
        StringBuilder files = new StringBuilder("metrics.csv, metrics.json, model.safetensors, curve.png");
        report.outcome().charts().keySet().forEach(name -> files.append(", ").append(name).append(".png"));
        print.println("Results: " + report.folder() + " (" + files + ")");
    }
}
