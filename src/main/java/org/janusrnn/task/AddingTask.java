package org.janusrnn.task;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkBuilder;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.Loss;
import org.janusrnn.train.Score;
import org.janusrnn.train.StepDecay;
import org.janusrnn.train.TrainingBatch;

/**
 * The adding problem (Hochreiter and Schmidhuber 1997, in the form of Arjovsky, Shah and Bengio 2016): of a long sequence
 * of random numbers two are marked, one in each half; name their sum at the end. Always answering 1 has a mean squared
 * error of 1/6, the variance of the sum of two numbers uniform in [0, 1). Every training step has sequences of its own.
 */
public final class AddingTask implements Task {
    /** The squared error of always answering 1, the mean of the sums. */
    static final double BASELINE = 1.0 / 6;

    private static final int HIDDEN = 128;
    private static final int INDRNN_LAYERS = 2;
    private static final int STEPS = 4000;
    private static final StepDecay DECAY = new StepDecay(3000, 0.1);
    private static final double RATE = 1e-3;
    /**
     * IndRNN's rate times the length. What a unit holds is a sum over all steps, so a weight that moves a little moves it
     * the more, the longer the sequence is. At twice this, which at 1,000 steps is its authors' rate of 2e-4, not every
     * seed learns, and at four times none.
     */
    private static final double INDRNN_RATE = 0.1;
    private static final double MAGNITUDE = 2;
    private static final double INPUT_DEVIATION = 1e-3;
    private static final long TRAINING_STREAM = 0x616464696e67L;    // "adding"
    private static final long TEST_STREAM = 0x7465737465642bL;      // "tested+"
    private static final long TEST_SEED = 1;
    private static final int TEST_BATCHES = 20;
    private static final int TEST_BATCH = 50;
    private static final int LEAST_LENGTH = 2;
    private static final int LONGEST = 100_000;

    private final int length;

    private AddingTask(int length) {
        if (length < LEAST_LENGTH || length > LONGEST) {
            throw new IllegalArgumentException("the adding problem has sequences of " + LEAST_LENGTH + " to " + LONGEST
                    + " steps, not of " + length);
        }
        this.length = length;
    }

    /** @param length T, steps of a sequence. */
    public static AddingTask of(int length) {
        return new AddingTask(length);
    }

    @Override
    public String name() {
        return "adding-" + length;
    }

    @Override
    public String title() {
        return String.format(Locale.ROOT, "the sum of two marked numbers among %,d", length);
    }

    @Override
    public Cell cell() {
        return Cells.indrnnRelu();
    }

    @Override
    public Recipe recipe(Cell cell, boolean bidirectional) {
        return Recipe.of(cell, HIDDEN).layers(cell.elementwise() ? INDRNN_LAYERS : 1).bidirectional(bidirectional)
                .rate(cell.elementwise() ? INDRNN_RATE / length : RATE).decay(DECAY).steps(STEPS);
    }

    @Override
    public Network network(Engine engine, Recipe recipe) {
        NetworkBuilder builder = Network.builder(engine).input(2).seed(recipe.seed()).recurrent(recipe.cell(),
                recipe.hidden(), r -> StartValues.of(r, recipe.cell(), length, MAGNITUDE, INPUT_DEVIATION)
                        .layers(recipe.layers()).bidirectional(recipe.bidirectional()));
        // The last step of one way is the sequence's state; of two ways each has its own.
        return (recipe.bidirectional() ? builder.finalStates() : builder.lastStep()).linear(1).build();
    }

    @Override
    public Loss loss() {
        return Loss.SQUARED_ERROR;
    }

    @Override
    public DataSet training(Recipe recipe) {
        return new Steps(recipe.every(),
                step -> batch(CounterRandom.of(recipe.seed(), TRAINING_STREAM), step, recipe.batch()));
    }

    /** A thousand sequences, the same for every seed. */
    @Override
    public DataSet test() {
        return new Steps(TEST_BATCHES, index -> batch(CounterRandom.of(TEST_SEED, TEST_STREAM), index, TEST_BATCH));
    }

    /** Sequence b of batch n is the one of number n * size + b; a sequence of T steps takes T + 2 random numbers. */
    private TrainingBatch batch(CounterRandom random, long number, int size) {
        Tensor input = Tensor.zeros(length, size, 2);
        Tensor sums = Tensor.zeros(1, size, 1);
        for (int b = 0; b < size; b++) {
            long at = (number * size + b) * (length + 2);
            for (int t = 0; t < length; t++) {
                input.data()[2 * (t * size + b)] = random.uniform(at + t);
            }
            int first = random.below(at + length, length / 2);
            int second = length / 2 + random.below(at + length + 1, length - length / 2);
            for (int marked : new int[] {first, second}) {
                input.data()[2 * (marked * size + b) + 1] = 1;
                sums.data()[b] += input.data()[2 * (marked * size + b)];
            }
        }
        return TrainingBatch.of(Batch.of(input), sums);
    }

    @Override
    public Figure curve() {
        return new Figure("test mean squared error", "", 5, false);
    }

    @Override
    public double curve(Score score) {
        return score.loss();
    }

    @Override
    public List<Reference> references() {
        return List.of(new Reference("always 1", BASELINE));
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of("length", Integer.toString(length));
    }
}
