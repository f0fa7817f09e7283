package org.janusrnn.task;

import java.util.Arrays;
import org.janusrnn.cell.Cell;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Mode;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.Loss;
import org.janusrnn.train.Optimizers;
import org.janusrnn.train.TrainingBatch;
import org.janusrnn.train.TrainingStep;

/** Putting the vowels back into a text: the data sets and the network of the demo. */
public final class VowelTask {
    /** Characters of a window. */
    public static final int WINDOW = 64;
    /** Windows of a training batch. */
    public static final int WINDOWS = 32;
    /** Training batches of an epoch. */
    public static final int BATCHES = 100;

    private static final int TEST_WINDOWS = 128;
    private static final int EMBEDDING = 34;
    private static final double RATE = 1e-3;
    private static final int WARM_UP = 5;
    private static final int MEASURED = 21;

    private final VowelText text;
    private final long seed;

    /** @param seed which windows are drawn, and what the networks start from. */
    public VowelTask(VowelText text, long seed) {
        this.text = text;
        this.seed = seed;
    }

    /** Random windows of the training part, others in every epoch. */
    public DataSet training() {
        return new DataSet() {
            @Override
            public int batches() {
                return BATCHES;
            }

            @Override
            public TrainingBatch batch(int epoch, int index) {
                return batchOf(text.training(seed, (long) epoch * BATCHES + index, WINDOW, WINDOWS));
            }
        };
    }

    /** The whole test part, every vowel once. */
    public DataSet test() {
        int windows = text.testWindows(WINDOW);
        return new DataSet() {
            @Override
            public int batches() {
                return (windows + TEST_WINDOWS - 1) / TEST_WINDOWS;
            }

            @Override
            public TrainingBatch batch(int epoch, int index) {
                return batchOf(text.test(index * TEST_WINDOWS, WINDOW, TEST_WINDOWS));
            }
        };
    }

    private static TrainingBatch batchOf(TokenBatch tokens) {
        return TrainingBatch.of(Batch.of(tokens.inputs(), tokens.length(), tokens.sequences()), tokens.targets());
    }

    /** Characters to vectors, a recurrent layer, and a score for each vowel at every character. */
    public Network network(Engine engine, Cell cell, int hidden, boolean bidirectional) {
        return Network.builder(engine).embedding(text.alphabet().size(), EMBEDDING)
                .recurrent(cell, hidden, r -> r.bidirectional(bidirectional)).linear(VowelText.VOWELS.length())
                .seed(seed).build();
    }

    /**
     * Measures what the two queues overlap in a training step of a two-way network: the median of several steps.
     *
     * @param engine takes the device's times.
     * @return the share of the less busy queue's time in which the other worked too, 0 to 1.
     */
    public double overlap(Engine engine, Cell cell, int hidden) {
        try (Network network = network(engine, cell, hidden, true);
             TrainingStep step = new TrainingStep(network, Loss.CROSS_ENTROPY, Optimizers.adam(RATE), 0)) {
            DataSet set = training();
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
