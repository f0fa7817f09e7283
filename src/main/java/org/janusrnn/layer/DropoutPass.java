package org.janusrnn.layer;

import java.util.ArrayList;
import java.util.List;
import org.janusrnn.cl.ClKernel;
import org.janusrnn.kernel.Defines;
import org.janusrnn.layer.Layer.LayerPass;
import org.janusrnn.layer.Layer.PassContext;
import org.janusrnn.schedule.Plan;

/** Dropout at work: the mask is a function of seed, round and place, so the backward pass draws it again. */
final class DropoutPass implements LayerPass {
    private static final int STREAM_ARGUMENT = 7;
    /** Random words that are drawn together; the kernel's work is counted in these blocks. */
    private static final int BLOCK = 4;

    private final Flow in;
    private final Flow out;
    private final double probability;
    private final long repeats;
    private final long seed;
    private final List<ClKernel> kernels = new ArrayList<>();

    /**
     * @param shared whether a sequence keeps one mask at all its steps.
     * @param seed   tells this dropout's masks from those of the network's others.
     */
    DropoutPass(PassContext context, Flow in, double probability, boolean shared, long seed) {
        this.in = in;
        this.out = context.flow("outputs of a dropout", in, in.width());
        this.probability = probability;
        this.repeats = shared ? in.steps() : 1;
        this.seed = seed;
    }

    @Override
    public Flow out() {
        return out;
    }

    @Override
    public void begin(Batch batch, long round) {
        for (ClKernel kernel : kernels) {
            kernel.arg(STREAM_ARGUMENT, round);
        }
    }

    @Override
    public void forward(Plan plan) {
        record(plan, "dropout", in.values(), out.values());
    }

    @Override
    public void backward(Plan plan) {
        if (in.gradient() != null) {
            record(plan, "dropout, backward", out.gradient(), in.gradient());
        }
    }

    private void record(Plan plan, String label, Object from, Object to) {
        long period = in.elements() / repeats;
        long blocks = (period + BLOCK - 1) / BLOCK;
        kernels.add(plan.pointwise(0, label, Plan.Source.of("pointwise/dropout.cl", "dropout", Defines.of()),
                repeats, blocks, from, to, repeats, period, (float) probability, (float) (1 / (1 - probability)), seed, 0L));
    }
}
