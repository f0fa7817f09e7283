package org.janusrnn.schedule;

import org.janusrnn.cell.Cell;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.tensor.Arena;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time loop of a batch of few sequences, in which slices of the batch would leave cores of a CPU idle, or have each of
 * them read weights from beyond its own caches: work-groups share the hidden units of every step, and none depends on
 * another (kernels-cl/recurrent/team.cl).
 *
 * <p>It keeps apart what a step reads and what it writes. So that this takes little memory in training, the pass is
 * walked through in pieces, a launch each, and gates take the place of what an earlier launch has done with: records are
 * longer than the pass by the steps of a piece ({@link TimePass#sumsFirst}).
 */
final class TeamLoop {
    /** Whether teams are formed, and how their members behave; all teams give the same bits. */
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

    /** Floats between two members' reports: a cache line. */
    private static final int LINE = 16;
    private static final int HALT_EVERY = 7;

    private final Mode mode;
    private final int team;
    private final boolean stripped;
    private final boolean keep;
    /** Steps a launch. */
    private final int piece;
    /** States of every step of a piece forward, their gradients backward, and what the halves of a step leave each other. */
    private final Arena.Region walk;
    private final Border[] borders = new Border[2];
    private final Arena.Region progress;

    /** States between two pieces, or their gradients. */
    private record Border(Arena.Region h, Arena.Region others) {
    }

    private TeamLoop(Engine engine, int team, int piece, Arena arena, TimePass pass) {
        this.mode = engine.teams();
        this.team = team;
        this.piece = piece;
        this.keep = pass.keep;
        this.stripped = engine.kernels().stripped();
        TimePass.Size size = pass.size;
        walk = arena.reserve("states and halves of the steps of a piece",
                (piece + 1L) * places(pass.cell, keep) * size.batch() * size.stride());
        for (int i = 0; i < borders.length && piece < size.steps(); i++) {
            long state = (long) size.batch() * size.hidden();
            borders[i] = new Border(arena.reserve("h between pieces", state),
                    arena.reserve("other states between pieces", state * (pass.cell.states() - 1)));
        }
        progress = arena.reserve("progress of a team",
                (long) Kernels.ceil(size.steps(), piece) * team * LINE);
    }

    /**
     * The team of a pass, its memory reserved; null where it does not pay or cannot be, as the log says.
     *
     * @param part whether the pass is one of several pieces of a longer one.
     */
    static TeamLoop of(Engine engine, Arena arena, TimePass pass, boolean part) {
        int team = Teams.members(engine, pass.size);
        boolean masked = pass.dropout.mask != null || pass.dropout.taken != null;
        int piece = Teams.piece(pass.cell, pass.size, pass.keep, part);
        String reason = !pass.alone ? "another loop may run beside it"
                : Teams.against(engine, pass.cell, pass.size, pass.keep, piece, masked || pass.zoneout());
        if (LOG.isDebugEnabled()) {
            LOG.debug("time loop of {} with B={}, H={}: {}", pass.cell.name(), pass.size.batch(), pass.size.hidden(),
                    reason == null ? team + " work-groups share its steps" : "no team, because " + reason);
        }
        return reason == null ? new TeamLoop(engine, team, piece, arena, pass) : null;
    }

    /** What a step has a place for: its states; of a cell in two halves also what one half leaves to the other. */
    private static int places(Cell cell, boolean keep) {
        int between = cell.recurrent().gates() + (keep ? cell.states() : 1);
        return cell.states() + (cell.inHalves() ? between : 0);
    }

    /** Steps by which records are longer than the pass: none in inference, where projections stay and no gates are kept. */
    int spareSteps() {
        return keep ? piece : 0;
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
                    pass.operands, pass.panels.recurrent, pass.panels.second, pass.panels.bias, before.h,
                    before.others, walk, t.y(), (long) t.yStride(), t.yFirst(), after.h, after.others, t.lengths(),
                    progress, from / piece, team, size.steps(), size.batch(), size.hidden(), size.stride(),
                    size.reverse() ? 1 : 0, from, to);
            plan.cost(Cost.ofLoop(pass, to - from, 1, false));
            before = after;
        }
    }

    /** Records the whole backward loop; the gradients of the pre-activations come where the projections stood. */
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
                    pass.panels.recurrentRows, pass.panels.secondRows, t.h0(), t.s0(), pass.kept, t.y(), g.dy(),
                    (long) t.yStride(), t.yFirst(), before.h, before.others, walk, after.h, after.others, g.dh0(), g.ds0(),
                    t.lengths(), progress, from / piece, team, size.steps(), size.batch(), size.hidden(), size.stride(),
                    size.reverse() ? 1 : 0, from, to);
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
