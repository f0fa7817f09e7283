package org.janusrnn.schedule;

import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.tensor.Arena;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time loop of a batch with fewer sequences than the CPU has cores, in which slices of the batch would leave cores
 * idle: work-groups share the hidden units of every step, and none depends on another (kernels-cl/recurrent/team.cl).
 *
 * <p>It keeps apart what a step reads and what it writes, and so needs memory for the states of every step, and in
 * training for its gates beside their projections.
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

    private static final int MOST_MEMBERS = 8;
    /** More sequences than this find work for cores enough, and fit no register tile. */
    private static final int MOST_BATCH = 3;
    /** Below, handing the states from core to core costs more than the second core brings: measured on Zen 5. */
    private static final long LEAST_WEIGHT_BYTES = 128 << 10;
    /** Floats between two members' reports: a cache line. */
    private static final int LINE = 16;
    private static final int HALT_EVERY = 7;

    private final Mode mode;
    private final int team;
    private final Arena.Region states;
    private final Arena.Region gates;
    private final Arena.Region carried;
    private final Arena.Region progress;

    private TeamLoop(Mode mode, int team, Arena arena, TimePass pass) {
        this.mode = mode;
        this.team = team;
        TimePass.Size size = pass.size;
        long state = (size.steps() + 1L) * pass.cell.states() * size.batch() * size.stride();
        states = arena.reserve("states of every step", state);
        gates = pass.keep ? arena.reserve("gates of every step, beside their projections",
                size.rows() * size.stride() * pass.cell.slots()) : null;
        carried = pass.keep ? arena.reserve("gradients of the states of every step", state) : null;
        progress = arena.reserve("progress of a team", (long) team * LINE);
    }

    /** The team of a pass, its memory reserved; null where it does not pay or cannot be, as the log says. */
    static TeamLoop of(Mode mode, ClDevice device, Arena arena, TimePass pass) {
        String reason = against(mode, device, pass);
        int team = team(mode, device, pass);
        if (LOG.isDebugEnabled()) {
            LOG.debug("time loop of {} with B={}, H={}: {}", pass.cell.name(), pass.size.batch(), pass.size.hidden(),
                    reason == null ? team + " work-groups share its steps" : "no team, because " + reason);
        }
        return reason == null ? new TeamLoop(mode, team, arena, pass) : null;
    }

    private static int team(Mode mode, ClDevice device, TimePass pass) {
        int tiles = Kernels.ceil(Kernels.blocks(pass.size.hidden()), Kernels.COLUMN_VECTORS);
        int cores = forced(mode) ? Math.max(2, device.computeUnits()) : device.computeUnits();
        return Math.min(Math.min(cores, MOST_MEMBERS), tiles);
    }

    private static boolean forced(Mode mode) {
        return mode != Mode.WHERE_IT_PAYS && mode != Mode.NEVER;
    }

    /** Why there is no team; null where there is one. */
    private static String against(Mode mode, ClDevice device, TimePass pass) {
        TimePass.Size size = pass.size;
        int team = team(mode, device, pass);
        if (mode == Mode.NEVER) {
            return "it was forbidden";
        }
        if (!device.deviceAtomics()) {
            return "the device has no atomics between work-groups";
        }
        if (!pass.alone) {
            return "another loop may run beside it";
        }
        if (size.batch() > MOST_BATCH || 2 * size.batch() > team) {
            return "slices of the batch occupy the cores";
        }
        boolean plain = !pass.cell.elementwise() && !pass.cell.inHalves() && !pass.cell.normalised()
                && pass.cell.vectors() == 0;
        if (!plain || size.projection() > 0 || pass.dropout.mask != null || pass.dropout.taken != null
                || pass.zoneout()) {
            return "a step has more than a product and a cell";
        }
        long weights = (long) size.hidden() * size.hidden() * pass.cell.recurrent().gates() * Float.BYTES;
        return weights < LEAST_WEIGHT_BYTES && !forced(mode) ? "its weights are small" : null;
    }

    /** Records the whole forward loop. */
    void forward(Plan plan, int stream, TimePass pass) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        plan.zero(stream, progress.buffer());
        Defines defines = defines(pass).with("KEEP", pass.keep).with("COLS", pass.panels.stepColumns);
        plan.launch(stream, "time loop",
                new Plan.Source("recurrent/team_forward.cl", "team_forward", defines, pass.pages()), groups(),
                pass.records, gates, pass.panels.recurrent, pass.panels.bias, t.h0(), t.s0(), states, t.y(),
                (long) t.yStride(), (long) t.yFirst(), t.hn(), t.sn(), t.lengths(), progress, team, size.steps(),
                size.batch(), size.hidden(), size.stride(), size.reverse() ? 1 : 0);
        plan.cost(Cost.ofLoop(pass, size.steps(), 1, false));
    }

    /** Records the whole backward loop; the gradients of the pre-activations replace the projections. */
    void backward(Plan plan, int stream, TimePass pass) {
        TimePass.Size size = pass.size;
        TimePass.Tensors t = pass.tensors;
        TimePass.Gradients g = pass.gradients;
        plan.zero(stream, progress.buffer());
        plan.launch(stream, "time loop, backward",
                new Plan.Source("recurrent/team_backward.cl", "team_backward", defines(pass), pass.pages()), groups(),
                gates, pass.records, pass.panels.recurrentRows, states, g.dy(), (long) t.yStride(),
                (long) t.yFirst(), g.dhn(), g.dsn(), carried, g.dh0(), g.ds0(), t.lengths(), progress, team,
                size.steps(), size.batch(), size.hidden(), size.stride(), size.reverse() ? 1 : 0);
        plan.cost(Cost.ofLoop(pass, size.steps(), 1, true));
    }

    private Defines defines(TimePass pass) {
        Defines defines = pass.defines().with("WIDE", 1);
        return mode == Mode.LATE ? defines.with("LATE", HALT_EVERY) : defines;
    }

    private WorkSize groups() {
        return WorkSize.of(new long[] {mode == Mode.ALONE ? 1 : team, 1}, new long[] {1, 1});
    }
}
