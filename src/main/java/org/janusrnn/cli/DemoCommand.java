package org.janusrnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.janusrnn.cell.Cells;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.task.MaskedLine;
import org.janusrnn.task.Recipe;
import org.janusrnn.task.VowelModel;
import org.janusrnn.task.VowelTask;
import org.janusrnn.task.VowelText;
import org.janusrnn.train.Optimizers;
import org.janusrnn.train.Score;
import org.janusrnn.train.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main job on real input: two networks of equal size learn to put the vowels back into <i>Moby Dick</i>. */
@Command(name = "demo", sortOptions = false,
        description = {"Train an LSTM that reads one way and one that reads both ways, of equal size, to put the vowels "
            + "back into Moby Dick, and show what reading both ways is worth."},
        footerHeading = "%nExamples:%n",
        footer = {
            "  janus demo                        2,000 steps each, under a minute on two CPU cores",
            "  janus demo --steps 300            a quick look",
            "  janus demo --device gpu --model gpu.safetensors",
            "  janus predict --model vowels.safetensors \"C_ll m_ _shm__l\"",
            "",
            "Ctrl-C keeps what was learnt: the same command goes on from there."})
final class DemoCommand implements Callable<Integer> {
    private static final int BATCHES = 100;
    /** From the last tenth of the book, which no network has seen in training. */
    private static final List<String> PASSAGE = List.of(
            "Towards thee I roll, thou all-destroying but unconquering whale;",
            "to the last I grapple with thee; from hell's heart I stab at thee;",
            "for hate's sake I spit my last breath at thee.",
            "Sink all coffins and all hearses to one common pool!");

    @Option(names = "--steps", paramLabel = "N", defaultValue = "2000",
            description = "Training steps of each network, a multiple of 100; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "The same seed gives the same run, to the bit; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--model", paramLabel = "FILE", defaultValue = "vowels.safetensors",
            description = "Where the two-way network is kept for 'janus predict'; default ${DEFAULT-VALUE}.")
    private Path model;

    @Mixin
    private DeviceOptions deviceOptions;

    @Mixin
    private JsonOption json;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    /** What became of one network. */
    private record Run(String name, Score score, double seconds, long parameters, List<String> passage) {
    }

    @Override
    public Integer call() throws IOException {
        if (steps < BATCHES || steps % BATCHES != 0) {
            throw new ParameterException(spec.commandLine(), "--steps must be a multiple of " + BATCHES
                    + ", not " + steps);
        }
        if (Files.isDirectory(model)) {
            throw new ParameterException(spec.commandLine(), "--model names the file for the network, and " + model
                    + " is a folder");
        }
        VowelText text = VowelText.mobyDick();
        VowelTask task = VowelTask.mobyDick();
        PrintWriter out = spec.commandLine().getOut();
        try (Engine engine = Engine.open()) {
            if (!json.wanted()) {
                out.println("On " + engine.device() + ", time loops " + engine.way());
                out.flush();
            }
            Run oneWay = run(engine, task, text, "one-way");
            Run twoWay = oneWay == null ? null : run(engine, task, text, "two-way");
            if (twoWay == null) {
                spec.commandLine().getErr().println("janus: stopped; the same command goes on from here");
                return ExitStatus.INTERRUPTED;
            }
            Double overlap = overlap(engine, task);
            if (json.wanted()) {
                out.println(JsonOption.text(asJson(engine, text.majority(), oneWay, twoWay, overlap)));
            } else {
                print(out, text.majority(), oneWay, twoWay, overlap);
            }
            out.flush();
            return ExitStatus.DONE;
        }
    }

    private Recipe recipe(VowelTask task, boolean twoWay) {
        return task.recipe(Cells.lstm(), twoWay).steps(steps, BATCHES).seed(seed);
    }

    private Path checkpoint(String name) {
        return Path.of(model + "." + name + "-" + steps + "-" + seed + ".checkpoint");
    }

    /** Trains and judges one network; null where it was stopped. */
    private Run run(Engine engine, VowelTask task, VowelText text, String name) throws IOException {
        boolean both = name.equals("two-way");
        Recipe recipe = recipe(task, both);
        Network network = task.network(engine, recipe);
        try (VowelModel trained = new VowelModel(network, text.alphabet());
             Trainer trainer = Trainer.of(network).optimizer(Optimizers.adam(recipe.rate())).clipNorm(recipe.clip())
                     .checkpoint(checkpoint(name));
             Interrupt interrupt = Interrupt.stops(trainer::stop);
             TrainingBar bar = new TrainingBar(name, steps, result -> "")) {
            long start = System.nanoTime();
            trainer.fit(task.training(recipe), recipe.epochs(), bar);
            if (interrupt.came()) {
                return null;
            }
            double seconds = (System.nanoTime() - start) * 1e-9;
            Score score = trainer.evaluate(task.test());
            List<String> passage = PASSAGE.stream()
                    .map(line -> trained.restore(MaskedLine.hide(line, text.alphabet()))).toList();
            if (both) {
                trained.write(model);
                Files.deleteIfExists(checkpoint("one-way"));
                Files.deleteIfExists(checkpoint("two-way"));
            }
            return new Run(name, score, seconds, network.parameters().count(), passage);
        }
    }

    /** What the two queues overlapped in a step of the two-way network; null where the driver does not tell. */
    private Double overlap(Engine engine, VowelTask task) {
        try (Engine profiled = Engine.builder().device(engine.device()).way(engine.way()).profiling().open()) {
            return profiled.profiling() ? task.overlap(profiled, recipe(task, true)) : null;
        }
    }

    private void print(PrintWriter out, VowelText.Majority majority, Run oneWay, Run twoWay, Double overlap) {
        out.println();
        out.printf(Locale.ROOT, "Vowels put back right, of the %,d in the last tenth of the book:%n", majority.vowels());
        out.printf(Locale.ROOT, "  always '%s'      %5.1f %%%n", majority.vowel(), 100 * majority.share());
        for (Run run : List.of(oneWay, twoWay)) {
            out.printf(Locale.ROOT, "  %s LSTM   %5.1f %%   %,d parameters, %,d steps in %.1f s%n", run.name,
                    100 * run.score.accuracy(), run.parameters, steps, run.seconds);
        }
        out.println(overlap == null ? "The driver does not tell what the two queues overlapped."
                : String.format(Locale.ROOT, "The two directions ran side by side for %.0f %% of the shorter one's time.",
                        100 * overlap));
        out.println();
        for (int i = 0; i < PASSAGE.size(); i++) {
            out.println("  hidden    " + MaskedLine.hide(PASSAGE.get(i), VowelText.mobyDick().alphabet()).text());
            out.println("  one-way   " + oneWay.passage.get(i));
            out.println("  two-way   " + twoWay.passage.get(i));
            out.println("  the book  " + PASSAGE.get(i));
            out.println();
        }
        out.println("The two-way network is in " + model + ". Try: janus predict --model " + model
                + " \"C_ll m_ _shm__l\"");
    }

    private Map<String, Object> asJson(Engine engine, VowelText.Majority majority, Run oneWay, Run twoWay,
                                       Double overlap) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("device", engine.device().name());
        all.put("binding", engine.device().binding());
        all.put("way", engine.way().toString());
        all.put("steps", steps);
        all.put("seed", seed);
        all.put("vowels", majority.vowels());
        all.put("majority", majority.share());
        for (Run run : List.of(oneWay, twoWay)) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("accuracy", run.score.accuracy());
            one.put("loss", run.score.loss());
            one.put("parameters", run.parameters);
            one.put("seconds", run.seconds);
            one.put("passage", run.passage);
            all.put(run.name, one);
        }
        all.put("overlap", overlap);
        all.put("model", model.toString());
        return all;
    }
}
