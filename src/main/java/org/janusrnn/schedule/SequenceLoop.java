package org.janusrnn.schedule;

import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.kernel.Tuning;

/**
 * The tiled way's time loop of a small hidden size: work-groups walk through time alone, each with some sequences,
 * whose states stay in its local memory (kernels-cl/recurrent/tiled_sequence_forward.cl).
 *
 * @param lines       lines of UNITS work-items a work-group.
 * @param rowLines    lines that share a block of hidden units.
 * @param rowsPerItem sequences a line.
 * @param wanted      whether the weights are wanted in local memory, where they fit.
 */
record SequenceLoop(ClDevice device, int lines, int rowLines, int rowsPerItem, boolean wanted) {
    /** Lines of a work-group that fill the 64 lanes of the widest GPUs. */
    private static final int LANES = 64 / Kernels.UNITS;
    /** Loop iterations of a work-item a launch, so that no display hangs and no watchdog bites: some 10 ms on a GPU. */
    private static final long MOST_ITERATIONS = 1 << 20;
    /** Iterations of the loops over states, slots and gates behind a product, at most. */
    private static final int CELL_ITERATIONS = 64;

    /** How a pass of a size is shared out, for whatever cell. */
    static SequenceLoop of(ClDevice device, Tuning tuning, TimePass.Size size) {
        Tunable.Rows few = Tunable.Rows.of(size.batch());
        int rows = tuning.value(Tunable.TILED_SEQUENCE, few, "ROWS_PER_ITEM");
        while (rows > 1 && rows >= 2 * size.batch()) {
            rows /= 2;
        }
        int blocks = Kernels.blocks(size.hidden());
        int rowLines = 1;
        while (2 * rowLines * blocks <= LANES && rowLines * rows < size.batch()) {
            rowLines *= 2;
        }
        int most = Math.min(tuning.value(Tunable.TILED_SEQUENCE, few, "LINES"),
                device.maxWorkGroupSize() / Kernels.UNITS);
        int lines = 1;
        while (lines < blocks * rowLines && 2 * lines <= most) {
            lines *= 2;
        }
        return new SequenceLoop(device, lines, rowLines, rows,
                tuning.value(Tunable.TILED_SEQUENCE, few, "LOCAL_WEIGHTS") == 1);
    }

    /** Why a launch a step runs a pass instead; null where nothing is against a launch for all. */
    static String against(ClDevice device, Tuning tuning, TimePass pass) {
        TimePass.Size size = pass.size;
        int most = tuning.value(Tunable.TILED_SEQUENCE, Tunable.Rows.of(size.batch()), "MOST_HIDDEN");
        if (pass.cell.inHalves() || size.projection() > 0) {
            return "a step has two products, one behind the other";
        }
        if (pass.cell.normalised()) {
            return "a step normalises whole rows";
        }
        if (size.hidden() > most) {
            return "a hidden size above " + most + " is tuned to a launch a step";
        }
        SequenceLoop loop = of(device, tuning, size);
        long states = Math.max(loop.forwardFloats(pass), pass.keep ? loop.backwardFloats(pass) : 0) * Float.BYTES;
        if (states > device.localMemory()) {
            return "the states of its sequences take " + states + " bytes of local memory, which has "
                    + device.localMemory();
        }
        return null;
    }

    /** Sequences a work-group. */
    int rows() {
        return rowLines * rowsPerItem;
    }

    long groups(TimePass.Size size) {
        return Kernels.ceil(size.batch(), rows());
    }

    private long stateFloats(TimePass pass) {
        return (long) pass.cell.states() * rows() * pass.size.stride();
    }

    /** h of two steps. */
    private long operandFloats(TimePass pass) {
        return 2L * rows() * pass.size.stride();
    }

    /** Gradients of the sums of two steps. */
    private long gradientFloats(TimePass pass) {
        return operandFloats(pass) * pass.cell.recurrent().gates();
    }

    private long forwardFloats(TimePass pass) {
        return stateFloats(pass) + operandFloats(pass);
    }

    /** Gradients of the states, and of the cell's vectors so far. */
    private long stateGradientFloats(TimePass pass) {
        return stateFloats(pass) + (long) pass.cell.vectors() * rows() * pass.size.stride();
    }

    private long backwardFloats(TimePass pass) {
        return stateGradientFloats(pass) + gradientFloats(pass);
    }

    private long weightFloats(TimePass pass) {
        int across = pass.panels.stepColumns;
        int tiles = Kernels.ceil(Kernels.blocks(pass.size.hidden()), across / pass.cell.recurrent().gates());
        return tiles * (pass.size.hidden() * (long) across + 1) * Kernels.UNITS;
    }

    private long weightRowFloats(TimePass pass) {
        int tiles = Kernels.ceil(Kernels.blocks(pass.size.hidden()), Kernels.COLUMN_VECTORS);
        return (long) tiles * depth(pass) * Kernels.COLUMN_VECTORS * Kernels.UNITS;
    }

    private static int depth(TimePass pass) {
        return pass.size.stride() * pass.cell.recurrent().gates();
    }

    /** Steps a launch, none of whose work-items may make more iterations than the device takes. */
    private int piece(TimePass pass, int depth) {
        long iterations = Math.min(MOST_ITERATIONS, device.maxLoopIterations() / 2);
        long each = (long) Kernels.ceil(Kernels.blocks(pass.size.hidden()) * rowLines, lines)
                * (depth + (long) CELL_ITERATIONS * rowsPerItem);
        return (int) Math.max(1, iterations / each);
    }

    /** Records steps {@code first} to before {@code end}. */
    void forward(Plan plan, int stream, TimePass pass, int first, int end) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        boolean local = fits(forwardFloats(pass), weightFloats(pass));
        Plan.Source source = new Plan.Source("recurrent/tiled_sequence_forward.cl", "tiled_sequence_forward",
                defines(pass, local).with("KEEP", pass.keep).with("COLS", pass.panels.stepColumns), pass.pages());
        int piece = piece(pass, size.hidden());
        for (int from = first; from < end; from += piece) {
            int to = Math.min(end, from + piece);
            plan.launch(stream, "time loop", source, items(size), pass.records, pass.panels.recurrent,
                    pass.panels.bias, pass.panels.weights().vectors(), t.h0(), t.s0(), pass.running, pass.kept, t.y(),
                    (long) t.yStride(), t.yFirst(), pass.dropout.taken, pass.dropout.mask, t.hn(), t.sn(),
                    t.lengths(), size.steps(), size.batch(), size.hidden(), size.stride(), size.reverse() ? 1 : 0,
                    from, to, new Plan.Local(operandFloats(pass)), new Plan.Local(stateFloats(pass)),
                    new Plan.Local(local ? weightFloats(pass) : 1));
            plan.cost(Cost.ofLoop(pass, to - from, 1, false));
        }
        plan.note(stream, "time loop", "all steps a launch, work-groups of " + lines * Kernels.UNITS
                + " work-items for " + rows() + " sequences, weights in "
                + (local ? "local" : "global") + " memory");
    }

    /** Records rounds {@code first} to before {@code end}, counted from the end of the pass. */
    void backward(Plan plan, int stream, TimePass pass, int first, int end) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        TimePass.Gradients g = pass.gradients;
        boolean local = fits(backwardFloats(pass), weightRowFloats(pass));
        Plan.Source source = new Plan.Source("recurrent/tiled_sequence_backward.cl", "tiled_sequence_backward",
                defines(pass, local), pass.pages());
        int piece = piece(pass, depth(pass));
        for (int from = first; from < end; from += piece) {
            int to = Math.min(end, from + piece);
            plan.launch(stream, "time loop, backward", source, items(size), pass.records, pass.panels.recurrentRows,
                    pass.panels.weights().vectors(), t.h0(), t.s0(), pass.kept, t.y(), g.dy(), (long) t.yStride(),
                    t.yFirst(), pass.dropout.taken, pass.dropout.mask, g.dhn(), g.dsn(), pass.carried,
                    pass.vectorGradients, g.dh0(), g.ds0(), t.lengths(), size.steps(), size.batch(), size.hidden(),
                    size.stride(), size.reverse() ? 1 : 0, from, to, new Plan.Local(gradientFloats(pass)),
                    new Plan.Local(stateGradientFloats(pass)), new Plan.Local(local ? weightRowFloats(pass) : 1));
            plan.cost(Cost.ofLoop(pass, Math.min(to, size.steps()) - from, 1, true));
        }
        plan.note(stream, "time loop, backward", "all steps a launch, weights in "
                + (local ? "local" : "global") + " memory");
    }

    private boolean fits(long floats, long weights) {
        return wanted && (floats + weights) * Float.BYTES <= device.localMemory();
    }

    private Defines defines(TimePass pass, boolean local) {
        return pass.defines().with("LINES", lines).with("ROW_LINES", rowLines).with("ROWS_PER_ITEM", rowsPerItem)
                .with("LOCAL_WEIGHTS", local);
    }

    private WorkSize items(TimePass.Size size) {
        return WorkSize.of(new long[] {groups(size) * Kernels.UNITS, lines}, new long[] {Kernels.UNITS, lines});
    }
}
