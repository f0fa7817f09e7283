package org.janusrnn.layer;

import java.util.List;
import org.janusrnn.schedule.Plan;

/** y = x and f(x) side by side, f the layers inside (Huang et al. 2017, arXiv 1608.06993): features are kept, and more come. */
final class DenseLayer extends BlockLayer {
    private final int growth;

    DenseLayer(String name, int width, List<Layer> body) {
        super(name, width, body);
        growth = bodyOutputs();
    }

    @Override
    int outputs() {
        return width + growth;
    }

    @Override
    LayerPass pass(PassContext context, Flow in) {
        return new Pass(context, in);
    }

    private final class Pass extends BlockPass {
        Pass(PassContext context, Flow in) {
            super(DenseLayer.this, context, in);
        }

        @Override
        void join(Plan plan) {
            Columns.add(plan, "features kept", new Columns(in.values(), width, 0), Columns.NONE,
                    new Columns(out.values(), outputs(), 0), in.rows(), width);
            Columns.add(plan, "new features", new Columns(inner().values(), growth, 0), Columns.NONE,
                    new Columns(out.values(), outputs(), width), in.rows(), growth);
        }

        @Override
        void part(Plan plan) {
            Columns.add(plan, "new features, backward", new Columns(out.gradient(), outputs(), width), Columns.NONE,
                    new Columns(inner().gradient(), growth, 0), in.rows(), growth);
        }

        @Override
        void past(Plan plan) {
            Columns.add(plan, "features kept, backward", new Columns(in.gradient(), width, 0),
                    new Columns(out.gradient(), outputs(), 0), new Columns(in.gradient(), width, 0), in.rows(), width);
        }
    }
}
