package org.janusrnn.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.janusrnn.layer.CarriedStates;
import org.janusrnn.layer.Mode;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkPlan;
import org.janusrnn.layer.States;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Tensor;

/**
 * One step of training: forward, loss, backward, clipping and the optimiser, all enqueued before the host waits once, for
 * the loss. The building block of {@link Trainer}.
 */
public final class TrainingStep implements AutoCloseable {
    private static final int NORM = 0;
    private static final int LOSS = 1;
    private static final int RESULTS = 2;

    /**
     * What a step found.
     *
     * @param loss         mean loss of the batch, before the step.
     * @param gradientNorm global 2-norm of the gradients, before clipping.
     */
    public record Result(double loss, double gradientNorm) {
    }

    private final Network network;
    private final Loss loss;
    private final Optimizer optimizer;
    private final Arena arena;
    private final Arena.Region results;
    private final Update update;
    private final ByteBuffer staging = ByteBuffer.allocateDirect(RESULTS * Float.BYTES)
            .order(ByteOrder.nativeOrder());
    private CarriedStates carried;
    private CarriedStates evaluated;
    private StepDecay decay;
    private long step;

    /** @param clip the largest global norm that gradients keep, as PyTorch's clip_grad_norm_; 0: no clipping. */
    public TrainingStep(Network network, Loss loss, Optimizer optimizer, double clip) {
        this(network, loss, optimizer, clip, List.of());
    }

    /** @param groups parameters with a weight decay of their own. */
    public TrainingStep(Network network, Loss loss, Optimizer optimizer, double clip, List<ParameterGroup> groups) {
        Optimizers.notNegative("norm to clip at", clip);
        this.network = network;
        this.loss = loss;
        this.optimizer = optimizer;
        arena = new Arena(network.engine().context(), "the results of training steps");
        results = arena.reserve("loss and norm", RESULTS);
        arena.allocate();
        update = new Update(network, optimizer, groups, clip, results);
    }

    /**
     * Truncated backpropagation through time: from now on a batch goes on from the states that the one before left, until
     * {@link #resetState}. Gradients end where a batch starts. A batch's own initial states take the place of those
     * carried.
     *
     * @throws IllegalArgumentException naming a layer that needs whole sequences, as a bidirectional one does.
     */
    public TrainingStep carryState() {
        if (carried == null) {
            carried = network.carriedStates();
            evaluated = network.carriedStates();
        }
        return this;
    }

    /** The learning rate falls with the number of steps; null: it does not. */
    public TrainingStep decay(StepDecay chosen) {
        decay = chosen;
        return this;
    }

    /** The next batch is the start of sequences. */
    public void resetState() {
        if (carried != null) {
            carried.reset();
        }
    }

    /** Learns from a batch. */
    public Result train(TrainingBatch batch) {
        return network.exclusively(() -> {
            NetworkPlan plan = network.plan(batch.input(), Mode.TRAINING, carried);
            LossPass losses = plan.attached(this, LossPass.class,
                    () -> new LossPass(plan, loss, results, LOSS, true));
            plan.begin(batch.input(), step, carried);
            losses.begin(batch);
            update.hold();
            plan.forward();
            losses.enqueue();
            plan.backward();
            step++;
            update.enqueue(step, decay == null ? optimizer.rate() : optimizer.rate() * decay.at(step));
            read();
            return new Result(staging.getFloat(LOSS * Float.BYTES) / Math.max(1, losses.counted()),
                    Math.sqrt(staging.getFloat(NORM * Float.BYTES)));
        });
    }

    /** How the network does on a set, without learning from it; states are carried where they are in training. */
    public Score evaluate(DataSet set) {
        double sum = 0;
        long counted = 0;
        long correct = 0;
        for (int index = 0; index < set.batches(); index++) {
            TrainingBatch batch = set.batch(0, index);
            if (evaluated != null && (index == 0 || !set.continues(0, index))) {
                evaluated.reset();
            }
            Score score = network.exclusively(() -> evaluate(batch));
            sum += score.loss();
            counted += score.counted();
            correct += score.correct();
        }
        return new Score(sum / Math.max(1, counted), correct, counted);
    }

    /** The sum of the losses of one batch, not their mean. */
    private Score evaluate(TrainingBatch batch) {
        NetworkPlan plan = network.plan(batch.input(), Mode.INFERENCE, evaluated);
        LossPass losses = plan.attached(this, LossPass.class,
                () -> new LossPass(plan, loss, results, LOSS, false));
        plan.begin(batch.input(), 0, evaluated);
        losses.begin(batch);
        plan.forward();
        losses.enqueue();
        read();
        return new Score(staging.getFloat(LOSS * Float.BYTES), losses.correct(batch.classes()), losses.counted());
    }

    private void read() {
        staging.clear();
        network.engine().queue(0).read(results.buffer(), 0, staging);
    }

    /** Steps done so far. */
    public long steps() {
        return step;
    }

    /** The optimiser's memory, a tensor for each parameter: {@code mean.weight_ih_l0}. */
    Map<String, Tensor> memory() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        update.memory().forEach((name, region) -> network.parameters().all()
                .forEach(p -> all.put(name + "." + p.name(), network.parameters().read(region, p))));
        return all;
    }

    /** The states that the next batch goes on from; null where there are none. */
    States states() {
        return carried == null ? null : carried.read();
    }

    /** Takes up where another run stood. */
    void resume(long steps, Function<String, Tensor> stored, States states) {
        if (carried != null) {
            carried.write(states);
        }
        step = steps;
        update.memory().forEach((name, region) -> network.parameters().all()
                .forEach(p -> network.parameters().write(region, p, stored.apply(name + "." + p.name()))));
    }

    @Override
    public void close() {
        if (carried != null) {
            carried.close();
            evaluated.close();
        }
        update.close();
        arena.close();
    }
}
