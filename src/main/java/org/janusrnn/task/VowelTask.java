package org.janusrnn.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Mode;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.Loss;
import org.janusrnn.train.Optimizers;
import org.janusrnn.train.Score;
import org.janusrnn.train.TrainingBatch;
import org.janusrnn.train.TrainingStep;

/** Putting the vowels back into a text: the task of the demo. */
public final class VowelTask implements Task {
    /** Its name, also in model files. */
    public static final String NAME = "vowels";

    private static final int WINDOW = 64;
    private static final int TEST_WINDOWS = 128;
    private static final int EMBEDDING = 34;
    private static final int TWO_WAY_HIDDEN = 64;
    private static final int ONE_WAY_HIDDEN = 96;
    private static final double RATE = 3e-3;
    private static final int WARM_UP = 5;
    private static final int MEASURED = 21;

    private final VowelText text;
    private final String title;

    private VowelTask(VowelText text, String title) {
        this.text = text;
        this.title = title;
    }

    /** With <i>Moby Dick</i>. */
    public static VowelTask mobyDick() {
        return new VowelTask(VowelText.mobyDick(), "vowels put back into Moby Dick");
    }

    /** @param name what the text is called. */
    public static VowelTask of(VowelText text, String name) {
        return new VowelTask(text, "vowels put back into " + name);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String data() {
        return DataStamp.of("characters", text.plain().chars());
    }

    @Override
    public Cell cell() {
        return Cells.lstm();
    }

    /** An LSTM of either kind has 53,000 parameters. */
    @Override
    public Recipe recipe(Cell cell, boolean bidirectional) {
        return Recipe.of(cell, bidirectional ? TWO_WAY_HIDDEN : ONE_WAY_HIDDEN).bidirectional(bidirectional).rate(RATE);
    }

    /** Random windows of the training part. */
    @Override
    public DataSet training(Recipe recipe) {
        return new Steps(recipe.every(), step -> batch(text.training(recipe.seed(), step, WINDOW, recipe.batch())));
    }

    /** The whole test part, every vowel once. */
    @Override
    public DataSet test() {
        int windows = text.testWindows(WINDOW);
        return new Steps((windows + TEST_WINDOWS - 1) / TEST_WINDOWS,
                index -> batch(text.test(Math.toIntExact(index * TEST_WINDOWS), WINDOW, TEST_WINDOWS)));
    }

    private static TrainingBatch batch(TokenBatch tokens) {
        return TrainingBatch.of(Batch.of(tokens.inputs(), tokens.length(), tokens.sequences()), tokens.targets());
    }

    /** Characters to vectors, recurrent layers, and a score for each vowel at every character. */
    @Override
    public Network network(Engine engine, Recipe recipe) {
        return Network.builder(engine).embedding(text.alphabet().size(), EMBEDDING)
                .recurrent(recipe.cell(), recipe.hidden(),
                        r -> r.layers(recipe.layers()).bidirectional(recipe.bidirectional()))
                .linear(VowelText.VOWELS.length()).seed(recipe.seed()).build();
    }

    @Override
    public Figure curve() {
        return Figure.accuracy();
    }

    @Override
    public double curve(Score score) {
        return 100 * score.accuracy();
    }

    @Override
    public List<Reference> references() {
        VowelText.Majority majority = text.majority();
        return List.of(new Reference(String.format(Locale.ROOT, "always '%s'", majority.vowel()),
                        100 * majority.share()),
                new Reference("libtorch, one-way LSTM, 2,000 steps", 55.7),
                new Reference("libtorch, two-way LSTM, 2,000 steps", 73.8));
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of("alphabet", text.alphabet().characters());
    }

    /**
     * Measures what the two queues overlap in a training step of a two-way network: the median of several steps.
     *
     * @param engine takes the device's times.
     * @return the share of the less busy queue's time in which the other worked too, 0 to 1.
     */
    public double overlap(Engine engine, Recipe recipe) {
        try (Network network = network(engine, recipe);
             TrainingStep step = new TrainingStep(network, Loss.CROSS_ENTROPY, Optimizers.adam(RATE), 0)) {
            DataSet set = training(recipe);
            double[] overlaps = new double[MEASURED];
            for (int index = 0; index < WARM_UP + MEASURED; index++) {
                TrainingBatch batch = set.batch(0, index);
                step.train(batch);
                if (index >= WARM_UP) {
                    overlaps[index - WARM_UP] = network.plan(batch.input(), Mode.TRAINING).timeline().overlap();
                }
            }
            Arrays.sort(overlaps);
            return overlaps[MEASURED / 2];
        }
    }
}
