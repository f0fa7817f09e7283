package org.janusrnn.schedule;

import java.util.ArrayList;
import java.util.List;
import org.janusrnn.cell.Cell;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.MemoryKind;

/**
 * One direction of one recurrent layer in training that keeps less than all gates of all steps in single precision. The
 * pass is cut into pieces of time, which have their gates, states beside h and operands in one place, one after the
 * other. Of each piece the states before it are kept, and there are two ways to have the rest again in the backward pass:
 *
 * <ul>
 * <li>it is computed again, by the same kernels: recomputation, or checkpointing (Chen et al. 2016, arXiv 1604.06174);
 * <li>it was put away in half precision, and is brought back ({@link HalvedPiece}).
 * </ul>
 *
 * <p>Backwards, from the last piece to the first, what belongs to a piece comes back to its place; there the gradients of
 * the pre-activations take that of the gates, in single precision, and are used at once: for the gradients of the
 * parameters, which add up over the pieces, and for that of the input.
 *
 * <pre>
 * forward    piece 0 | piece 1 | piece 2 |
 * backward                               | piece 2 backward | piece 1 again, backward | piece 0 again, backward
 * </pre>
 *
 * The last piece is still there when the backward pass begins. Outputs and states have the same bits as without, if the
 * same kind of loop walks through it ({@link Teams}).
 */
public final class PiecewisePass {
    /** Fewer rows a piece would have the products stream all weights for little work. */
    private static final int LEAST_ROWS = 32;
    /**
     * The same in half precision, which spares less memory than recomputation: each piece reads and writes the gradients
     * of all weights, which for 50 rows takes as long again as the products that it is for.
     */
    private static final int LEAST_HALVED_ROWS = 50;
    /** More pieces save little and cost launches. */
    private static final int MOST_PIECES = 8;
    private static final int GROUP = 64;

    /** States between two pieces, or their gradients. */
    private record Border(Object h, Object others) {
    }

    private final TimePass.Size size;
    private final int pieces;
    private final List<TimePass> passes = new ArrayList<>();
    /** What was put away of each piece; null for the last, and where it is computed again. */
    private final List<HalvedPiece> halves = new ArrayList<>();
    /** States before each piece but the first. */
    private final List<Border> states = new ArrayList<>();
    private final List<Border> gradientBorders = new ArrayList<>();
    /** Valid steps of each sequence, counted from the piece at work. */
    private final Arena.Region lengths;
    private TimePass.Tensors tensors;

    /**
     * Its arguments are those of {@link TimePass}, which keeps what the backward pass needs.
     *
     * @param keeping in half precision, or by computing it again.
     */
    public PiecewisePass(Engine engine, Arena arena, Cell cell, TimePass.Size size, CellPanels panels,
                         Regularization regularization, long seed, boolean alone, Keeping keeping) {
        this.size = size;
        pieces = pieces(size, cell, keeping);
        TimePass longest = new TimePass(engine, arena, cell, steps(Kernels.ceil(size.steps(), pieces)), panels, true,
                regularization, seed, alone, true);
        for (int piece = 0; piece < pieces; piece++) {
            passes.add(new TimePass(longest, steps(end(piece) - start(piece))));
            states.add(piece == 0 ? null : border(arena, MemoryKind.KEPT_ACTIVATIONS, "states before a piece", cell));
            halves.add(keeping == Keeping.HALVED && piece != forwardPiece(pieces - 1)
                    ? new HalvedPiece(arena, passes.get(piece)) : null);
        }
        for (int i = 0; i < 2 && pieces > 1; i++) {
            gradientBorders.add(border(arena, MemoryKind.WORKSPACE, "gradients of the states before a piece", cell));
        }
        lengths = arena.reserve("lengths in a piece", size.batch());
    }

    private Border border(Arena arena, MemoryKind kind, String what, Cell cell) {
        return new Border(arena.reserve(kind, what, (long) size.batch() * size.outputs()),
                arena.reserve(kind, what, (long) size.batch() * size.hidden() * (cell.states() - 1)));
    }

    /** The number of pieces with which all that is kept takes the least memory, within reason. */
    private static int pieces(TimePass.Size size, Cell cell, Keeping keeping) {
        int least = keeping == Keeping.HALVED ? LEAST_HALVED_ROWS : LEAST_ROWS;
        long most = Math.min(Math.min(MOST_PIECES, size.steps()), size.rows() / least);
        if (keeping == Keeping.HALVED) {
            return (int) Math.max(1, most);
        }
        // The states before all pieces and the gates of one.
        double best = Math.sqrt((double) size.steps() * (cell.slots() + cell.states() - 1) / cell.states());
        return (int) Math.max(1, Math.min(most, Math.round(best)));
    }

    /** Whether a pass is long enough for some of its pieces to be kept in half precision. */
    public static boolean halves(int steps, int batch) {
        return Math.min(steps, (long) steps * batch / LEAST_HALVED_ROWS) > 1;
    }

    private TimePass.Size steps(int steps) {
        return new TimePass.Size(steps, size.batch(), size.inputs(), size.hidden(), size.projection(), size.reverse(),
                size.directions());
    }

    /** The first step in memory of a piece; pieces are counted in memory, whichever way the pass goes. */
    private int start(int piece) {
        return (int) ((long) size.steps() * piece / pieces);
    }

    private int end(int piece) {
        return start(piece + 1);
    }

    /** Into how many pieces the pass is cut. */
    public int pieces() {
        return pieces;
    }

    /** The piece in memory that comes in turn {@code turn} of the backward pass. */
    private int backwardPiece(int turn) {
        return size.reverse() ? turn : pieces - 1 - turn;
    }

    private int forwardPiece(int turn) {
        return size.reverse() ? pieces - 1 - turn : turn;
    }

    /** Says what the pass works on; comes before all recording. */
    public void around(TimePass.Tensors around) {
        tensors = around;
        for (int turn = 0; turn < pieces; turn++) {
            int piece = forwardPiece(turn);
            Border before = turn == 0 ? new Border(around.h0(), around.s0()) : states.get(turn);
            Border after = turn == pieces - 1 ? new Border(around.hn(), around.sn()) : states.get(turn + 1);
            long row = (long) start(piece) * size.batch();
            passes.get(piece).around(new TimePass.Tensors(around.x(), around.xFirst() + row * size.inputs(),
                    around.y(), around.yStride(), around.yFirst() + row * around.yStride(),
                    around.lengths() == null ? null : lengths, before.h, before.others, after.h, after.others));
        }
    }

    /** Says what the backward pass works on. */
    public void around(TimePass.Gradients around) {
        for (int turn = 0; turn < pieces; turn++) {
            Border later = turn == 0 ? new Border(around.dhn(), around.dsn()) : gradientBorders.get(turn % 2);
            Border earlier = turn == pieces - 1 ? new Border(around.dh0(), around.ds0())
                    : gradientBorders.get((turn + 1) % 2);
            passes.get(backwardPiece(turn)).around(new TimePass.Gradients(around.dx(), around.dy(), later.h,
                    later.others, earlier.h, earlier.others));
        }
    }

    /** Says which masks the next run draws: others in every round. */
    public void begin(long round) {
        passes.get(0).begin(round);
    }

    /** Records the whole forward pass. */
    public void forward(Plan plan, int stream) {
        for (int turn = 0; turn < pieces; turn++) {
            int piece = forwardPiece(turn);
            lengths(plan, stream, piece);
            passes.get(piece).forward(plan, stream);
            if (halves.get(piece) != null) {
                halves.get(piece).putAway(plan, stream);
            }
        }
    }

    private void lengths(Plan plan, int stream, int piece) {
        if (tensors.lengths() != null) {
            plan.launch(stream, "lengths in a piece",
                    Plan.Source.of("pointwise/piece_lengths.cl", "piece_lengths", Defines.of()),
                    WorkSize.covering(size.batch(), GROUP), tensors.lengths(), lengths, start(piece), size.batch());
        }
    }

    /**
     * Records one turn of the backward pass: a piece of time, brought back or forward again, then backward, and what it
     * adds to the gradients of the parameters.
     *
     * @param turn 0 to {@link #pieces()} - 1, in order.
     */
    public void backward(Plan plan, int stream, int turn, CellPanels.Weights parameters) {
        int piece = backwardPiece(turn);
        TimePass pass = passes.get(piece);
        if (turn > 0) {
            lengths(plan, stream, piece);
            if (halves.get(piece) != null) {
                halves.get(piece).bringBack(plan, stream);
            } else {
                pass.forward(plan, stream);
            }
        }
        pass.backward(plan, stream, 0, pass.size.steps());
        ParameterGradients.record(plan, stream, pass, parameters, turn > 0);
    }

    /** Records the gradient of the input in the rows of a turn; {@code accumulate} adds to what stands there. */
    public void inputGradient(Plan plan, int stream, int turn, boolean accumulate) {
        TimePass pass = passes.get(backwardPiece(turn));
        pass.inputGradient(plan, stream, 0, pass.size.rows(), accumulate);
    }
}
