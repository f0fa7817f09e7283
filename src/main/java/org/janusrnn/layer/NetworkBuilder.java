package org.janusrnn.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import org.janusrnn.cell.Cell;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.schedule.Engine;

/** Builds a network layer by layer; each layer takes what the one before it gives. */
public final class NetworkBuilder {
    private final Engine engine;
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final StringJoiner architecture = new StringJoiner("; ");
    private int width;
    private int inputs;
    private long seed = 1;
    private boolean built;
    private RecurrentInitializer initializer = Initializers.pytorch();

    NetworkBuilder(Engine engine) {
        this.engine = engine;
    }

    /**
     * A builder that already has the layers of a text, as {@link Network#architecture()} gives it:
     * {@code embedding 36 34; lstm 64 layers=2 bidirectional; linear 5}.
     *
     * @param cells the cells of the user's own that the text may name, as in {@code cell ugrnn 64}.
     * @throws IllegalArgumentException naming what cannot be read, or the cell that is missing.
     */
    public static NetworkBuilder of(Engine engine, String architecture, Cell... cells) {
        return Architecture.read(engine, architecture, cells);
    }

    /** The input is values: {@code [T, B, size]}. */
    public NetworkBuilder input(int size) {
        start(size);
        architecture.add("input " + positive("input size", size));
        return this;
    }

    /** The input is indices: each becomes its row of a table [entries][size]. */
    public NetworkBuilder embedding(int entries, int size) {
        start(1);
        add(new EmbeddingLayer(name("embedding"), positive("embedding entries", entries),
                positive("embedding size", size)));
        architecture.add("embedding " + entries + " " + size);
        return this;
    }

    private void start(int size) {
        if (inputs != 0) {
            throw new IllegalArgumentException("a network has one input, and it comes first");
        }
        inputs = size;
        width = size;
    }

    /** One recurrent layer in one direction. */
    public NetworkBuilder recurrent(Cell cell, int hidden) {
        return recurrent(cell, hidden, options -> options);
    }

    /** A stack of recurrent layers. */
    public NetworkBuilder recurrent(Cell cell, int hidden, UnaryOperator<RecurrentOptions> choices) {
        RecurrentOptions options = choices.apply(new RecurrentOptions());
        String name = options.name != null ? options.name : name("rnn");
        add(new RecurrentLayer(name, cell, width, positive("hidden size", hidden), options));
        architecture.add(Architecture.write(cell, hidden, options));
        return this;
    }

    /** y = x W^T + b on every row. */
    public NetworkBuilder linear(int outputs) {
        return linear(outputs, options -> options);
    }

    /** y = activation(x W^T + b) on every row. */
    public NetworkBuilder linear(int outputs, Activation activation) {
        return linear(outputs, options -> options.activation(activation));
    }

    /** A linear layer. */
    public NetworkBuilder linear(int outputs, UnaryOperator<LinearOptions> choices) {
        LinearOptions options = choices.apply(new LinearOptions());
        String name = options.name != null ? options.name : name("fc");
        add(new LinearLayer(name, width, positive("outputs", outputs), options));
        architecture.add(Architecture.write(outputs, options));
        return this;
    }

    /** A convolution over time, without padding. */
    public NetworkBuilder convolution(int outputs, int kernel) {
        return convolution(outputs, kernel, options -> options);
    }

    /**
     * A convolution over time: each output step sees {@code kernel} steps. Of T steps floor((T + 2 padding - dilation
     * (kernel - 1) - 1) / stride) + 1 are left, and of each sequence as many as of its own length.
     */
    public NetworkBuilder convolution(int outputs, int kernel, UnaryOperator<ConvolutionOptions> choices) {
        ConvolutionOptions options = choices.apply(new ConvolutionOptions());
        String name = options.name != null ? options.name : name("conv");
        add(new ConvolutionLayer(name, width, positive("outputs", outputs), options.window(positive("kernel", kernel)),
                options));
        architecture.add(options.text(outputs, kernel));
        return this;
    }

    /** The largest of every {@code kernel} steps, for each feature. */
    public NetworkBuilder maxPooling(int kernel) {
        return maxPooling(kernel, options -> options);
    }

    /** The largest of the {@code kernel} steps of a window that slides over time, for each feature. */
    public NetworkBuilder maxPooling(int kernel, UnaryOperator<PoolingOptions> choices) {
        return pooling("max_pool", kernel, choices.apply(new PoolingOptions()));
    }

    /** The mean of every {@code kernel} steps, for each feature. */
    public NetworkBuilder averagePooling(int kernel) {
        return averagePooling(kernel, options -> options);
    }

    /** The mean of the {@code kernel} steps of a window that slides over time; steps of the padding count as zeros. */
    public NetworkBuilder averagePooling(int kernel, UnaryOperator<PoolingOptions> choices) {
        return pooling("average_pool", kernel, choices.apply(new PoolingOptions()));
    }

    private NetworkBuilder pooling(String kind, int kernel, PoolingOptions options) {
        add(new PoolingLayer(name("pool"), width, options.window(positive("kernel", kernel)),
                kind.startsWith("max")));
        architecture.add(options.text(kind, kernel));
        return this;
    }

    /** An activation on every number. */
    public NetworkBuilder activation(Activation function) {
        add(new ActivationLayer(function, width));
        architecture.add(function.toString());
        return this;
    }

    /**
     * Dropout, in training, with a mask for every number.
     *
     * @param probability of a number to be dropped, 0 to less than 1.
     */
    public NetworkBuilder dropout(double probability) {
        return dropout("dropout", probability, false);
    }

    /**
     * Dropout, in training, with one mask for each sequence and feature that all its time steps share.
     *
     * @param probability of a feature to be dropped, 0 to less than 1.
     */
    public NetworkBuilder dropoutOverTime(double probability) {
        return dropout("dropout_over_time", probability, true);
    }

    private NetworkBuilder dropout(String kind, double probability, boolean shared) {
        add(new DropoutLayer(name("dropout"), width, probability, shared));
        architecture.add(kind + " " + probability);
        return this;
    }

    /** Layer normalisation of every row. */
    public NetworkBuilder layerNorm() {
        add(new LayerNormLayer(name("ln"), width));
        architecture.add("layer_norm");
        return this;
    }

    /** Batch normalisation with statistics over batch and time. */
    public NetworkBuilder batchNorm() {
        add(new BatchNormLayer(name("bn"), width, 0));
        architecture.add("batch_norm");
        return this;
    }

    /**
     * Batch normalisation with statistics over the batch at every time step, for networks that answer at every step and
     * must not look ahead.
     *
     * @param steps the longest sequence in training; in inference later steps take the statistics of the last.
     */
    public NetworkBuilder batchNormPerStep(int steps) {
        add(new BatchNormLayer(name("bn"), width, positive("steps of a batch normalisation", steps)));
        architecture.add("batch_norm steps=" + steps);
        return this;
    }

    /**
     * Keeps only each sequence's last valid step, {@code [1, B, F]}: a head behind it answers once, at the end. Of a
     * bidirectional layer the backward direction has seen only that step by then; {@link #finalStates} has it whole.
     */
    public NetworkBuilder lastStep() {
        add(new LastStepLayer("last", width, width));
        architecture.add("last");
        return this;
    }

    /**
     * Keeps what each direction of the recurrent layer before it made of the whole sequence, {@code [1, B, D * H]}: h of
     * the forward direction at the last valid step, beside h of the backward direction at the first.
     *
     * @throws IllegalArgumentException where no recurrent layer, or one that adds up its directions, stands right before.
     */
    public NetworkBuilder finalStates() {
        if (layers.isEmpty() || !(layers.get(layers.size() - 1) instanceof RecurrentLayer before) || before.summed) {
            throw new IllegalArgumentException("final states are those of a recurrent layer that stands right before "
                    + "and has its directions side by side: use lastStep() for others");
        }
        add(new LastStepLayer("final_states", width, before.directionOutputs()));
        architecture.add("final_states");
        return this;
    }

    /** Where start values and the masks of dropout come from; the same seed gives the same network. Default 1. */
    public NetworkBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** How recurrent layers start that have no initializer of their own; default {@link Initializers#pytorch}. */
    public NetworkBuilder initializer(RecurrentInitializer rule) {
        initializer = rule;
        return this;
    }

    private void add(Layer layer) {
        if (inputs == 0) {
            throw new IllegalArgumentException("a network starts with input(size) or embedding(entries, size)");
        }
        layers.add(layer);
        width = layer.outputs();
    }

    private String name(String stem) {
        int count = names.merge(stem, 1, Integer::sum);
        return count == 1 ? stem : stem + count;
    }

    private static int positive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, not " + value);
        }
        return value;
    }

    /**
     * Checks that a file has the parameters of this network, and no others, before device memory is touched.
     *
     * @throws SafetensorsException naming the tensor that does not fit.
     */
    NetworkBuilder check(SafetensorsFile file) {
        Parameters declared = new Parameters(engine);
        layers.forEach(layer -> layer.declare(declared));
        declared.check(file);
        return this;
    }

    /** Allocates the parameters on the device and gives them their start values. */
    public Network build() {
        if (built) {
            throw new IllegalStateException("a builder builds one network: start another with Network.builder");
        }
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a network needs at least one layer");
        }
        built = true;
        return new Network(engine, layers, inputs, architecture.toString(), seed, initializer);
    }
}
