package org.janusrnn.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.Score;
import org.janusrnn.train.TrainingBatch;

/** A language model of characters: which one comes next. */
public final class CharlmTask implements Task {
    private static final int WINDOW = 64;
    private static final int TEST_WINDOWS = 128;
    private static final int EMBEDDING = 32;
    private static final int HIDDEN = 128;
    private static final int STEPS = 2500;
    private static final double RATE = 5e-3;
    private static final int SAMPLES = 3;
    private static final int SAMPLE = 90;
    private static final String BEGINNING = "The whale ";

    private final CharText text;
    private final String title;
    private final double temperature;

    private CharlmTask(CharText text, String title, double temperature) {
        if (!(temperature >= 0 && temperature <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("the temperature must be 0 or more and finite, not " + temperature);
        }
        this.text = text;
        this.title = title;
        this.temperature = temperature;
    }

    /** With <i>Moby Dick</i>. */
    public static CharlmTask mobyDick(double temperature) {
        return of(Books.mobyDick(), "Moby Dick", temperature);
    }

    /**
     * With any text.
     *
     * @param name        what it is called.
     * @param temperature how boldly the trained network writes; 0 for the likeliest characters.
     */
    public static CharlmTask of(String text, String name, double temperature) {
        return new CharlmTask(new CharText(text, Alphabet.english()), "the next character of " + name, temperature);
    }

    @Override
    public String name() {
        return "charlm";
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String data() {
        return DataStamp.of("characters", text.characters());
    }

    @Override
    public Cell cell() {
        return Cells.lstm();
    }

    @Override
    public Recipe recipe(Cell cell, boolean bidirectional) {
        return Recipe.of(cell, HIDDEN).bidirectional(bidirectional).rate(RATE).steps(STEPS);
    }

    @Override
    public void check(Recipe recipe) {
        if (recipe.bidirectional()) {
            throw new IllegalArgumentException("a two-way network would read the characters that it is to name: leave "
                    + "out --bidirectional");
        }
    }

    @Override
    public Network network(Engine engine, Recipe recipe) {
        return Network.builder(engine).embedding(text.alphabet().size(), EMBEDDING)
                .recurrent(recipe.cell(), recipe.hidden(), r -> r.layers(recipe.layers()))
                .linear(text.alphabet().size()).seed(recipe.seed()).build();
    }

    /** Random windows of the training part; each begins with states of 0. */
    @Override
    public DataSet training(Recipe recipe) {
        return new Steps(recipe.every(), step -> batch(text.training(recipe.seed(), step, WINDOW, recipe.batch())));
    }

    @Override
    public DataSet test() {
        int windows = text.testWindows(WINDOW);
        return new Steps((windows + TEST_WINDOWS - 1) / TEST_WINDOWS,
                index -> batch(text.test(Math.toIntExact(index * TEST_WINDOWS), WINDOW, TEST_WINDOWS)));
    }

    private static TrainingBatch batch(TokenBatch tokens) {
        return TrainingBatch.of(Batch.of(tokens.inputs(), tokens.length(), tokens.sequences()), tokens.targets());
    }

    @Override
    public Figure curve() {
        return new Figure("test bits a character", "", 3, false);
    }

    @Override
    public double curve(Score score) {
        return score.loss() / Math.log(2);
    }

    @Override
    public Outcome judge(Network network, Recipe recipe, Score score) {
        CharSampler sampler = new CharSampler(network, text.alphabet());
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "It writes, at temperature %s:", temperature));
        for (int sample = 0; sample < SAMPLES; sample++) {
            lines.add("  " + sampler.sample(BEGINNING, SAMPLE, temperature, recipe.seed() * SAMPLES + sample));
        }
        return new Outcome(curve(score), Map.of(), lines, Map.of());
    }

    @Override
    public List<Reference> references() {
        return List.of(new Reference("frequencies of characters", text.frequencyBits()),
                new Reference("frequencies of pairs", text.pairBits()),
                new Reference("libtorch, LSTM 128, 2,500 steps", 2.35));
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of("alphabet", text.alphabet().characters());
    }
}
