package org.janusrnn.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.janusrnn.cell.Cell;

/**
 * Layers that are put one behind the other; each takes what the one before it gives.
 *
 * @param <B> the builder that says it, a network's or a block's.
 */
abstract class LayerSequence<B extends LayerSequence<B>> {
    /** Of any size: the rows of all gates and directions of a layer are still an int. */
    private static final int MOST = 1 << 26;

    /** What the names of its layers start with; empty for a network's own. */
    private final String prefix;
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final StringJoiner architecture = new StringJoiner("; ");
    private int width;

    /** @param width numbers a row that comes in has; 0: not known yet. */
    LayerSequence(String prefix, int width) {
        this.prefix = prefix;
        this.width = width;
    }

    abstract B self();

    /** One recurrent layer in one direction. */
    public B recurrent(Cell cell, int hidden) {
        return recurrent(cell, hidden, options -> options);
    }

    /** A stack of recurrent layers. */
    public B recurrent(Cell cell, int hidden, UnaryOperator<RecurrentOptions> choices) {
        Objects.requireNonNull(cell, "the cell of a recurrent layer is null");
        RecurrentOptions options = choices.apply(new RecurrentOptions());
        String name = options.name != null ? within(written(options.name)) : name("rnn");
        add(new RecurrentLayer(name, cell, width, positive("hidden size", hidden), options));
        describe(RecurrentText.write(cell, hidden, options));
        return self();
    }

    /** y = x W^T + b on every row. */
    public B linear(int outputs) {
        return linear(outputs, options -> options);
    }

    /** y = activation(x W^T + b) on every row. */
    public B linear(int outputs, Activation activation) {
        return linear(outputs, options -> options.activation(activation));
    }

    /** A linear layer. */
    public B linear(int outputs, UnaryOperator<LinearOptions> choices) {
        LinearOptions options = choices.apply(new LinearOptions());
        String name = options.name != null ? within(written(options.name)) : name("fc");
        add(new LinearLayer(name, width, positive("outputs", outputs), options));
        describe(Architecture.write(outputs, options));
        return self();
    }

    /** A convolution over time, without padding. */
    public B convolution(int outputs, int kernel) {
        return convolution(outputs, kernel, options -> options);
    }

    /**
     * A convolution over time: each output step sees {@code kernel} steps. Of T steps floor((T + 2 padding - dilation
     * (kernel - 1) - 1) / stride) + 1 are left, and of each sequence as many as of its own length.
     */
    public B convolution(int outputs, int kernel, UnaryOperator<ConvolutionOptions> choices) {
        ConvolutionOptions options = choices.apply(new ConvolutionOptions());
        String name = options.name != null ? within(written(options.name)) : name("conv");
        add(new ConvolutionLayer(name, width, positive("outputs", outputs), options.window(positive("kernel", kernel)),
                options));
        describe(options.text(outputs, kernel));
        return self();
    }

    /** The largest of every {@code kernel} steps, for each feature. */
    public B maxPooling(int kernel) {
        return maxPooling(kernel, options -> options);
    }

    /** The largest of the {@code kernel} steps of a window that slides over time, for each feature. */
    public B maxPooling(int kernel, UnaryOperator<PoolingOptions> choices) {
        return pooling("max_pool", kernel, choices.apply(new PoolingOptions()));
    }

    /** The mean of every {@code kernel} steps, for each feature. */
    public B averagePooling(int kernel) {
        return averagePooling(kernel, options -> options);
    }

    /** The mean of the {@code kernel} steps of a window that slides over time; steps of the padding count as zeros. */
    public B averagePooling(int kernel, UnaryOperator<PoolingOptions> choices) {
        return pooling("average_pool", kernel, choices.apply(new PoolingOptions()));
    }

    private B pooling(String kind, int kernel, PoolingOptions options) {
        add(new PoolingLayer(name("pool"), width, options.window(positive("kernel", kernel)),
                kind.startsWith("max")));
        describe(options.text(kind, kernel));
        return self();
    }

    /** An activation on every number. */
    public B activation(Activation function) {
        Objects.requireNonNull(function, "the activation is null");
        add(new ActivationLayer(function, width));
        describe(function.toString());
        return self();
    }

    /**
     * Dropout, in training, with a mask for every number.
     *
     * @param probability of a number to be dropped, 0 to less than 1.
     */
    public B dropout(double probability) {
        return dropout("dropout", probability, false);
    }

    /**
     * Dropout, in training, with one mask for each sequence and feature that all its time steps share.
     *
     * @param probability of a feature to be dropped, 0 to less than 1.
     */
    public B dropoutOverTime(double probability) {
        return dropout("dropout_over_time", probability, true);
    }

    private B dropout(String kind, double probability, boolean shared) {
        add(new DropoutLayer(name("dropout"), width, probability, shared));
        describe(kind + " " + probability);
        return self();
    }

    /** Layer normalisation of every row. */
    public B layerNorm() {
        add(new LayerNormLayer(name("ln"), width));
        describe("layer_norm");
        return self();
    }

    /** Batch normalisation with statistics over batch and time. */
    public B batchNorm() {
        add(new BatchNormLayer(name("bn"), width, 0));
        describe("batch_norm");
        return self();
    }

    /**
     * Batch normalisation with statistics over the batch at every time step, for networks that answer at every step and
     * must not look ahead.
     *
     * @param steps the longest sequence in training; in inference later steps take the statistics of the last.
     */
    public B batchNormPerStep(int steps) {
        add(new BatchNormLayer(name("bn"), width, positive("steps of a batch normalisation", steps)));
        describe("batch_norm steps=" + steps);
        return self();
    }

    /**
     * Keeps only each sequence's last valid step, {@code [1, B, F]}: a head behind it answers once, at the end. Of a
     * bidirectional layer the backward direction has seen only that step by then; {@link #finalStates} has it whole.
     */
    public B lastStep() {
        add(new LastStepLayer("last", width, width));
        describe("last");
        return self();
    }

    /**
     * Keeps what each direction of the recurrent layer before it made of the whole sequence, {@code [1, B, D * H]}: h of
     * the forward direction at the last valid step, beside h of the backward direction at the first.
     *
     * @throws IllegalArgumentException where no recurrent layer, or one that adds up its directions, stands right before.
     */
    public B finalStates() {
        if (layers.isEmpty() || !(layers.get(layers.size() - 1) instanceof RecurrentLayer before) || before.summed) {
            throw new IllegalArgumentException("final states are those of a recurrent layer that stands right before "
                    + "and has its directions side by side: use lastStep() for others");
        }
        add(new LastStepLayer("final_states", width, before.directionOutputs()));
        describe("final_states");
        return self();
    }

    /**
     * A residual block: what the layers inside make is added to what goes in, y = x + f(x).
     *
     * @param inside says the layers, which must keep the width and the time steps.
     * @throws IllegalArgumentException where they do not, naming both widths.
     */
    public B residual(Consumer<BlockBuilder> inside) {
        return block("residual", inside, ResidualLayer::new);
    }

    /**
     * A densely connected layer: what the layers inside make stands behind what goes in, so that the width grows by theirs.
     *
     * @param inside says the layers, which must keep the time steps.
     */
    public B dense(Consumer<BlockBuilder> inside) {
        return block("dense", inside, DenseLayer::new);
    }

    /** A deep stack of IndRNNs, put together as its authors do. */
    public B stack(IndrnnStack stack) {
        stack.addTo(this);
        return self();
    }

    private B block(String kind, Consumer<BlockBuilder> inside, Block maker) {
        String name = name(kind);
        BlockBuilder block = new BlockBuilder(name, width);
        inside.accept(block);
        add(maker.of(name, width, block.layers()));
        describe(kind + "(" + block.architecture() + ")");
        return self();
    }

    private interface Block {
        BlockLayer of(String name, int width, List<Layer> body);
    }

    final void add(Layer layer) {
        if (width == 0) {
            throw new IllegalArgumentException("a network starts with input(size) or embedding(entries, size)");
        }
        layers.add(layer);
        width = layer.outputs();
    }

    /** Adds to the text of what is built. */
    final void describe(String layer) {
        architecture.add(layer);
    }

    /** Says how wide the rows are that come in. */
    final void start(int size) {
        width = size;
    }

    final List<Layer> layers() {
        return layers;
    }

    final String architecture() {
        return architecture.toString();
    }

    /** A name of its own for a layer: bn, bn2, bn3, ... */
    final String name(String stem) {
        int count = names.merge(stem, 1, Integer::sum);
        return within(count == 1 ? stem : stem + count);
    }

    /** PyTorch's dotted form: the name of a layer inside a block starts with the block's. */
    private String within(String name) {
        return prefix.isEmpty() ? name : name.isEmpty() ? prefix : prefix + "." + name;
    }

    /** A name that a model file can say again: it stands in {@link Architecture}'s text. */
    private static String written(String name) {
        if (!name.matches("[\\w.-]*")) {
            throw new IllegalArgumentException("a layer's name has letters, digits, '_', '-' and '.', not '" + name + "'");
        }
        return name;
    }

    static int positive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, not " + value);
        }
        if (value > MOST) {
            throw new IllegalArgumentException(what + " must be at most " + MOST + ", not " + value);
        }
        return value;
    }
}
