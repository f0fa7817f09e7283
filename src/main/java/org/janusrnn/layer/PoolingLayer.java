package org.janusrnn.layer;

import org.janusrnn.kernel.Defines;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;

/**
 * Pooling over time, as PyTorch's {@code MaxPool1d} and {@code AvgPool1d} on {@code [T, B, C]}: of each window and feature
 * the largest number, or the mean, in which zeros of the padding count.
 */
final class PoolingLayer extends Layer {
    private static final String FILE = "pointwise/pool.cl";
    private final int width;
    private final Window window;
    private final boolean maximum;

    /** @throws IllegalArgumentException where a window could lie in the padding alone. */
    PoolingLayer(String name, int width, Window window, boolean maximum) {
        super(name);
        this.width = width;
        this.window = window;
        this.maximum = maximum;
        if (2 * window.before() > window.kernel()) {
            throw new IllegalArgumentException("the padding of the pooling " + name + " must be at most half of its "
                    + "kernel " + window.kernel() + ", not " + window.before());
        }
    }

    @Override
    int outputs() {
        return width;
    }

    @Override
    int steps(int steps) {
        return window.count(name, steps);
    }

    @Override
    String needsWhole() {
        return window.needsWhole();
    }

    @Override
    LayerPass pass(PassContext context, Flow in) {
        Flow out = context.flow("outputs of a pooling", window.reserveLengths(context, in), steps(in.steps()),
                in.batch(), width);
        Arena.Region won = maximum && context.training()
                ? context.arena().reserve("where a pooling found its maxima", out.elements()) : null;
        return new LayerPass() {
            @Override
            public Flow out() {
                return out;
            }

            @Override
            public void forward(Plan plan) {
                window.lengths(plan, in, out.lengths());
                plan.pointwise(0, "pooling", source("pool"), out.rows(), width, in.values(), in.lengths(),
                        out.lengths(), out.values(), won, out.steps(), in.steps(), in.batch(), width, window.kernel(),
                        window.stride(), window.before());
            }

            @Override
            public void backward(Plan plan) {
                if (in.gradient() != null) {
                    plan.pointwise(0, "pooling, backward", source("pool_backward"), in.rows(), width, out.gradient(),
                            won, in.lengths(), in.gradient(), out.steps(), in.steps(), in.batch(), width,
                            window.kernel(), window.stride(), window.before());
                }
            }
        };
    }

    private Plan.Source source(String kernel) {
        return Plan.Source.of(FILE, kernel, Defines.of().with("MAXIMUM", maximum));
    }
}
