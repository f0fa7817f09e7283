package org.janusrnn.schedule;

import static org.janusrnn.schedule.Kernels.blocks;
import static org.janusrnn.schedule.Kernels.ceil;
import static org.janusrnn.schedule.Kernels.tileBlocks;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.kernel.Tuning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tiled way: work-groups of many work-items stage tiles in local memory, and a launch runs one time step. */
final class TiledKernels implements Kernels {
    private static final Logger LOG = LoggerFactory.getLogger(TiledKernels.class);
    /** Rows of a gradient that one work-group sums: fewer make more groups, more keep the partial sums small. */
    private static final int LEAST_CHUNK = 512;
    private static final int MOST_CHUNK = 8192;
    private static final int GROUPS_PER_UNIT = 4;
    /** Work-items a row of layer normalisation inside a step. */
    private static final int NORM_ITEMS = 64;

    /**
     * The shape of a kernel's work-groups.
     *
     * @param lines lines of UNITS work-items.
     * @param rows  rows a work-item.
     */
    private record Tile(int lines, int rows, int depth) {
        Defines define(Defines defines) {
            return defines.with("UNITS", UNITS).with("GROUP_ROWS", lines).with("ROWS_PER_ITEM", rows)
                    .with("DEPTH", depth);
        }

        /** Rows a work-group. */
        int height() {
            return lines * rows;
        }
    }

    private final ClDevice device;
    private final Tuning tuning;
    private final int computeUnits;
    private final int maxWorkGroupSize;
    /** Kernels whose smaller work-groups have been told of. */
    private final Set<Tunable> shrunk = EnumSet.noneOf(Tunable.class);

    TiledKernels(ClDevice device, Tuning tuning) {
        this.device = device;
        this.tuning = tuning;
        computeUnits = device.computeUnits();
        maxWorkGroupSize = device.maxWorkGroupSize();
    }

    private Tile tile(Tunable kernel, long rows) {
        Tunable.Rows few = Tunable.Rows.of(rows);
        int wanted = tuning.value(kernel, few, "GROUP_ROWS");
        int lines = wanted;
        while (lines > 1 && lines * UNITS > maxWorkGroupSize) {
            lines /= 2;
        }
        if (lines < wanted && shrunk.add(kernel)) {
            LOG.info("{}: work-groups of {} work-items instead of {}, since the device takes no more than {}", kernel,
                    lines * UNITS, wanted * UNITS, maxWorkGroupSize);
        }
        return new Tile(lines, tuning.value(kernel, few, "ROWS_PER_ITEM"), tuning.value(kernel, few, "DEPTH"));
    }

    @Override
    public boolean stripped() {
        return false;
    }

    @Override
    public void product(Plan plan, int stream, String label, Product p) {
        Tile tile = tile(Tunable.TILED_PRODUCT, p.rowCount());
        Defines defines = tile.define(Defines.of());
        int tiles = ceil(blocks(p.columns()), COLUMN_VECTORS);
        if (p.from() != null) {
            defines = p.from().define(defines.with("FROM_RECORDS", 1));
        }
        if (p.to() != null) {
            int tileBlocks = tileBlocks(p.to().gates());
            tiles = ceil(blocks(p.columns()), tileBlocks);
            defines = p.to().define(defines.with("TO_RECORDS", 1)).with("TILE_BLOCKS", tileBlocks);
        }
        long groups = ceil(p.rowCount(), (long) tile.height());
        WorkSize size = WorkSize.of(new long[] {groups * UNITS, (long) tiles * tile.lines},
                new long[] {UNITS, tile.lines});
        plan.launch(stream, label, Plan.Source.of("dense/tiled_product.cl", "tiled_product", defines), size, p.a(),
                p.aStride(), p.rows(), p.panels(), p.bias(), p.c(), p.cStride(), p.rows(), p.firstRow(),
                p.rowCount(), p.depth(), p.columns(), p.accumulate() ? 1 : 0, p.aFirst(), p.cFirst());
        plan.cost(Cost.of(p));
    }

    @Override
    public void gradient(Plan plan, int stream, String label, Gradient g) {
        Tile tile = gradientTile(g.time().rows());
        Defines defines = tile.define(Defines.of());
        if (g.from() != null) {
            defines = g.from().define(defines.with("FROM_RECORDS", 1));
        }
        if (g.old() != null) {
            defines = defines.with("PREVIOUS", 1);
        }
        int chunks = chunks(g.time().rows(), g.outputs(), g.gates(), g.inputs());
        // Partial sums hold the row blocks of this product alone, which need not begin with the weights' first.
        int first = chunks == 1 ? 0 : g.firstBlock();
        WorkSize size = WorkSize.of(new long[] {(long) columnGroups(g.inputs()) * UNITS,
                (long) rowGroups(tile, g.outputs(), g.gates(), g.from() != null) * tile.lines, chunks},
                new long[] {UNITS, tile.lines, 1});
        plan.launch(stream, label, Plan.Source.of("dense/tiled_gradient.cl", "tiled_gradient", defines), size, g.d(),
                g.dFirst(), g.dStride(), g.x(), g.xStride(), g.xFirst(), g.old() == null ? null : g.old().h0(),
                g.old() == null ? null : g.old().mask(), g.old() == null ? 0 : g.old().maskStride(),
                g.time().lengths(), chunks == 1 ? g.dw() : g.scratch(), g.time().rows(), g.time().steps(),
                g.time().batch(), g.outputs(), g.inputs(), g.gates(), g.orderFrom(first),
                g.old() != null && g.old().reverse() ? 1 : 0,
                chunks == 1 && g.accumulate() ? 1 : 0);
        plan.cost(Cost.of(g));
        ColumnSums.ofChunks(plan, stream, g, chunks);
    }

    @Override
    public long gradientScratch(long rows, int outputs, int gates, int inputs) {
        int chunks = chunks(rows, outputs, gates, inputs);
        return chunks == 1 ? 0 : (long) chunks * gates * outputs * inputs;
    }

    private static int columnGroups(int inputs) {
        return ceil(inputs, COLUMN_VECTORS * UNITS);
    }

    private Tile gradientTile(long rows) {
        return tile(Tunable.TILED_GRADIENT, rows);
    }

    private static int rowGroups(Tile tile, int outputs, int gates, boolean records) {
        return ceil(records ? blocks(outputs) * gates * UNITS : outputs, tile.height());
    }

    private int chunks(long rows, int outputs, int gates, int inputs) {
        long groups = Math.max(1, (long) columnGroups(inputs)
                * rowGroups(gradientTile(rows), outputs, Math.max(1, gates), true));
        long wanted = ceil((long) GROUPS_PER_UNIT * computeUnits, groups);
        return Math.toIntExact(Math.max(ceil(rows, (long) MOST_CHUNK), Math.min(wanted, rows / LEAST_CHUNK)));
    }

    @Override
    public void forward(Plan plan, int stream, TimePass pass, int from, int to) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        if (pass.cell.elementwise()) {
            ElementwiseLoop.forward(plan, stream, pass, from, to, false);
            return;
        }
        String against = SequenceLoop.against(device, tuning, pass);
        if (against == null) {
            SequenceLoop.of(device, tuning, size).forward(plan, stream, pass, from, to);
            return;
        }
        plan.note(stream, "time loop", "a launch a step, since " + against);
        List<Op.Stage> stages = new ArrayList<>();
        for (Kind kind : kinds(pass)) {
            Defines defines = stepDefines(pass, kind).with("KEEP", pass.keep).with("COLS", pass.panels.stepColumns);
            stages.add(plan.stage(new Plan.Source("recurrent/tiled_forward.cl", "tiled_forward", defines,
                    pass.pages()), stepSize(size, kind == Kind.PROJECTION ? size.outputs() : size.hidden()),
                    pass.records, kind == Kind.RECURRENT ? pass.panels.recurrent : pass.panels.second,
                    pass.panels.bias, pass.panels.weights().vectors(), t.h0(), t.s0(), pass.running, pass.kept, t.y(),
                    (long) t.yStride(), t.yFirst(), pass.dropout.taken, pass.dropout.mask,
                    pass.operands, t.hn(), t.sn(), t.lengths(), size.steps(),
                    size.batch(), size.outputs(), size.hidden(), size.stride(), size.reverse() ? 1 : 0));
        }
        if (pass.cell.normalised()) {
            stages.add(plan.stage(new Plan.Source("recurrent/normed_forward.cl", "normed_forward",
                    pass.defines().with("KEEP", pass.keep).with("ROW_ITEMS", normItems()), pass.pages()), rows(size),
                    pass.records, pass.panels.bias, pass.panels.weights().vectors(), t.h0(), t.s0(), pass.running,
                    pass.kept, t.y(), (long) t.yStride(), t.yFirst(), t.hn(), t.sn(), t.lengths(), size.steps(),
                    size.batch(), size.hidden(), size.stride(), size.reverse() ? 1 : 0));
        }
        plan.steps(stream, "time loop", from, to, stages.toArray(new Op.Stage[0]));
        plan.cost(Cost.ofLoop(pass, to - from, to - from, false));
    }

    @Override
    public void backward(Plan plan, int stream, TimePass pass, int from, int to) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        TimePass.Gradients g = pass.gradients;
        if (pass.cell.elementwise()) {
            ElementwiseLoop.backward(plan, stream, pass, from, to, false);
            return;
        }
        // One more round behind the first step carries the gradient to the initial states.
        boolean toInitial = to == size.steps() && g.dh0() != null;
        if (SequenceLoop.against(device, tuning, pass) == null) {
            SequenceLoop.of(device, tuning, size).backward(plan, stream, pass, from, toInitial ? to + 1 : to);
            return;
        }
        List<Op.Stage> stages = new ArrayList<>();
        for (Kind kind : kinds(pass)) {
            stages.add(plan.stage(new Plan.Source("recurrent/tiled_backward.cl", "tiled_backward",
                    stepDefines(pass, kind), pass.pages()),
                    stepSize(size, kind == Kind.RECURRENT ? size.outputs() : size.hidden()), pass.records,
                    kind == Kind.RECURRENT ? pass.panels.recurrentRows : pass.panels.secondRows,
                    pass.panels.weights().vectors(), t.h0(), t.s0(), pass.kept, t.y(), g.dy(), (long) t.yStride(),
                    t.yFirst(), pass.dropout.taken, pass.dropout.mask, pass.outputGradients, g.dhn(), g.dsn(),
                    pass.carried, pass.vectorGradients,
                    g.dh0(), g.ds0(), t.lengths(), size.steps(), size.batch(), size.outputs(), size.hidden(),
                    size.stride(), size.reverse() ? 1 : 0));
        }
        if (pass.cell.normalised()) {
            stages.add(plan.stage(new Plan.Source("recurrent/normed_backward.cl", "normed_backward",
                    pass.defines().with("ROW_ITEMS", normItems()), pass.pages()), rows(size), pass.records,
                    pass.panels.weights().vectors(), t.h0(), t.s0(), pass.kept, t.y(), (long) t.yStride(),
                    t.yFirst(), pass.carried, pass.vectorGradients, t.lengths(), size.steps(), size.batch(),
                    size.hidden(), size.stride(), size.reverse() ? 1 : 0));
        }
        plan.steps(stream, "time loop, backward", from, to, stages.toArray(new Op.Stage[0]));
        plan.cost(Cost.ofLoop(pass, to - from, to - from, true));
        if (toInitial) {
            // Operand and norm have no part in it.
            stages.removeIf(stage -> (pass.cell.inHalves() || pass.cell.normalised()) && stages.indexOf(stage) > 0);
            plan.steps(stream, "time loop, backward", size.steps(), size.steps() + 1,
                    stages.toArray(new Op.Stage[0]));
        }
    }

    @Override
    public InputProduct inputProduct(TimePass pass) {
        return InputProduct.BEFORE_THE_LOOP;
    }

    @Override
    public boolean leavesRoom(TimePass.Size size) {
        int most = tuning.value(Tunable.TILED_SEQUENCE, Tunable.Rows.of(size.batch()), "MOST_HIDDEN");
        long groups = size.hidden() <= most ? SequenceLoop.of(device, tuning, size).groups(size)
                : (long) blocks(size.hidden()) * ceil(size.batch(), stepTile(size).height());
        return groups < computeUnits;
    }

    /** The products of a step; the numbers are those of the kernels' KIND. */
    private enum Kind { RECURRENT, OPERAND, PROJECTION }

    private static List<Kind> kinds(TimePass pass) {
        List<Kind> kinds = new ArrayList<>(List.of(Kind.RECURRENT));
        if (pass.cell.inHalves()) {
            kinds.add(Kind.OPERAND);
        }
        if (pass.size.projection() > 0) {
            kinds.add(Kind.PROJECTION);
        }
        return kinds;
    }

    private Tile stepTile(TimePass.Size size) {
        return tile(Tunable.TILED_STEP, size.batch());
    }

    private Defines stepDefines(TimePass pass, Kind kind) {
        return stepTile(pass.size).define(pass.defines())
                .with("KIND", kind.ordinal());
    }

    private int normItems() {
        return Math.min(NORM_ITEMS, maxWorkGroupSize);
    }

    private WorkSize rows(TimePass.Size size) {
        return WorkSize.of((long) size.batch() * normItems(), normItems());
    }

    private WorkSize stepSize(TimePass.Size size, int units) {
        Tile tile = stepTile(size);
        long groups = ceil(size.batch(), tile.height());
        return WorkSize.of(new long[] {(long) blocks(units) * UNITS, groups * tile.lines},
                new long[] {UNITS, tile.lines});
    }
}
