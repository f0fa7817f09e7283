package org.janusrnn.task;

import java.util.Locale;
import org.janusrnn.cell.Cell;
import org.janusrnn.train.StepDecay;

/**
 * All choices of a training run: with the task's data they make the run, to the bit.
 *
 * @param cell          the recurrent cell.
 * @param hidden        hidden size of every layer and direction.
 * @param layers        recurrent layers stacked.
 * @param bidirectional whether they read both ways.
 * @param steps         training steps; a multiple of {@code every}.
 * @param every         after how many steps the network is judged and a checkpoint written.
 * @param batch         sequences of a training batch.
 * @param rate          learning rate of Adam.
 * @param decay         how the learning rate falls; null: it does not.
 * @param clip          the largest global norm that gradients keep; 0: no clipping.
 * @param seed          draws start values and data.
 */
public record Recipe(Cell cell, int hidden, int layers, boolean bidirectional, int steps, int every, int batch,
                     double rate, StepDecay decay, double clip, long seed) {

    /** @throws IllegalArgumentException where a number is out of its range. */
    public Recipe {
        atLeastOne("hidden units", hidden);
        atLeastOne("layers", layers);
        atLeastOne("steps", steps);
        atLeastOne("steps between two tests", every);
        atLeastOne("sequences of a batch", batch);
        if (steps % every != 0) {
            throw new IllegalArgumentException("the network is judged every " + every
                    + " steps: the steps must be a multiple of that, not " + steps);
        }
        if (!(rate > 0 && rate <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("the learning rate must be above 0 and finite, not " + rate);
        }
        if (!(clip >= 0 && clip <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("the norm to clip at must be 0 (no clipping) or more, not " + clip);
        }
    }

    private static void atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("the number of " + what + " must be at least 1, not " + value);
        }
    }

    /** One layer one way, 2,000 steps of 32 sequences, judged every 100, Adam at 0.001, clipped at 1, seed 1. */
    public static Recipe of(Cell cell, int hidden) {
        return new Recipe(cell, hidden, 1, false, 2000, 100, 32, 1e-3, null, 1, 1);
    }

    public Recipe hidden(int value) {
        return new Recipe(cell, value, layers, bidirectional, steps, every, batch, rate, decay, clip, seed);
    }

    public Recipe layers(int value) {
        return new Recipe(cell, hidden, value, bidirectional, steps, every, batch, rate, decay, clip, seed);
    }

    public Recipe bidirectional(boolean value) {
        return new Recipe(cell, hidden, layers, value, steps, every, batch, rate, decay, clip, seed);
    }

    /** A run shorter than the way between two tests is judged at its end. */
    public Recipe steps(int value) {
        return new Recipe(cell, hidden, layers, bidirectional, value, value < 1 ? every : Math.min(every, value),
                batch, rate, decay, clip, seed);
    }

    public Recipe steps(int value, int judgedEvery) {
        return new Recipe(cell, hidden, layers, bidirectional, value, judgedEvery, batch, rate, decay, clip, seed);
    }

    public Recipe batch(int value) {
        return new Recipe(cell, hidden, layers, bidirectional, steps, every, value, rate, decay, clip, seed);
    }

    public Recipe rate(double value) {
        return new Recipe(cell, hidden, layers, bidirectional, steps, every, batch, value, decay, clip, seed);
    }

    /** @param value null: the learning rate stays as it is. */
    public Recipe decay(StepDecay value) {
        return new Recipe(cell, hidden, layers, bidirectional, steps, every, batch, rate, value, clip, seed);
    }

    public Recipe clip(double value) {
        return new Recipe(cell, hidden, layers, bidirectional, steps, every, batch, rate, decay, value, seed);
    }

    public Recipe seed(long value) {
        return new Recipe(cell, hidden, layers, bidirectional, steps, every, batch, rate, decay, clip, value);
    }

    /** How often the network is judged. */
    public int epochs() {
        return steps / every;
    }

    /** A name for files, apart from the task: {@code lstm-64x2-two-way-seed1}. */
    public String fileName() {
        return cell.name() + "-" + hidden + (layers > 1 ? "x" + layers : "") + (bidirectional ? "-two-way" : "")
                + "-seed" + seed;
    }

    /** All but the number of steps: runs of equal words go the same way, one perhaps further than the other. */
    @Override
    public String toString() {
        return withoutSeed() + ", seed " + seed;
    }

    String withoutSeed() {
        return cell.name() + ", " + hidden + " units" + (layers > 1 ? " x " + layers + " layers" : "")
                + (bidirectional ? ", two-way" : "") + ", batches of " + batch + ", Adam " + number(rate)
                + (decay == null ? "" : " " + decay)
                + (clip > 0 ? ", clipped at " + number(clip) : "") + ", judged every " + every + " steps";
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6 ? String.format(Locale.ROOT, "%.0f", value)
                : Double.toString(value);
    }
}
