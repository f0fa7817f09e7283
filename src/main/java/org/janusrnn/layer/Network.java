package org.janusrnn.layer;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.Collectors;
import org.janusrnn.cell.Cell;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.Timeline;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.DeviceMemoryException;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network on a device: layers and their parameters. Plans for batch shapes are made when a shape first comes, and the
 * latest few are kept.
 *
 * <p>A network works for one thread at a time: a call while another thread is inside one is refused, with an
 * {@link IllegalStateException} that names both threads. Several networks may work at once, each with an engine of its own.
 */
public final class Network implements AutoCloseable {
    /** Plans kept: training, evaluation and a last, shorter batch of each, twice over. */
    private static final int MOST_PLANS = 8;
    private static final String ARCHITECTURE = "architecture";
    private static final Logger LOG = LoggerFactory.getLogger(Network.class);

    private final Engine engine;
    private final List<Layer> layers;
    private final NetworkForm form;
    private final String architecture;
    private final long seed;
    private final Parameters parameters;
    private final Arena forwardPanels;
    private final Arena backwardPanels;
    private final Plan packForward;
    private Plan packBackward;
    /** The one unused for longest first. */
    private final Map<NetworkPlan.Key, NetworkPlan> plans = new LinkedHashMap<>(2 * MOST_PLANS, 0.75f, true);
    private final AtomicReference<Thread> user = new AtomicReference<>();
    private long packedForward;
    private long packedBackward;
    private volatile boolean closed;

    Network(Engine engine, List<Layer> layers, int inputs, String architecture, long seed,
            RecurrentInitializer initializer) {
        this.engine = engine;
        this.layers = List.copyOf(layers);
        form = new NetworkForm(this.layers, inputs);
        this.architecture = architecture;
        this.seed = seed;
        parameters = new Parameters(engine);
        forwardPanels = new Arena(engine.context(), "the network's packed weights");
        backwardPanels = new Arena(engine.context(), "the network's packed weights for training");
        packForward = new Plan(engine);
        try {
            this.layers.forEach(layer -> layer.declare(parameters));
            parameters.allocate();
            this.layers.forEach(layer -> layer.reservePanels(parameters, forwardPanels, backwardPanels));
            forwardPanels.allocate();
            this.layers.forEach(layer -> layer.packForward(packForward));
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
     * @throws SafetensorsException where the file's architecture and parameters do not fit together; before device memory
     *                              is touched.
     */
    public static Network read(Engine engine, Path path, Cell... cells) {
        return read(engine, Safetensors.read(path), cells);
    }

    /** As {@link #read(Engine, Path, Cell...)}, from a file that is open already. */
    public static Network read(Engine engine, SafetensorsFile file, Cell... cells) {
        String architecture = file.metadata().get(ARCHITECTURE);
        if (architecture == null) {
            throw new SafetensorsException(file.path(), "its metadata has no '" + ARCHITECTURE + "', from which a network "
                    + "is built: it is no model that Janus has written");
        }
        NetworkBuilder builder;
        try {
            builder = NetworkBuilder.of(engine, architecture, cells);
        } catch (IllegalArgumentException e) {
            throw new SafetensorsException(file.path(), "its architecture " + SafetensorsException.quote(architecture)
                    + " cannot be built: " + e.getMessage(), e);
        }
        Network network = builder.check(file).build();
        try {
            network.load(file);
            return network;
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
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
            Output output = new Output(plan.readOutput(), plan.readFinalStates());
            Map<String, Tensor> found = new LinkedHashMap<>();
            for (Parameters.Parameter p : parameters.all()) {
                found.put(p.name(), parameters.gradient(p.name()));
            }
            return new Gradients(output, plan.readInputGradient(), plan.readInitialGradients(), found);
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
        if (mode != Mode.INFERENCE && packBackward == null) {
            preparePackBackward();
        }
        if (states != null) {
            makeRoomFor(() -> states.reserve(batch));
        }
        NetworkPlan.Key key = NetworkPlan.Key.of(batch, mode, states != null);
        NetworkPlan plan = plans.get(key);
        if (plan == null) {
            if (plans.size() == MOST_PLANS) {
                closeOldest();
            }
            plan = makeRoomFor(() -> new NetworkPlan(this, key));
            plans.put(key, plan);
        }
        return plan;
    }

    private void preparePackBackward() {
        Plan pack = new Plan(engine);
        try {
            backwardPanels.allocate();
            layers.forEach(layer -> layer.packBackward(pack));
        } catch (RuntimeException | Error e) {
            pack.close();
            backwardPanels.close();
            throw e;
        }
        packBackward = pack;
    }

    /** Where the device has no room beside the plans kept for other shapes, they go, the one unused for longest first. */
    private <R> R makeRoomFor(Supplier<R> allocation) {
        while (true) {
            try {
                return allocation.get();
            } catch (DeviceMemoryException e) {
                if (plans.isEmpty()) {
                    throw e;
                }
                closeOldest();
            }
        }
    }

    private void closeOldest() {
        Iterator<NetworkPlan> oldest = plans.values().iterator();
        NetworkPlan plan = oldest.next();
        oldest.remove();
        plan.close();
    }

    /** Runs an action with the network to itself. */
    public <R> R exclusively(Supplier<R> action) {
        Thread self = Thread.currentThread();
        Thread other = user.compareAndExchange(null, self);
        if (other != null && other != self) {
            throw new IllegalStateException("the network is at work for thread " + other.getName() + "; thread "
                    + self.getName() + " must wait, or use a network and engine of its own");
        }
        try {
            if (closed) {
                throw new IllegalStateException("the network is closed");
            }
            return action.get();
        } finally {
            if (other == null) {
                user.set(null);
            }
        }
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
        if (packedForward != parameters.version()) {
            packForward.enqueue();
            packedForward = parameters.version();
        }
        if (mode != Mode.INFERENCE && packedBackward != parameters.version()) {
            packBackward.enqueue();
            packedBackward = parameters.version();
        }
    }

    /**
     * The device's times of the last packing of weights for a mode, which must have finished; needs an engine that
     * profiles.
     */
    public Timeline packing(Mode mode) {
        Timeline forward = packForward.timeline();
        return mode == Mode.INFERENCE ? forward : forward.and(packBackward.timeline());
    }

    /** What a packing of the weights for a mode does. */
    public List<Plan.Part> packingParts(Mode mode) {
        return mode == Mode.INFERENCE ? packForward.parts()
                : Stream.concat(packForward.parts().stream(), packBackward.parts().stream()).toList();
    }

    /** Kernels that a packing of the weights for a mode launches. */
    public int packingLaunches(Mode mode) {
        return packForward.launches() + (mode == Mode.INFERENCE ? 0 : packBackward.launches());
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
            parameters.check(file);
            Map<String, Tensor> read = new LinkedHashMap<>();
            parameters.stored().forEach(p -> read.put(p.name(), file.tensor(p.name())));
            String broken = read.entrySet().stream().filter(each -> each.getValue().nonFinite() > 0)
                    .map(each -> each.getValue().nonFinite() + " in " + each.getKey()).collect(Collectors.joining(", "));
            if (!broken.isEmpty()) {
                LOG.warn("{}: NaN or infinite numbers in the file: {}; what they reach becomes NaN too", file.path(),
                        broken);
            }
            read.forEach(parameters::set);
            return null;
        });
    }

    /** Writes the parameters, with the architecture and {@code metadata} beside them; whole or not at all. */
    public void save(Path path, Map<String, String> metadata) {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        all.put(ARCHITECTURE, architecture);
        Safetensors.write(path, all, values());
    }

    /** Writes the parameters and the architecture. */
    public void save(Path path) {
        save(path, Map.of());
    }

    /** @throws IllegalStateException where another thread is inside a call: its work goes on, and nothing is closed. */
    @Override
    public void close() {
        if (!closed) {
            exclusively(() -> {
                release();
                return null;
            });
        }
    }

    private void release() {
        closed = true;
        plans.values().forEach(NetworkPlan::close);
        plans.clear();
        packForward.close();
        if (packBackward != null) {
            packBackward.close();
        }
        forwardPanels.close();
        backwardPanels.close();
        parameters.close();
    }
}
