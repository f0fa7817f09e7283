package org.janusrnn.layer;

import org.janusrnn.kernel.Defines;
import org.janusrnn.layer.Layer.LayerPass;
import org.janusrnn.layer.Layer.PassContext;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;

/**
 * Batch normalisation at work: kernels-cl/pointwise/batch_norm.cl. Training takes the batch's statistics and moves the
 * running ones; {@link Mode#GRADIENTS} takes the batch's and moves nothing.
 */
final class BatchNormPass implements LayerPass {
    private static final String FILE = "pointwise/batch_norm.cl";
    private final BatchNormLayer layer;
    private final PassContext context;
    private final Flow in;
    private final Flow out;
    private final long groupRows;
    private final int groups;
    private final int chunks;
    private Arena.Region parts;
    private Arena.Region counts;
    private Arena.Region mean;
    private Arena.Region scale;
    private Arena.Region valid;
    private NormSums sums;

    BatchNormPass(BatchNormLayer layer, PassContext context, Flow in) {
        this.layer = layer;
        this.context = context;
        this.in = in;
        out = context.flow("outputs of a batch normalisation", in, layer.width);
        groupRows = layer.groupRows(in);
        groups = layer.groups(in);
        chunks = NormSums.chunks(groupRows);
        if (context.training()) {
            Arena arena = context.arena();
            parts = arena.reserve("moments of chunks", 2L * groups * chunks * layer.width);
            counts = arena.reserve("rows of chunks", (long) groups * chunks);
            mean = arena.reserve("means", (long) groups * layer.width);
            scale = arena.reserve("scales", (long) groups * layer.width);
            valid = arena.reserve("valid rows", groups);
            sums = new NormSums(arena, groupRows, groups, layer.width);
        }
    }

    @Override
    public Flow out() {
        return out;
    }

    @Override
    public void forward(Plan plan) {
        int width = layer.width;
        boolean inference = !context.training();
        if (!inference) {
            boolean moves = context.mode() == Mode.TRAINING;
            plan.pointwise(0, "moments of chunks", Plan.Source.of(FILE, "moments", Defines.of()),
                    (long) groups * chunks, width, in.values(), in.lengths(), parts, counts, groupRows, groups,
                    chunks, in.batch(), width);
            plan.pointwise(0, "batch statistics", Plan.Source.of(FILE, "statistics", Defines.of()), groups, width,
                    parts, counts, mean, scale, valid, moves ? layer.runningMean : null,
                    moves ? layer.runningVariance : null, groups, chunks, width, BatchNormLayer.EPS,
                    BatchNormLayer.MOMENTUM);
        }
        long last = inference ? Math.max(1, layer.perStep) - 1 : groups - 1;
        plan.pointwise(0, "batch normalisation",
                Plan.Source.of(FILE, "batch_norm", Defines.of().with("INFERENCE", inference)), in.rows(), width,
                in.values(), inference ? layer.runningMean : mean, inference ? layer.runningVariance : scale,
                layer.weight, layer.bias, in.lengths(), out.values(), in.rows(), groupRows, last, in.batch(), width,
                BatchNormLayer.EPS);
    }

    @Override
    public void backward(Plan plan) {
        sums.record(plan, false, out.gradient(), in.values(), mean, scale);
        sums.parameters(plan, layer.weightGradient, layer.biasGradient);
        if (in.gradient() != null) {
            plan.pointwise(0, "batch normalisation, backward",
                    Plan.Source.of(FILE, "batch_norm_backward", Defines.of()), in.rows(), layer.width,
                    out.gradient(), in.values(), mean, scale, layer.weight, sums.totals(), valid, in.lengths(),
                    in.gradient(), in.rows(), groupRows, in.batch(), layer.width);
        }
    }
}
