package org.janusrnn.task;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.io.WholeFile;
import org.janusrnn.schedule.Engine;
import org.janusrnn.train.DivergedException;
import org.janusrnn.train.StepDecay;

/**
 * All cells on one task, and the adding problem for IndRNN and LSTM, each from several seeds; every run is a
 * {@link TaskRun} in a folder of its own, so that a comparison that was cut short goes on where it was.
 */
public final class Comparison {
    private static final String TWO_WAY = "lstm two-way";
    private static final List<String> DRAWN = List.of("lstm", "gru", "janet", "mgu", "rnn_tanh", "indrnn_relu",
            TWO_WAY);

    /** A network that is to be compared. */
    private record Entry(String name, Task task, Recipe recipe) {
    }

    /** Carries out the runs, one after the other. */
    public interface Runner {
        /** What came of a run; null where it was stopped. */
        Report run(TaskRun run, Task task, Recipe recipe);
    }

    private final Engine engine;
    private final Path folder;
    private final List<Long> seeds;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Contender> found = new LinkedHashMap<>();
    private final Map<String, Report> drawn = new LinkedHashMap<>();
    private final Task task;
    private final int steps;

    /**
     * @param task    on which the cells are compared, in the task's own network and at the same hidden size.
     * @param cells   which cells.
     * @param hidden  units of a layer; a two-way one has half of them in each direction.
     * @param steps   training steps of each run.
     * @param adding  on which IndRNN and LSTM are compared; null: not at all.
     * @param addends training steps of that.
     * @param seeds   how many seeds, from 1.
     * @param folder  where the results go.
     */
    public Comparison(Engine engine, Task task, List<Cell> cells, int hidden, int steps, AddingTask adding, int addends, int seeds,
                      Path folder) {
        this.engine = engine;
        this.task = task;
        this.steps = steps;
        this.folder = folder;
        this.seeds = LongStream.rangeClosed(1, seeds).boxed().toList();
        for (Cell cell : cells) {
            entries.add(new Entry(cell.name(), task, task.recipe(cell, false).hidden(hidden).steps(steps)));
        }
        Recipe both = task.recipe(Cells.lstm(), true).hidden(hidden / 2).steps(steps);
        if (twoWay(both)) {
            entries.add(new Entry(TWO_WAY, task, both));
        }
        if (adding != null) {
            for (Cell cell : List.of(Cells.indrnnRelu(), Cells.lstm())) {
                entries.add(new Entry(cell.name() + " adding", adding,
                        adding.recipe(cell, false).steps(addends).decay(new StepDecay(1 + addends * 4 / 5, 0.1))));
            }
        }
    }

    private boolean twoWay(Recipe recipe) {
        try {
            task.check(recipe);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** How many runs there are in all. */
    public int runs() {
        return entries.size() * seeds.size();
    }

    /**
     * Carries out what is not done yet.
     *
     * @param fresh whether to begin all of it anew.
     * @return whether all is done; false where a run was stopped.
     */
    public boolean run(boolean fresh, Runner runner) {
        for (Entry entry : entries) {
            List<Double> results = new ArrayList<>();
            double seconds = 0;
            long parameters = 0;
            for (long seed : seeds) {
                Recipe recipe = entry.recipe.seed(seed);
                Path runFolder = folder.resolve(entry.task.name() + "-" + recipe.fileName());
                try (TaskRun run = TaskRun.open(engine, entry.task, recipe, runFolder, fresh)) {
                    parameters = run.parameters();
                    Report report = runner.run(run, entry.task, recipe);
                    if (report == null) {
                        return false;
                    }
                    results.add(report.outcome().value());
                    seconds += report.seconds();
                    if (seed == 1 && entry.task == task && DRAWN.contains(entry.name)) {
                        drawn.put(entry.name, report);
                    }
                } catch (DivergedException e) {
                    results.add(Double.NaN);
                }
            }
            found.put(entry.name, new Contender(entry.name, entry.task, entry.recipe, parameters,
                    results.stream().anyMatch(r -> r.isNaN()) ? Double.NaN
                            : (double) entry.recipe.steps() * seeds.size() / seconds, results));
        }
        return true;
    }

    /** The learning curves of those that a picture has room for, of seed 1. */
    private LineChart chart() {
        Figure curve = task.curve();
        LineChart chart = new LineChart(task.title() + ", seed 1", "training steps",
                curve.name() + " (" + curve.unit() + ")");
        drawn.forEach((name, report) -> chart.line(name,
                report.results().stream().mapToDouble(r -> (double) r.epoch() * report.recipe().every()).toArray(),
                report.results().stream().mapToDouble(r -> task.curve(r.validation())).toArray()));
        return chart;
    }

    /** What was found, a network each. */
    public List<Contender> contenders() {
        return List.copyOf(found.values());
    }

    /** The claims that these runs can tell of. */
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        judge(claims, "gru", "lstm", Claim::gruIsAboutLstm);
        judge(claims, "janet", "lstm", Claim::janetIsAtLeastLstm);
        judge(claims, TWO_WAY, "lstm", Claim::twoWaysAreBetter);
        judge(claims, "indrnn_relu adding", "lstm adding", Claim::indrnnRemembers);
        return claims;
    }

    private void judge(List<Claim> claims, String one, String other, BiFunction<Contender, Contender, Claim> claim) {
        if (found.containsKey(one) && found.containsKey(other)) {
            claims.add(claim.apply(found.get(one), found.get(other)));
        }
    }

    /** Everything, for programs. */
    public Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("title", task.title());
        all.put("steps", steps);
        all.put("seeds", seeds);
        all.put("device", engine.device().name());
        all.put("platform", engine.device().platform());
        all.put("driver", engine.device().driverVersion());
        all.put("binding", engine.device().binding());
        all.put("way", engine.way().toString());
        all.put("figure", task.result().name());
        all.put("unit", task.result().unit());
        all.put("networks", contenders().stream().map(Contender::json).toList());
        all.put("claims", claims().stream().map(Claim::json).toList());
        all.put("folder", folder.toString());
        return all;
    }

    /** Writes table, claims and chart into the folder. */
    public void write() {
        String table = "network,task,parameters,steps_per_second,mean,spread,results\n"
                + contenders().stream().map(Contender::csv).collect(Collectors.joining("\n")) + "\n";
        WholeFile.write(folder.resolve("comparison.csv"), table.getBytes(StandardCharsets.UTF_8));
        RunFolder.writeJson(folder.resolve("comparison.json"), json());
        chart().write(folder.resolve("comparison.png"));
    }
}
