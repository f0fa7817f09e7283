package org.janusrnn.layer;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.janusrnn.cell.Cell;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.Timeline;
import org.janusrnn.tensor.MemoryKind;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * A network on a device: layers and their parameters. Plans for batch shapes are made when a shape first comes, and the
 * latest few are kept.
 *
 * <p>A network works for one thread at a time: a call while another thread is inside one is refused, with an
 * {@link IllegalStateException} that names both threads. Several networks may work at once, each with an engine of its own.
 */
public final class Network implements AutoCloseable {
    private final Engine engine;
    private final List<Layer> layers;
    private final NetworkForm form;
    private final String architecture;
    private final long seed;
    private final Parameters parameters;
    private final PackedWeights packed;
    private final KeptPlans plans = new KeptPlans();
    private final SoleUser user = new SoleUser();

    Network(Engine engine, List<Layer> layers, int inputs, String architecture, long seed,
            RecurrentInitializer initializer) {
        this.engine = engine;
        this.layers = List.copyOf(layers);
        form = new NetworkForm(this.layers, inputs);
        this.architecture = architecture;
        this.seed = seed;
        parameters = new Parameters(engine);
        packed = new PackedWeights(engine, this.layers, parameters);
        try {
            this.layers.forEach(layer -> layer.declare(parameters));
            form.layers().forEach(layer -> layer.checkStart(initializer));
            parameters.allocate();
            packed.allocate();
            Initializer draws = new Initializer(seed, initializer, form.lastUsed());
            this.layers.forEach(layer -> layer.initialise(parameters, draws));
        } catch (RuntimeException | Error e) {
            release();
            throw e;
        }
    }

    /** Starts a network on a device. */
    public static NetworkBuilder builder(Engine engine) {
        return new NetworkBuilder(engine);
    }

    /**
     * A network as {@link #save(Path)} wrote it.
     *
     * @param cells the cells of the user's own that it may have; the file knows them by name only.
     * @throws SafetensorsException where the file's architecture and parameters do not fit together; before device
     *                              memory is touched.
     */
    public static Network read(Engine engine, Path path, Cell... cells) {
        return read(engine, Safetensors.read(path), cells);
    }

    /** As {@link #read(Engine, Path, Cell...)}, from a file that is open already. */
    public static Network read(Engine engine, SafetensorsFile file, Cell... cells) {
        return ModelFile.read(engine, file, cells);
    }

    public Engine engine() {
        return engine;
    }

    public Parameters parameters() {
        return parameters;
    }

    /** What it is built of, in the text form that {@link NetworkBuilder#of} reads. */
    public String architecture() {
        return architecture;
    }

    /** What its start values were drawn by, and its masks of dropout are. */
    public long seed() {
        return seed;
    }

    /** Numbers a row of the input has; 1 for an embedding's index. */
    public int inputs() {
        return form.inputs();
    }

    /** Numbers a row of the output has. */
    public int outputs() {
        return layers.get(layers.size() - 1).outputs();
    }

    List<Layer> layers() {
        return layers;
    }

    NetworkForm form() {
        return form;
    }

    boolean embeds() {
        return form.embeds();
    }

    /** Runs a batch forward. */
    public Output run(Batch batch) {
        return exclusively(() -> {
            NetworkPlan plan = plan(batch, Mode.INFERENCE);
            plan.begin(batch, 0);
            plan.forward();
            return new Output(plan.readOutput(), plan.readFinalStates());
        });
    }

    /** The output for a batch: {@code [T, B, F]}; T is 1 behind a last-step head. */
    public Tensor predict(Batch batch) {
        return run(batch).y();
    }

    /**
     * The class with the best score at every step of a batch.
     *
     * @return {@code [T * B]}, row t * B + b; -1 behind a sequence's end. Behind a last-step head {@code [B]}.
     */
    public int[] classify(Batch batch) {
        return classes(predict(batch), batch);
    }

    int[] classes(Tensor scores, Batch batch) {
        int[] classes = new Output(scores, null).classes();
        int[] lengths = outputLengths(batch);
        for (int row = 0; lengths != null && row < classes.length; row++) {
            classes[row] = row / batch.size() < lengths[row % batch.size()] ? classes[row] : -1;
        }
        return classes;
    }

    /**
     * Runs a batch forward and backward.
     *
     * @param dy      gradient of the output, of its shape.
     * @param dStates gradients of the final states; null: zeros, and so is a missing c.
     * @throws IllegalArgumentException where a shape does not fit, before any device memory is touched.
     */
    public Gradients gradients(Batch batch, Tensor dy, States dStates) {
        Objects.requireNonNull(dy, "the gradient of the output is null");
        return exclusively(() -> {
            form.check(batch);
            Shape out = Shape.of(form.outputSteps(batch.steps()), batch.size(), outputs());
            if (!dy.shape().equals(out)) {
                throw new IllegalArgumentException("the gradient of the output has the shape " + dy.shape()
                        + ", the output " + out);
            }
            form.check("gradients of the final states", dStates, batch.size(), false);
            NetworkPlan plan = plan(batch, Mode.GRADIENTS);
            plan.begin(batch, 0);
            plan.forward();
            plan.writeOutputGradient(dy, dStates);
            plan.backward();
            return Gradients.read(plan, parameters);
        });
    }

    /**
     * Starts to read sequences piece by piece.
     *
     * @throws IllegalArgumentException naming a layer that needs whole sequences, as a bidirectional one does.
     */
    public Session session() {
        return new Session(this);
    }

    /**
     * Room for states that are carried from batch to batch, none yet; to be closed before the network.
     *
     * @throws IllegalArgumentException naming a layer that needs whole sequences, as a bidirectional one does.
     */
    public CarriedStates carriedStates() {
        return new CarriedStates(this);
    }

    /** The plan for batches of this one's shape; the network owns it. */
    public NetworkPlan plan(Batch batch, Mode mode) {
        return plan(batch, mode, null);
    }

    /**
     * The plan for batches of this one's shape that start from states carried.
     *
     * @param states null: none are carried.
     */
    public NetworkPlan plan(Batch batch, Mode mode, CarriedStates states) {
        form.check(batch);
        if (mode != Mode.INFERENCE) {
            form.checkTraining();
        }
        plans.makeRoomFor(() -> {
            packed.prepare(mode);
            return states == null ? null : states.reserve(batch);
        });
        NetworkPlan.Key key = NetworkPlan.Key.of(batch, mode, states != null);
        return plans.get(key, () -> new NetworkPlan(this, key));
    }

    /** Runs an action with the network to itself. */
    public <R> R exclusively(Supplier<R> action) {
        return user.run(action);
    }

    /**
     * Valid steps of each sequence at the output, of which convolution and pooling leave fewer than came in; null where
     * all are valid, as behind a head that leaves one step.
     *
     * @throws IllegalArgumentException naming the layer, and the sequence, where no step is left.
     */
    public int[] outputLengths(Batch batch) {
        return form.outputLengths(batch);
    }

    /** Enqueues the packing of weights that have changed since they were packed last. */
    void pack(Mode mode) {
        packed.pack(mode);
    }

    /**
     * The device's times of the last packing of weights for a mode, which must have finished; needs an engine that
     * profiles.
     */
    public Timeline packing(Mode mode) {
        return packed.timeline(mode);
    }

    /** Device memory of the parameters and of what is packed from them for a mode, in bytes of each kind. */
    Map<MemoryKind, Long> memory(Mode mode) {
        Map<MemoryKind, Long> bytes = MemoryKind.none();
        parameters.addTo(bytes);
        packed.addTo(bytes, mode);
        return bytes;
    }

    /** What a packing of the weights for a mode does. */
    public List<Plan.Part> packingParts(Mode mode) {
        return packed.parts(mode);
    }

    /** Kernels that a packing of the weights for a mode launches. */
    public int packingLaunches(Mode mode) {
        return packed.launches(mode);
    }

    /** Copies of all parameters and buffers by name. */
    public Map<String, Tensor> values() {
        return exclusively(() -> {
            Map<String, Tensor> all = new LinkedHashMap<>();
            parameters.stored().forEach(p -> all.put(p.name(), parameters.get(p.name())));
            return all;
        });
    }

    /**
     * Takes parameters from a file; every name, shape and type is checked before any is changed. NaN and infinity are
     * taken as they are, and told in the log.
     *
     * @throws SafetensorsException naming the tensor that does not fit.
     */
    public void load(SafetensorsFile file) {
        exclusively(() -> {
            ModelFile.load(file, parameters);
            return null;
        });
    }

    /** Writes the parameters, with the architecture and {@code metadata} beside them; whole or not at all. */
    public void save(Path path, Map<String, String> metadata) {
        ModelFile.write(path, this, metadata);
    }

    /** Writes the parameters and the architecture. */
    public void save(Path path) {
        save(path, Map.of());
    }

    /** @throws IllegalStateException where another thread is inside a call: its work goes on, and nothing is closed. */
    @Override
    public void close() {
        user.close(this::release);
    }

    private void release() {
        plans.close();
        packed.close();
        parameters.close();
    }
}
