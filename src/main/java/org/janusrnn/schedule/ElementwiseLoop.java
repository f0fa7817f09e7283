package org.janusrnn.schedule;

import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;

/** The time loop of a cell without a recurrent product: a work-item owns a sequence and its units, and walks time alone. */
final class ElementwiseLoop {
    private static final int WIDE_GROUP = 1;
    private static final int TILED_GROUP = 64;
    /**
     * Steps a launch: what a driver that ends long loops still runs whole. The last block of a hidden size that is no
     * multiple of UNITS costs the wide way some 50 iterations a step.
     */
    private static final int MOST_STEPS = 1024;

    private ElementwiseLoop() {
    }

    static void forward(Plan plan, int stream, TimePass pass, int first, int end, boolean wide) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        Plan.Source source = source(pass, wide, "forward");
        for (int from = first; from < end; from += MOST_STEPS) {
            plan.launch(stream, "time loop", source, items(pass, wide), pass.records, pass.panels.weights().vectors(),
                    t.h0(), t.s0(), pass.running, pass.kept, t.y(), (long) t.yStride(), t.yFirst(),
                    pass.dropout.taken, t.hn(), t.sn(), t.lengths(), size.steps(), size.batch(), size.hidden(),
                    size.stride(), size.reverse() ? 1 : 0, from, Math.min(end, from + MOST_STEPS));
            plan.cost(Cost.ofLoop(pass, Math.min(end - from, MOST_STEPS), 1, false));
        }
    }

    static void backward(Plan plan, int stream, TimePass pass, int first, int end, boolean wide) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        TimePass.Gradients g = pass.gradients;
        Plan.Source source = source(pass, wide, "backward");
        for (int from = first; from < end; from += MOST_STEPS) {
            plan.launch(stream, "time loop, backward", source, items(pass, wide), pass.records,
                    pass.panels.weights().vectors(), t.h0(), t.s0(), pass.kept, t.y(), g.dy(), (long) t.yStride(),
                    t.yFirst(), pass.dropout.taken, g.dhn(), g.dsn(), pass.carried,
                    pass.vectorGradients, g.dh0(), g.ds0(), t.lengths(), size.steps(), size.batch(), size.hidden(),
                    size.stride(), size.reverse() ? 1 : 0,
                    from, Math.min(end, from + MOST_STEPS));
            plan.cost(Cost.ofLoop(pass, Math.min(end - from, MOST_STEPS), 1, true));
        }
    }

    private static Plan.Source source(TimePass pass, boolean wide, String direction) {
        Defines defines = pass.defines().with("WIDE", wide).with("KEEP", pass.keep);
        return new Plan.Source("recurrent/elementwise_" + direction + ".cl", "elementwise_" + direction, defines,
                pass.pages());
    }

    private static WorkSize items(TimePass pass, boolean wide) {
        long blocks = (long) Kernels.blocks(pass.size.hidden()) * pass.size.batch();
        return wide ? WorkSize.covering(blocks, WIDE_GROUP)
                : WorkSize.covering(blocks * Kernels.UNITS, TILED_GROUP);
    }
}
