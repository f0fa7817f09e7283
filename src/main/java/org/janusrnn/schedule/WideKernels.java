package org.janusrnn.schedule;

import static org.janusrnn.schedule.Kernels.blocks;
import static org.janusrnn.schedule.Kernels.ceil;
import static org.janusrnn.schedule.Kernels.tileBlocks;

import org.janusrnn.cell.Cell;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.kernel.Tuning;

/** The wide way: a work-group is one work-item, and vectors carry the parallelism inside it. */
final class WideKernels implements Kernels {
    /** Rows of a gradient's panel where local memory is too small for what it is tuned to: a GPU-like 32 KiB. */
    private static final int LEAST_DEPTH = 64;

    /** Blocks of outputs, of one gate each, with which a work-group makes good for copying its part of X. */
    private static final int LEAST_PIECES = 16;
    /** Fewer rows a chunk are not worth a launch more. */
    private static final int LEAST_CHUNK = 256;
    /** The sums of all chunks are at most this part of X: they cost memory, and time to write and add. */
    private static final int SUMS_PART = 16;
    /** Rows of a slice from which on a step may multiply the input. */
    private static final int LEAST_SLICE = 8;
    /**
     * Bytes of a step's weights with which a step multiplies the input whatever else is: half of a second-level cache of
     * 1 MiB. In training, where the projection's place is needed in any case, S3 took as long with its 2 MiB.
     */
    private static final long MOST_STEP_WEIGHTS = 512 << 10;
    /** The same in inference where panels are fetched ahead: what last-level caches hold. */
    private static final long MOST_STEP_WEIGHTS_AHEAD = 8 << 20;
    /**
     * Weights of the input that a step may then read for each number of the projection that it spares, half as many to
     * a row of the slice. On an AVX-512 Xeon, S3 and S4 took 2 to 8 % less with up to 8, and S5 from 3 % less to 3 % more
     * with 16.
     */
    private static final int MOST_WEIGHTS_A_NUMBER = 8;
    /** Inputs above which that no longer pays: the plain RNN took 1 to 7 % more with 1024 on two AVX-512 Xeons. */
    private static final int MOST_STEP_INPUTS = 512;
    /** Arithmetic that takes a core as long as a launch takes: 35 us of PoCL at 120 GFLOP/s. */
    private static final double LAUNCH_FLOPS = 4e6;

    private final Tuning tuning;
    private final boolean stripped;
    private final int computeUnits;
    private final long localMemory;

    WideKernels(ClDevice device, Tuning tuning) {
        this.tuning = tuning;
        stripped = tuning.value(Tunable.WIDE_TILE, null, "STRIPPED") == 1;
        computeUnits = device.computeUnits();
        localMemory = device.localMemory();
    }

    private Defines wide() {
        return wide(Defines.of().with("UNITS", UNITS), stripped);
    }

    static Defines wide(Defines defines, boolean stripped) {
        return defines.with("WIDE", 1).with("STRIPPED", stripped);
    }

    @Override
    public boolean stripped() {
        return stripped;
    }

    @Override
    public void product(Plan plan, int stream, String label, Product p) {
        Tunable.Rows rows = Tunable.Rows.of(p.rowCount());
        int rowBlock = tuning.value(Tunable.WIDE_PRODUCT, rows, "ROW_BLOCK");
        Defines defines = tuning.define(wide(), Tunable.WIDE_PRODUCT, rows);
        int tiles = ceil(blocks(p.columns()), COLUMN_VECTORS);
        if (p.from() != null) {
            defines = p.from().define(defines.with("FROM_RECORDS", 1));
        }
        if (p.to() != null) {
            int tileBlocks = tileBlocks(p.to().gates());
            tiles = ceil(blocks(p.columns()), tileBlocks);
            defines = p.to().define(defines.with("TO_RECORDS", 1)).with("TILE_BLOCKS", tileBlocks);
        }
        long rowGroups = ceil(p.rowCount(), (long) rowBlock);
        WorkSize groups = groups(rowGroups, split(tiles, rowGroups));
        plan.launch(stream, label, Plan.Source.of("dense/wide_product.cl", "wide_product",
                defines), groups, p.a(), p.aStride(), p.rows(), p.panels(), p.bias(),
                p.c(), p.cStride(), p.rows(), p.firstRow(), p.rowCount(), p.depth(), p.columns(),
                p.accumulate() ? 1 : 0, p.aFirst(), p.cFirst());
        plan.cost(Cost.of(p));
    }

    @Override
    public void gradient(Plan plan, int stream, String label, Gradient g) {
        int vectors = Math.min(COLUMN_VECTORS, blocks(g.inputs()));
        int wanted = tuning.value(Tunable.WIDE_GRADIENT, Tunable.Rows.of(g.time().rows()), "DEPTH");
        int depth = localMemory >= (long) wanted * COLUMN_VECTORS * UNITS * Float.BYTES ? wanted : LEAST_DEPTH;
        Defines defines = wide().with("COLS", vectors).with("DEPTH", depth);
        if (g.from() != null) {
            defines = g.from().define(defines.with("FROM_RECORDS", 1));
        }
        if (g.old() != null) {
            defines = defines.with("PREVIOUS", 1);
        }
        int chunks = chunks(g.time().rows(), g.outputs(), g.gates());
        // Partial sums hold the row blocks of this product alone, which need not begin with the weights' first.
        int first = chunks == 1 ? 0 : g.firstBlock();
        // Every work-group reads all of X but only its own blocks of D, which is the larger of the two.
        long blockGroups = chunks > 1 ? 1 : split(blocks(g.outputs()), 1);
        long inputGroups = chunks > 1 ? 1 : split(ceil(g.inputs(), vectors * UNITS), blockGroups);
        plan.launch(stream, label, Plan.Source.of("dense/wide_gradient.cl", "wide_gradient", defines),
                WorkSize.of(new long[] {inputGroups, blockGroups, chunks}, new long[] {1, 1, 1}), g.d(),
                g.dFirst(), g.dStride(), g.x(), g.xStride(), g.xFirst(), g.old() == null ? null : g.old().h0(),
                g.old() == null ? null : g.old().mask(), g.old() == null ? 0 : g.old().maskStride(),
                g.time().lengths(), chunks == 1 ? g.dw() : g.scratch(), g.time().steps(), g.time().batch(),
                g.outputs(), g.inputs(), g.gates(), g.orderFrom(first),
                g.old() != null && g.old().reverse() ? 1 : 0,
                chunks == 1 && g.accumulate() ? 1 : 0);
        plan.cost(Cost.of(g));
        ColumnSums.ofChunks(plan, stream, g, chunks);
    }

    /**
     * Into how many chunks of rows a gradient is cut, each with sums of its own. A work-group copies the part of X that
     * it needs, and with few blocks of outputs does too little with it: there each core takes rows instead of blocks,
     * and X is copied once.
     */
    private int chunks(long rows, int outputs, int gates) {
        boolean fewBlocks = (long) blocks(outputs) * gates < 2L * computeUnits * LEAST_PIECES;
        int chunks = 2 * computeUnits;
        boolean smallSums = (long) chunks * gates * outputs * SUMS_PART <= rows;
        return fewBlocks && smallSums && rows >= (long) chunks * LEAST_CHUNK ? chunks : 1;
    }

    @Override
    public long gradientScratch(long rows, int outputs, int gates, int inputs) {
        int chunks = chunks(rows, outputs, gates);
        return chunks == 1 ? 0 : (long) chunks * gates * outputs * inputs;
    }

    @Override
    public void forward(Plan plan, int stream, TimePass pass, int from, int to) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        if (pass.cell.elementwise()) {
            ElementwiseLoop.forward(plan, stream, pass, from, to, true);
            return;
        }
        if (pass.team != null) {
            pass.team.forward(plan, stream, pass);
            return;
        }
        Defines defines = wide(pass.defines(), stripped).with("KEEP", pass.keep).with("COLS",
                pass.panels.stepColumns).with("INPUT", pass.inputProduct.ordinal());
        plan.launch(stream, "time loop",
                new Plan.Source("recurrent/wide_forward.cl", "wide_forward", defines, pass.pages()),
                groups(slices(size), 1), pass.records, t.x(), t.xFirst(), size.inputs(), pass.panels.input,
                pass.panels.recurrent, pass.panels.second, pass.panels.bias,
                pass.panels.weights().vectors(), t.h0(), t.s0(), pass.running, pass.kept, t.y(), (long) t.yStride(),
                t.yFirst(), pass.dropout.taken, pass.dropout.mask, pass.operands, t.hn(), t.sn(), t.lengths(),
                size.steps(), size.batch(), size.outputs(), size.hidden(), size.stride(),
                size.reverse() ? 1 : 0, from, to);
        plan.cost(Cost.ofLoop(pass, to - from, 1, false));
    }

    @Override
    public void backward(Plan plan, int stream, TimePass pass, int from, int to) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        TimePass.Gradients g = pass.gradients;
        if (pass.cell.elementwise()) {
            ElementwiseLoop.backward(plan, stream, pass, from, to, true);
            return;
        }
        if (pass.team != null) {
            pass.team.backward(plan, stream, pass);
            return;
        }
        plan.launch(stream, "time loop, backward",
                new Plan.Source("recurrent/wide_backward.cl", "wide_backward", wide(pass.defines(), stripped),
                        pass.pages()),
                groups(slices(size), 1), pass.records, pass.panels.recurrentRows,
                pass.panels.secondRows, pass.panels.weights().vectors(), t.h0(), t.s0(), pass.kept, t.y(), g.dy(),
                (long) t.yStride(), t.yFirst(), pass.dropout.taken, pass.dropout.mask, pass.outputGradients, g.dhn(),
                g.dsn(), pass.carried, pass.vectorGradients, g.dh0(), g.ds0(), t.lengths(), size.steps(), size.batch(),
                size.outputs(), size.hidden(), size.stride(), size.reverse() ? 1 : 0, from, to);
        plan.cost(Cost.ofLoop(pass, to - from, 1, true));
    }

    /**
     * A slice of the batch for every core, or several, shared between the directions of a layer. Which rows share a tile
     * depends on the device, its tuning and the shape alone, so that one queue gives the same bits as two.
     */
    private int slices(TimePass.Size size) {
        int each = tuning.value(Tunable.WIDE_STEP, Tunable.Rows.of(size.batch()), "SLICES");
        return Math.max(1, Math.min(size.batch(), each * Math.max(1, computeUnits / size.directions())));
    }

    /**
     * In the loop, where the weights of both products stay in a cache. Where a slice has many rows, reading those of the
     * input in every step takes less than writing the projection to memory and reading it again. Where one work-item has
     * all sequences, and their input product takes it no longer than a launch, the launch is spared; in training, with
     * its many, that brought nothing.
     */
    @Override
    public InputProduct inputProduct(TimePass pass) {
        Cell cell = pass.cell;
        TimePass.Size size = pass.size;
        boolean possible = pass.panels.input != null && pass.team == null && !cell.elementwise() && !cell.inHalves()
                && !cell.normalised() && cell.input().gates() == cell.recurrent().gates()
                && Kernels.columns(cell.input().gates()) == pass.panels.stepColumns;
        int slices = slices(size);
        int rows = size.batch() / slices;
        double inputWeights = (double) cell.input().gates() * size.hidden() * size.inputs();
        double bytes = (inputWeights + (double) cell.recurrent().gates() * size.hidden() * size.outputs())
                * Float.BYTES;
        boolean fetchedAhead = !pass.keep && !stripped && bytes <= MOST_STEP_WEIGHTS_AHEAD
                && size.inputs() <= Math.min(MOST_STEP_INPUTS, 2L * MOST_WEIGHTS_A_NUMBER * rows);
        if (possible && rows >= LEAST_SLICE && (fetchedAhead || bytes <= MOST_STEP_WEIGHTS)) {
            return InputProduct.IN_EACH_STEP;
        }
        boolean sparesLaunch = !pass.keep && slices == 1 && bytes <= MOST_STEP_WEIGHTS
                && 2 * size.rows() * inputWeights <= LAUNCH_FLOPS;
        return possible && sparesLaunch ? InputProduct.STEPS_AHEAD : InputProduct.BEFORE_THE_LOOP;
    }

    @Override
    public boolean leavesRoom(TimePass.Size size) {
        return size.batch() < computeUnits;
    }

    /** Into how many ranges a second axis is cut so that every core finds work. */
    private long split(int pieces, long groups) {
        return Math.max(1, Math.min(pieces, ceil(2L * computeUnits, groups)));
    }

    private static WorkSize groups(long first, long second) {
        return WorkSize.of(new long[] {first, second}, new long[] {1, 1});
    }
}
