package org.janusrnn.layer;

import java.util.function.UnaryOperator;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;

/**
 * Deep stacks of IndRNN as its authors have them (Li et al. 2018, arXiv 1803.04831; the densely connected one in Li et al.
 * 2019, arXiv 1910.06251), to be put into a network by {@link NetworkBuilder#stack}. An IndRNN here is the recurrence
 * alone; a linear layer before it has the weights, uniform by He et al. (2015) for a slope of 8, with biases of 0. Its u
 * starts as the network's initializer has it: {@link Initializers#indrnn} knows the length of the sequences.
 *
 * <p>Unless said otherwise the cell is {@code indrnn_relu}, batch normalisation over batch and time stands before each
 * recurrence, and nothing is dropped.
 */
public final class IndrnnStack {
    private static final double SLOPE = 8;
    /** What the wide layer of a densely connected one has, and the first layer before them all, in growths. */
    private static final int BOTTLENECK = 4;

    private final Shape shape;
    private Cell cell = Cells.indrnnRelu();
    private double dropout;
    private int normSteps;
    private boolean normBehind;

    /** How the layers are put together. */
    private interface Shape {
        void add(IndrnnStack stack, LayerSequence<?> to);
    }

    private IndrnnStack(Shape shape) {
        this.shape = shape;
    }

    /**
     * (linear, normalisation, IndRNN, dropout), so many times.
     *
     * @param layers IndRNNs, at least 1.
     * @param hidden units of each.
     */
    public static IndrnnStack plain(int layers, int hidden) {
        LayerSequence.positive("layers of a plain IndRNN", layers);
        return new IndrnnStack((stack, to) -> {
            for (int layer = 0; layer < layers; layer++) {
                stack.linearRecurrence(to, hidden);
            }
        });
    }

    /**
     * A linear layer, blocks of two IndRNNs each in the form whose activations come first, and an IndRNN behind them. A
     * block is {@code x + linear(dropout(IndRNN(norm(linear(dropout(IndRNN(norm(x))))))))}.
     *
     * @param layers IndRNNs, an odd number from 3 on: two a block and the last.
     * @param hidden units of each.
     */
    public static IndrnnStack residual(int layers, int hidden) {
        if (layers < 3 || layers % 2 == 0) {
            throw new IllegalArgumentException("a residual IndRNN has two layers a block and one behind them, so an odd "
                    + "number from 3 on, not " + layers);
        }
        return new IndrnnStack((stack, to) -> {
            stack.linear(to, hidden);
            for (int block = 0; block < layers / 2; block++) {
                to.residual(b -> {
                    for (int half = 0; half < 2; half++) {
                        stack.recurrence(b, hidden);
                        stack.linear(b, hidden);
                    }
                });
            }
            stack.recurrence(to, hidden);
        });
    }

    /**
     * Densely connected blocks. Each layer of a block makes {@code growth} new features of all before it, by way of 4 growth
     * ones, and they stand beside those. An IndRNN with half of the features stands behind each block, one of 4 growth
     * units before the first.
     *
     * @param growth features a layer adds; the authors take 16 for pixel-wise MNIST.
     * @param blocks layers of each block; the authors take 8, 6, 4.
     */
    public static IndrnnStack dense(int growth, int... blocks) {
        LayerSequence.positive("growth of a dense IndRNN", growth);
        LayerSequence.positive("blocks of a dense IndRNN", blocks.length);
        for (int layers : blocks) {
            LayerSequence.positive("layers of a block of a dense IndRNN", layers);
        }
        return new IndrnnStack((stack, to) -> {
            int features = BOTTLENECK * growth;
            stack.linearRecurrence(to, features);
            for (int layers : blocks) {
                for (int layer = 0; layer < layers; layer++) {
                    to.dense(b -> {
                        stack.linearRecurrence(b, BOTTLENECK * growth);
                        stack.linearRecurrence(b, growth);
                    });
                }
                features = (features + layers * growth) / 2;
                stack.linearRecurrence(to, features);
            }
        });
    }

    /** With tanh in place of relu. */
    public IndrnnStack tanh() {
        cell = Cells.indrnnTanh();
        return this;
    }

    /**
     * Dropout behind each recurrence, in training, with one mask for all steps of a sequence.
     *
     * @param probability of a unit to be dropped, 0 to less than 1.
     */
    public IndrnnStack dropout(double probability) {
        dropout = probability;
        return this;
    }

    /**
     * Batch normalisation with statistics of every time step, as for language models, which must not look ahead.
     *
     * @param steps the longest sequence in training.
     */
    public IndrnnStack normPerStep(int steps) {
        normSteps = LayerSequence.positive("steps of a batch normalisation", steps);
        return this;
    }

    /** Batch normalisation behind each recurrence, as the authors have it for classification, not before it. */
    public IndrnnStack normBehind() {
        normBehind = true;
        return this;
    }

    void addTo(LayerSequence<?> to) {
        shape.add(this, to);
    }

    private void linear(LayerSequence<?> to, int outputs) {
        to.linear(outputs, options -> options.heUniform(SLOPE));
    }

    private void linearRecurrence(LayerSequence<?> to, int units) {
        linear(to, units);
        recurrence(to, units);
    }

    private void recurrence(LayerSequence<?> to, int units) {
        UnaryOperator<RecurrentOptions> alone = options -> options.recurrenceOnly().bias(false);
        if (normBehind) {
            to.recurrent(cell, units, alone);
            norm(to);
        } else {
            norm(to);
            to.recurrent(cell, units, alone);
        }
        if (dropout > 0) {
            to.dropoutOverTime(dropout);
        }
    }

    private void norm(LayerSequence<?> to) {
        if (normSteps > 0) {
            to.batchNormPerStep(normSteps);
        } else {
            to.batchNorm();
        }
    }
}
