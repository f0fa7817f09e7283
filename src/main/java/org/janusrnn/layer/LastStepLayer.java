package org.janusrnn.layer;

import org.janusrnn.kernel.Defines;
import org.janusrnn.schedule.Plan;

/** Keeps each sequence's last valid step: {@code [T, B, F]} becomes {@code [B, F]}. A direction that walks through time
 * from the end has its last step at the start. */
final class LastStepLayer extends Layer {
    private static final String FILE = "pointwise/last_step.cl";
    private final int width;
    private final int reverse;

    /** @param reverse columns from this one on walk through time from the end; the width: none do. */
    LastStepLayer(String name, int width, int reverse) {
        super(name);
        this.width = width;
        this.reverse = reverse;
    }

    @Override
    int outputs() {
        return width;
    }

    @Override
    int steps(int steps) {
        return 1;
    }

    @Override
    boolean keepsTime() {
        return false;
    }

    @Override
    LayerPass pass(PassContext context, Flow in) {
        Flow out = context.flow("last steps", null, 1, in.batch(), width);
        return new LayerPass() {
            @Override
            public Flow out() {
                return out;
            }

            @Override
            public void forward(Plan plan) {
                plan.pointwise(0, "last step", Plan.Source.of(FILE, "last_step", Defines.of()), in.batch(), width,
                        in.values(), in.lengths(), out.values(), in.steps(), in.batch(), width, reverse);
            }

            @Override
            public void backward(Plan plan) {
                if (in.gradient() != null) {
                    plan.pointwise(0, "last step, backward",
                            Plan.Source.of(FILE, "last_step_backward", Defines.of()), in.rows(), width,
                            out.gradient(), in.lengths(), in.gradient(), in.steps(), in.batch(), width, reverse);
                }
            }
        };
    }
}
