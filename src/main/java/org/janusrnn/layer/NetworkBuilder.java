package org.janusrnn.layer;

import java.util.Objects;
import org.janusrnn.cell.Cell;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.schedule.Engine;

/** Builds a network layer by layer; each layer takes what the one before it gives. */
public final class NetworkBuilder extends LayerSequence<NetworkBuilder> {
    private final Engine engine;
    private int inputs;
    private long seed = 1;
    private boolean built;
    private RecurrentInitializer initializer = Initializers.pytorch();

    NetworkBuilder(Engine engine) {
        super("", 0);
        this.engine = engine;
    }

    @Override
    NetworkBuilder self() {
        return this;
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
        enter(size);
        describe("input " + positive("input size", size));
        return this;
    }

    /** The input is indices: each becomes its row of a table [entries][size]. */
    public NetworkBuilder embedding(int entries, int size) {
        enter(1);
        add(new EmbeddingLayer(name("embedding"), positive("embedding entries", entries),
                positive("embedding size", size)));
        describe("embedding " + entries + " " + size);
        return this;
    }

    private void enter(int size) {
        if (inputs != 0) {
            throw new IllegalArgumentException("a network has one input, and it comes first");
        }
        inputs = size;
        start(size);
    }

    /** Where start values and the masks of dropout come from; the same seed gives the same network. Default 1. */
    public NetworkBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** How recurrent layers start that have no initializer of their own; default {@link Initializers#pytorch}. */
    public NetworkBuilder initializer(RecurrentInitializer rule) {
        initializer = Objects.requireNonNull(rule, "the initializer is null");
        return this;
    }

    /**
     * Checks that a file has the parameters of this network, and no others, before device memory is touched.
     *
     * @throws SafetensorsException naming the tensor that does not fit.
     */
    NetworkBuilder check(SafetensorsFile file) {
        Parameters declared = new Parameters(engine);
        layers().forEach(layer -> layer.declare(declared));
        declared.check(file);
        return this;
    }

    /** Allocates the parameters on the device and gives them their start values. */
    public Network build() {
        if (built) {
            throw new IllegalStateException("a builder builds one network: start another with Network.builder");
        }
        if (layers().isEmpty()) {
            throw new IllegalArgumentException("a network needs at least one layer");
        }
        built = true;
        return new Network(engine, layers(), inputs, architecture(), seed, initializer);
    }
}
