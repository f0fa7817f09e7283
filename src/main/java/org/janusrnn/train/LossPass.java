package org.janusrnn.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.janusrnn.cl.ClKernel;
import org.janusrnn.kernel.Defines;
import org.janusrnn.layer.Flow;
import org.janusrnn.layer.NetworkPlan;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Shape;

/**
 * A loss at work behind a network's plan: takes the targets of a batch, leaves the sum of the losses and, in training,
 * the gradient of the mean loss in the network's output.
 */
final class LossPass implements AutoCloseable {
    private static final int CLASSES_SCALE = 7;
    private static final int VALUES_SCALE = 8;
    private static final int IGNORED = -1;

    private final Loss loss;
    private final Flow out;
    private final NetworkPlan network;
    private final Arena arena;
    private final Arena.Region targets;
    private final Arena.Region losses;
    private final Arena.Region predicted;
    private final Plan plan;
    private final ClKernel kernel;
    private final ByteBuffer staging;
    private long counted;

    /**
     * @param sum      where the sum of the losses goes.
     * @param at       at which float of it.
     * @param training whether the gradient is wanted.
     */
    LossPass(NetworkPlan network, Loss loss, Object sum, long at, boolean training) {
        this.loss = loss;
        this.network = network;
        this.out = network.output();
        boolean classes = loss == Loss.CROSS_ENTROPY;
        long numbers = classes ? out.rows() : out.elements();
        arena = new Arena(network.engine().context(), "a loss over T=" + out.steps() + ", B=" + out.batch());
        targets = arena.reserve("targets", numbers);
        losses = arena.reserve("losses", numbers);
        predicted = classes && !training ? arena.reserve("predicted classes", out.rows()) : null;
        DeviceSum total = new DeviceSum(arena, numbers);
        arena.allocate();
        plan = new Plan(network.engine());
        Object gradient = training ? out.gradient() : null;
        Object lengths = out.lengths();
        if (classes) {
            kernel = plan.pointwise(0, "cross-entropy",
                    Plan.Source.of("pointwise/cross_entropy.cl", "cross_entropy", Defines.of()), out.rows(), 1,
                    out.values(), targets, losses, gradient, predicted, out.rows(), out.width(), 0f);
        } else {
            kernel = plan.pointwise(0, "squared error",
                    Plan.Source.of("pointwise/squared_error.cl", "squared_error", Defines.of()), out.rows(),
                    out.width(), out.values(), targets, lengths, losses, gradient, out.rows(), out.batch(),
                    out.width(), 0f);
        }
        total.record(plan, losses, false, sum, at);
        staging = ByteBuffer.allocateDirect(Math.toIntExact(numbers * Float.BYTES)).order(ByteOrder.nativeOrder());
    }

    /**
     * Takes the targets of a batch; classes and shapes are checked before anything is written.
     *
     * @throws IllegalArgumentException where they do not fit the network's output.
     */
    void begin(TrainingBatch batch) {
        staging.clear();
        if (loss == Loss.CROSS_ENTROPY) {
            check(batch.classes());
            int[] lengths = network.outputLengths(batch.input());
            counted = 0;
            for (int row = 0; row < batch.classes().length; row++) {
                boolean padding = lengths != null && row / out.batch() >= lengths[row % out.batch()];
                int target = padding ? IGNORED : batch.classes()[row];
                counted += target >= 0 ? 1 : 0;
                staging.putInt(row * Integer.BYTES, target);
            }
        } else {
            Shape shape = Shape.of(out.steps(), out.batch(), out.width());
            if (batch.values() == null || !batch.values().shape().equals(shape)) {
                throw new IllegalArgumentException("the network's output has the shape " + shape + ", the target "
                        + (batch.values() == null ? "is classes" : batch.values().shape().toString()));
            }
            int[] lengths = network.outputLengths(batch.input());
            long steps = lengths == null ? out.rows() : Arrays.stream(lengths).asLongStream().sum();
            counted = steps * out.width();
            staging.asFloatBuffer().put(batch.values().data());
        }
        network.engine().queue(0).write(targets.buffer(), 0, staging);
        kernel.arg(loss == Loss.CROSS_ENTROPY ? CLASSES_SCALE : VALUES_SCALE, 1f / Math.max(1, counted));
    }

    private void check(int[] classes) {
        if (classes == null || classes.length != out.rows()) {
            throw new IllegalArgumentException("the network's output has " + out.rows() + " rows, the target "
                    + (classes == null ? "no classes" : classes.length + " classes"));
        }
        for (int row = 0; row < classes.length; row++) {
            if (classes[row] >= out.width()) {
                throw new IllegalArgumentException("row " + row + " has the class " + classes[row]
                        + ": the network names classes 0 to " + (out.width() - 1));
            }
        }
    }

    /** How many rows (classes) or numbers (values) of the batch count. */
    long counted() {
        return counted;
    }

    void enqueue() {
        plan.enqueue();
    }

    /** How many rows were named right; reads the classes predicted, so it waits. */
    long correct(int[] classes) {
        if (predicted == null) {
            return 0;
        }
        staging.clear();
        network.engine().queue(0).read(predicted.buffer(), 0, staging);
        long right = 0;
        for (int row = 0; row < classes.length; row++) {
            right += classes[row] >= 0 && staging.getInt(row * Integer.BYTES) == classes[row] ? 1 : 0;
        }
        return right;
    }

    @Override
    public void close() {
        plan.close();
        arena.close();
    }
}
