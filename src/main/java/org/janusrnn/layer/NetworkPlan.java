package org.janusrnn.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.janusrnn.layer.Layer.LayerPass;
import org.janusrnn.layer.Layer.PassContext;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.Timeline;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.MemoryKind;
import org.janusrnn.tensor.Staging;
import org.janusrnn.tensor.Tensor;

/**
 * A network made ready for one batch shape and mode: all memory allocated, all launches recorded. Running it enqueues
 * them; nothing is allocated.
 */
public final class NetworkPlan implements AutoCloseable {
    /** What a plan is made for; batches of the same shape share one. */
    record Key(int steps, int batch, Mode mode, boolean lengths, boolean initial) {
        static Key of(Batch batch, Mode mode, boolean carried) {
            return new Key(batch.steps(), batch.size(), mode, batch.lengths() != null,
                    carried || batch.initial() != null);
        }
    }

    private final Network network;
    private final Engine engine;
    private final Key key;
    private final Arena arena;
    private final Arena.Region lengths;
    private final Flow input;
    private final List<LayerPass> passes = new ArrayList<>();
    private final StateTransfer transfer;
    private final Map<Object, AutoCloseable> attached = new HashMap<>();
    private Plan forward;
    private Plan backward;
    private Staging staging;
    private CarriedStates carried;

    NetworkPlan(Network network, Key key) {
        this.network = network;
        this.engine = network.engine();
        this.key = key;
        arena = new Arena(engine.context(), key.mode.name().toLowerCase(Locale.ROOT) + " with T=" + key.steps
                + ", B=" + key.batch);
        lengths = key.lengths ? arena.reserve("lengths", key.batch) : null;
        PassContext context = new PassContext(engine, arena, key.mode, key.initial, network.seed());
        long elements = network.embeds() ? 0 : (long) key.steps * key.batch * network.inputs();
        input = new Flow(arena.reserve(MemoryKind.KEPT_ACTIVATIONS, "input", elements),
                key.mode == Mode.GRADIENTS && !network.embeds() ? arena.reserve(MemoryKind.ACTIVATION_GRADIENTS,
                        "gradient of the input", elements) : null, lengths, key.steps, key.batch, network.inputs());
        Flow flow = input;
        for (Layer layer : network.layers()) {
            LayerPass pass = layer.pass(context, flow);
            passes.add(pass);
            flow = pass.out();
        }
        transfer = StateTransfer.of(passes, key.batch, engine);
        try {
            arena.allocate();
            record();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void record() {
        forward = new Plan(engine);
        if (!network.embeds()) {
            Padding.zero(forward, input.values(), input);
        }
        for (LayerPass pass : passes) {
            pass.forward(forward);
        }
        if (key.mode != Mode.INFERENCE) {
            backward = new Plan(engine);
            Padding.zero(backward, output().gradient(), output());
            for (int i = passes.size() - 1; i >= 0; i--) {
                passes.get(i).backward(backward);
            }
        }
        staging = new Staging(engine.queue(0), Math.max(Math.max(input.elements(), output().elements()), key.batch));
    }

    public Engine engine() {
        return engine;
    }

    /** What the last layer hands on: scores, and in training room for their gradient. */
    public Flow output() {
        return passes.get(passes.size() - 1).out();
    }

    /** Valid steps of each sequence at the output; null where all are valid. */
    public int[] outputLengths(Batch batch) {
        return network.outputLengths(batch);
    }

    /** Device memory of this plan in bytes. */
    public long bytes() {
        return arena.bytes();
    }

    /** Device memory of this plan, its network's parameters included, in bytes of each kind. */
    public Map<MemoryKind, Long> memory() {
        Map<MemoryKind, Long> bytes = network.memory(key.mode);
        arena.addTo(bytes);
        return bytes;
    }

    /** Kernels that one run launches, forward and backward. */
    public int launches() {
        return forward.launches() + (backward == null ? 0 : backward.launches());
    }

    /** How its time loops were planned, and why: where there was a choice. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>(forward.notes());
        if (backward != null) {
            notes.addAll(backward.notes());
        }
        return notes;
    }

    /** What one run does, launch by launch, and what that costs. */
    public List<Plan.Part> parts() {
        List<Plan.Part> parts = new ArrayList<>(forward.parts());
        if (backward != null) {
            parts.addAll(backward.parts());
        }
        return parts;
    }

    /**
     * Gives the plan a batch of its shape.
     *
     * @param round which step of training it is: dropout draws another mask each round.
     */
    public void begin(Batch batch, long round) {
        begin(batch, round, null);
    }

    /**
     * Gives the plan a batch of its shape that goes on where another ended. It starts from the states carried, or from its
     * own initial states where it has any; {@link #forward} then leaves the final states to be carried.
     *
     * @param states null: none are carried.
     */
    public void begin(Batch batch, long round, CarriedStates states) {
        network.form().check(batch);
        if (!Key.of(batch, key.mode, states != null).equals(key)) {
            throw new IllegalArgumentException("a plan for " + key + " was given " + batch);
        }
        if (states != null) {
            states.reserve(batch);
        }
        carried = states;
        if (batch.values() != null) {
            staging.write(input.values().buffer(), batch.values().data());
        }
        if (lengths != null) {
            staging.write(lengths.buffer(), batch.lengths(), key.batch);
        }
        if (batch.initial() != null) {
            transfer.writeInitial(batch.initial());
        } else if (states != null) {
            states.enter(transfer);
        }
        for (LayerPass pass : passes) {
            pass.begin(batch, round);
        }
    }

    /** Enqueues the forward pass, with the packing of weights that have changed; does not wait. */
    public void forward() {
        network.pack(key.mode);
        forward.enqueue();
        if (carried != null) {
            carried.leave(transfer);
        }
    }

    /** Enqueues the backward pass from the gradient of the output, which must be written by then; does not wait. */
    public void backward() {
        backward.enqueue();
    }

    /** Writes the gradients that arrive from above; those of the states may be null: zeros. */
    void writeOutputGradient(Tensor dy, States dStates) {
        staging.write(output().gradient().buffer(), dy.data());
        transfer.writeFinalGradients(dStates);
    }

    /** Waits for the forward pass and reads the output: {@code [T, B, F]}. */
    public Tensor readOutput() {
        return read(output().values(), output());
    }

    Tensor readInputGradient() {
        return input.gradient() == null ? null : read(input.gradient(), input);
    }

    private Tensor read(Arena.Region region, Flow flow) {
        Tensor tensor = Tensor.zeros(flow.steps(), flow.batch(), flow.width());
        staging.read(region.buffer(), 0, tensor.data(), 0, tensor.data().length);
        return tensor;
    }

    States readFinalStates() {
        return transfer.readFinal();
    }

    States readInitialGradients() {
        return transfer.readInitialGradients();
    }

    /** The device's times of the last run, which must have finished; needs an engine that profiles. */
    public Timeline timeline() {
        return backward == null ? forward.timeline() : forward.timeline().and(backward.timeline());
    }

    /**
     * What an owner keeps for this plan, as a trainer its loss: made when it is first asked for, closed with the plan.
     */
    public <A extends AutoCloseable> A attached(Object owner, Class<A> kind, Supplier<A> maker) {
        return kind.cast(attached.computeIfAbsent(owner, o -> maker.get()));
    }

    @Override
    public void close() {
        for (AutoCloseable each : attached.values()) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing what was attached to a plan failed", e);
            }
        }
        attached.clear();
        if (forward != null) {
            forward.close();
        }
        if (backward != null) {
            backward.close();
        }
        arena.close();
    }
}
