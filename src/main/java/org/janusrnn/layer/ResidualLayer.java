package org.janusrnn.layer;

import java.util.List;
import org.janusrnn.schedule.Plan;

/** y = x + f(x), f the layers inside (He et al. 2016, arXiv 1512.03385): a gradient goes past them unchanged, too. */
final class ResidualLayer extends BlockLayer {
    /** @throws IllegalArgumentException where f does not keep the width. */
    ResidualLayer(String name, int width, List<Layer> body) {
        super(name, width, body);
        if (bodyOutputs() != width) {
            throw new IllegalArgumentException("the residual block " + name + " adds what comes out of its layers to "
                    + "what goes in: they make " + bodyOutputs() + " numbers a row of " + width
                    + "; end them with linear(" + width + ")");
        }
    }

    @Override
    int outputs() {
        return width;
    }

    @Override
    LayerPass pass(PassContext context, Flow in) {
        return new Pass(context, in);
    }

    private final class Pass extends BlockPass {
        Pass(PassContext context, Flow in) {
            super(ResidualLayer.this, context, in);
        }

        @Override
        void join(Plan plan) {
            Columns.add(plan, "residual", new Columns(in.values(), width, 0), new Columns(inner().values(), width, 0),
                    new Columns(out.values(), width, 0), in.rows(), width);
        }

        @Override
        void part(Plan plan) {
            Columns.add(plan, "residual, backward", new Columns(out.gradient(), width, 0), Columns.NONE,
                    new Columns(inner().gradient(), width, 0), in.rows(), width);
        }

        @Override
        void past(Plan plan) {
            Columns.add(plan, "residual, backward", new Columns(in.gradient(), width, 0),
                    new Columns(out.gradient(), width, 0), new Columns(in.gradient(), width, 0), in.rows(), width);
        }
    }
}
