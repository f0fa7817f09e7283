package org.janusrnn.schedule;

import org.janusrnn.cell.Cell;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.tensor.Arena;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time loop of a batch with fewer sequences than the CPU has cores, in which slices of the batch would leave cores
 * idle: work-groups share the hidden units of every step, and none depends on another (kernels-cl/recurrent/team.cl).
 *
 * <p>It keeps apart what a step reads and what it writes. So that this takes little memory in training, the pass is
 * walked through in pieces, a launch each, and gates take the place of what an earlier launch has done with: records are
 * longer than the pass by the steps of a piece ({@link TimePass#sumsFirst}).
 */
final class TeamLoop {
    /** Whether teams are formed, and how their members behave; every choice gives the same bits. */
    enum Mode {
        /** Where it pays. */
        WHERE_IT_PAYS,
        /** Never. */
        NEVER,
        /** Even for small weights. */
        ALWAYS,
        /** For tests, even for small weights: all members but the first start late and halt now and then. */
        LATE,
        /** For tests, even for small weights: no member but the first ever runs. */
        ALONE
    }

    private static final Logger LOG = LoggerFactory.getLogger(TeamLoop.class);

    /** More sequences than this find work for cores enough, and fit no register tile. */
    private static final int MOST_BATCH = 3;
    /** Below, handing the states from core to core costs more than the second core brings: measured on Zen 5. */
    private static final long LEAST_WEIGHT_BYTES = 128 << 10;
    /**
     * Weights of a step from which two directions are better walked by both cores in turn: a core that walks one alone then
     * reads them from beyond its second-level cache, 1 to 2 MiB. In training, where turns are in pieces, it takes more.
     */
    private static final long LEAST_SHARED_BYTES = 3 << 19;
    private static final long LEAST_TRAINED_BYTES = 2 << 20;
    /** Floats between two members' reports: a cache line. */
    private static final int LINE = 16;
    private static final int HALT_EVERY = 7;
    /** What a piece of a training step may take beside what must be kept, as a share of that. */
    private static final double PIECE_MEMORY = 0.08;
    /** The same of a pass that is itself one of several pieces (PiecewisePass). */
    private static final int PIECES_OF_A_PART = 3;
    private static final int LEAST_STEPS = 8;
    /**
     * Bytes of weights that all steps of a launch read, below which it costs more than sharing them brings: where it is the
     * only one of a pass, and where there are pieces. PoCL on an AVX-512 Xeon: 12 us a launch, 5 us saved for each MiB.
     */
    private static final long LEAST_PASS_BYTES = 3 << 20;
    private static final long LEAST_PIECE_BYTES = 6 << 20;

    private final Mode mode;
    private final int team;
    private final boolean stripped;
    /** Steps a launch. */
    private final int piece;
    /** States of every step of a piece forward, their gradients backward. */
    private final Arena.Region walk;
    private final boolean keep;
    private final Border[] borders = new Border[2];
    private final Arena.Region progress;

    /** States between two pieces, or their gradients. */
    private record Border(Arena.Region h, Arena.Region others) {
    }

    private TeamLoop(Engine engine, int team, Arena arena, TimePass pass, boolean part) {
        this.mode = engine.teams();
        this.team = team;
        this.keep = pass.keep;
        this.stripped = engine.kernels().stripped();
        TimePass.Size size = pass.size;
        piece = piece(pass.cell, size, keep, part);
        walk = arena.reserve("states of the steps of a piece",
                (piece + 1L) * pass.cell.states() * size.batch() * size.stride());
        for (int i = 0; i < borders.length && piece < size.steps(); i++) {
            long state = (long) size.batch() * size.hidden();
            borders[i] = new Border(arena.reserve("h between pieces", state),
                    arena.reserve("other states between pieces", state * (pass.cell.states() - 1)));
        }
        progress = arena.reserve("progress of a team",
                (long) Kernels.ceil(size.steps(), piece) * team * LINE);
    }

    /** Steps a launch: in training so many as the memory of a piece allows, see docs/memory.md. */
    private static int piece(Cell cell, TimePass.Size size, boolean keep, boolean part) {
        if (!keep || size.steps() < 2 * LEAST_STEPS) {
            return size.steps();
        }
        if (part) {
            return Math.max(LEAST_STEPS, Kernels.ceil(size.steps(), PIECES_OF_A_PART));
        }
        // A step has as many numbers in a piece, gates and states, as it keeps for each unit beside the input.
        double unit = cell.slots() + cell.states();
        double share = PIECE_MEMORY * (1 + size.inputs() / (unit * size.hidden()));
        return Math.max(LEAST_STEPS, (int) (Math.min(share, 1) * size.steps()));
    }

    /**
     * The team of a pass, its memory reserved; null where it does not pay or cannot be, as the log says.
     *
     * @param part whether the pass is one of several pieces of a longer one.
     */
    static TeamLoop of(Engine engine, Arena arena, TimePass pass, boolean part) {
        int team = team(engine, pass.size);
        boolean masked = pass.dropout.mask != null || pass.dropout.taken != null;
        int piece = piece(pass.cell, pass.size, pass.keep, part);
        String reason = pass.alone ? against(engine, team, pass.cell, pass.size, piece, masked || pass.zoneout())
                : "another loop may run beside it";
        if (LOG.isDebugEnabled()) {
            LOG.debug("time loop of {} with B={}, H={}: {}", pass.cell.name(), pass.size.batch(), pass.size.hidden(),
                    reason == null ? team + " work-groups share its steps" : "no team, because " + reason);
        }
        return reason == null ? new TeamLoop(engine, team, arena, pass, part) : null;
    }

    /** Whether a team takes the time loop of such a pass, if no other runs beside it. */
    static boolean pays(Engine engine, Cell cell, TimePass.Size size, boolean keep, Regularization wanted) {
        return against(engine, team(engine, size), cell, size, piece(cell, size, keep, false), wanted.any()) == null;
    }

    /**
     * Whether teams take the time loops of two directions of this kind better in turn than a core each side by side.
     */
    static boolean takeTurns(Engine engine, Cell cell, TimePass.Size size, boolean keep, Regularization wanted) {
        return pays(engine, cell, size, keep, wanted) && (forced(engine.teams())
                || weightBytes(cell, size) >= (keep ? LEAST_TRAINED_BYTES : LEAST_SHARED_BYTES));
    }

    /** Steps by which records are longer than the pass: none in inference, where projections stay and no gates are kept. */
    int spareSteps() {
        return keep ? piece : 0;
    }

    private static int members(Engine engine) {
        return engine.tuning().value(Tunable.WIDE_TEAM, null, "MEMBERS");
    }

    private static int team(Engine engine, TimePass.Size size) {
        boolean forced = forced(engine.teams());
        int units = engine.device().computeUnits();
        int tiles = Kernels.ceil(Kernels.blocks(size.hidden()), Kernels.COLUMN_VECTORS);
        int least = forced ? 2 : 1;
        return Math.min(Math.min(Math.max(least, units), Math.max(least, members(engine))), tiles);
    }

    private static boolean forced(Mode mode) {
        return mode != Mode.WHERE_IT_PAYS && mode != Mode.NEVER;
    }

    private static long weightBytes(Cell cell, TimePass.Size size) {
        return (long) size.hidden() * size.hidden() * cell.recurrent().gates() * Float.BYTES;
    }

    /**
     * Why no team can have the loop to itself; null where one can.
     *
     * @param piece       steps a launch.
     * @param regularized whether something is done to the states in between.
     */
    private static String against(Engine engine, int team, Cell cell, TimePass.Size size, int piece,
                                  boolean regularized) {
        Mode mode = engine.teams();
        if (mode == Mode.NEVER) {
            return "it was forbidden";
        }
        if (members(engine) == 1 && !forced(mode)) {
            return "it is tuned to none";
        }
        if (!engine.device().deviceAtomics()) {
            return "the device has no atomics between work-groups";
        }
        if (size.batch() > MOST_BATCH || 2 * size.batch() > team) {
            return "slices of the batch occupy the cores";
        }
        boolean plain = !cell.elementwise() && !cell.inHalves() && !cell.normalised() && cell.vectors() == 0;
        if (!plain || size.projection() > 0 || regularized) {
            return "a step has more than a product and a cell";
        }
        if (forced(mode)) {
            return null;
        }
        if (weightBytes(cell, size) < LEAST_WEIGHT_BYTES) {
            return "its weights are small";
        }
        long least = piece < size.steps() ? LEAST_PIECE_BYTES : LEAST_PASS_BYTES;
        return piece * weightBytes(cell, size) < least
                ? "launches of " + piece + " steps cost more than sharing them brings" : null;
    }

    /** Records the whole forward loop. */
    void forward(Plan plan, int stream, TimePass pass) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        Defines defines = defines(pass).with("KEEP", pass.keep).with("COLS", pass.panels.stepColumns);
        Border before = new Border((Arena.Region) t.h0(), (Arena.Region) t.s0());
        plan.zero(stream, progress.buffer());
        for (int from = 0; from < size.steps(); from += piece) {
            int to = Math.min(size.steps(), from + piece);
            Border after = to == size.steps() ? new Border((Arena.Region) t.hn(), (Arena.Region) t.sn())
                    : borders[from / piece % 2];
            plan.launch(stream, "time loop",
                    new Plan.Source("recurrent/team_forward.cl", "team_forward", defines, pass.pages()), groups(),
                    pass.records, pass.recordRows(), pass.sumsFirst(), pass.gatesFirst(), pass.kept,
                    pass.panels.recurrent, pass.panels.bias, before.h, before.others, walk, t.y(), (long) t.yStride(),
                    t.yFirst(), after.h, after.others, t.lengths(), progress, from / piece, team,
                    size.steps(), size.batch(), size.hidden(), size.stride(), size.reverse() ? 1 : 0, from, to);
            plan.cost(Cost.ofLoop(pass, to - from, 1, false));
            before = after;
        }
    }

    /** Records the whole backward loop; the gradients of the pre-activations replace the gates. */
    void backward(Plan plan, int stream, TimePass pass) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        TimePass.Gradients g = pass.gradients;
        Border before = new Border((Arena.Region) g.dhn(), (Arena.Region) g.dsn());
        plan.zero(stream, progress.buffer());
        for (int from = 0; from < size.steps(); from += piece) {
            int to = Math.min(size.steps(), from + piece);
            Border after = to == size.steps() ? new Border(null, null) : borders[from / piece % 2];
            plan.launch(stream, "time loop, backward",
                    new Plan.Source("recurrent/team_backward.cl", "team_backward", defines(pass), pass.pages()),
                    groups(), pass.records, pass.recordRows(), pass.sumsFirst(), pass.gatesFirst(),
                    pass.panels.recurrentRows, t.h0(), t.s0(), pass.kept, t.y(), g.dy(), (long) t.yStride(), t.yFirst(), before.h, before.others, walk, after.h,
                    after.others, g.dh0(), g.ds0(), t.lengths(), progress, from / piece, team, size.steps(),
                    size.batch(), size.hidden(), size.stride(), size.reverse() ? 1 : 0, from, to);
            plan.cost(Cost.ofLoop(pass, to - from, 1, true));
            before = after;
        }
    }

    private Defines defines(TimePass pass) {
        Defines defines = WideKernels.wide(pass.defines(), stripped);
        return mode == Mode.LATE ? defines.with("LATE", HALT_EVERY) : defines;
    }

    private WorkSize groups() {
        return WorkSize.of(new long[] {mode == Mode.ALONE ? 1 : team, 1}, new long[] {1, 1});
    }
}
