package org.janusrnn.task;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.train.EpochResult;
import org.janusrnn.train.Optimizers;
import org.janusrnn.train.Progress;
import org.janusrnn.train.Score;
import org.janusrnn.train.Trainer;

/**
 * A task carried out by a recipe on a device, from its seed to the files in its folder; goes on where an earlier run of
 * the same recipe was cut short, with the same bits in the end.
 */
public final class TaskRun implements AutoCloseable {
    private static final String CELL = "cell";

    private final Engine engine;
    private final Task task;
    private final Recipe recipe;
    private final RunFolder folder;
    private final Network network;
    private final Trainer trainer;
    private final long begunAt;

    private TaskRun(Engine engine, Task task, Recipe recipe, RunFolder folder) {
        this.engine = engine;
        this.task = task;
        this.recipe = recipe;
        this.folder = folder;
        begunAt = folder.stepsDone();
        if (begunAt > recipe.steps()) {
            throw new IllegalArgumentException(folder.path() + " has a run of " + begunAt + " steps already, more than "
                    + recipe.steps() + ": name another folder by --out, or start anew by --fresh");
        }
        network = task.network(engine, recipe);
        trainer = Trainer.of(network).loss(task.loss()).optimizer(Optimizers.adam(recipe.rate()))
                .decay(recipe.decay()).clipNorm(recipe.clip()).validation(task.test()).checkpoint(folder.checkpoint());
    }

    /**
     * Makes a run ready to begin, or to go on.
     *
     * @param folder where the results go.
     * @param fresh  whether to begin anew where the folder has a run already.
     * @throws IllegalArgumentException where the recipe makes no sense for the task, or the folder has another run, or
     *                                  a longer one, or something else, or one by a cell that has changed since.
     */
    public static TaskRun open(Engine engine, Task task, Recipe recipe, Path folder, boolean fresh) {
        task.check(recipe);
        RunFolder opened = RunFolder.open(folder, task.title() + ": " + recipe, task.data(), fresh);
        if (!recipe.cell().builtIn()) {
            checkCell(opened, recipe.cell());
        }
        return new TaskRun(engine, task, recipe, opened);
    }

    /** A page that has changed since would go on with weights that were learnt by another. */
    private static void checkCell(RunFolder folder, Cell cell) {
        String now = cell.fingerprint();
        Object before = folder.noted(CELL);
        if (before != null && !before.equals(now)) {
            throw new IllegalArgumentException(folder.path() + " has a run with another cell '" + cell.name()
                    + "', whose page or description has changed since: give the old one, name another folder by --out, or "
                    + "start anew by --fresh");
        }
        folder.note(CELL, now);
    }

    /** Steps that an earlier run has done. */
    public long begunAt() {
        return begunAt;
    }

    /** The device that an earlier run was on, where it was another than now's; null otherwise. */
    public String otherDevice() {
        Object before = folder.noted("device");
        return begunAt == 0 || before == null || before.equals(engine.device().name()) ? null : before.toString();
    }

    /** Numbers the network learns. */
    public long parameters() {
        return network.parameters().count();
    }

    /** Asks {@link #run} to end after its step, ready to go on; may be called from another thread. */
    public void stop() {
        trainer.stop();
    }

    /**
     * Trains, judges and writes the results.
     *
     * @return null where it was stopped.
     */
    public Report run(Progress progress) {
        long start = System.nanoTime();
        double before = folder.seconds();
        folder.note("device", engine.device().name());
        List<EpochResult> results = trainer.fit(task.training(recipe), recipe.epochs(), new Progress() {
            @Override
            public void step(long done, long total, double loss) {
                progress.step(done, total, loss);
            }

            @Override
            public void epoch(EpochResult result) {
                folder.note("seconds", before + since(start));
                folder.row(task, recipe, result);
                progress.epoch(result);
            }
        });
        if (trainer.stopped()) {
            folder.note("seconds", before + since(start));
            return null;
        }
        folder.rows(task, recipe, results);
        Score last = results.get(results.size() - 1).validation();
        Report report = new Report(task, recipe, engine.device(), engine.way().toString(), parameters(), results,
                task.judge(network, recipe, last), folder.seconds(), folder.path());
        Map<String, String> metadata = new HashMap<>(task.metadata());
        metadata.put("task", task.name());
        network.save(folder.model(), metadata);
        report.chart().write(folder.file("curve.png"));
        report.outcome().charts().forEach((name, chart) -> chart.write(folder.file(name + ".png")));
        folder.writeJson("metrics.json", report.json());
        return report;
    }

    private static double since(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }

    @Override
    public void close() {
        trainer.close();
        network.close();
    }
}
