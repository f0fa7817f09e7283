package org.janusrnn.schedule;

import org.janusrnn.cell.Cell;
import org.janusrnn.kernel.Tunable;

/** When work-groups better share the steps of a time loop ({@link TeamLoop}), and how many steps a launch then has. */
final class Teams {
    /** More sequences than this have arithmetic enough that no core waits for weights: of 16, S2 took as long by slices. */
    private static final int MOST_BATCH = 8;
    /**
     * Below, handing the states from core to core costs more than the second core brings: measured on Zen 5. A cell in two
     * halves hands them over twice a step, and backward with what lies between the halves: on an AVX-512 Xeon 192 units
     * were up to a tenth faster forward and up to 14 % slower in training, 256 units faster in both.
     */
    private static final long LEAST_WEIGHT_BYTES = 128 << 10;
    private static final long LEAST_HALVES_BYTES = 256 << 10;
    private static final long LEAST_TRAINED_HALVES_BYTES = 512 << 10;
    /**
     * Weights of a step from which all cores better share them, where each could have a slice of the batch or a direction to
     * itself: it would read them from beyond its second-level cache, 1 to 2 MiB. In training, in pieces, it takes more.
     */
    private static final long LEAST_SHARED_BYTES = 3 << 19;
    private static final long LEAST_TRAINED_BYTES = 2 << 20;
    /** The share of a pass's steps that a launch has in training; of a cell in two halves a step takes more memory. */
    private static final double PIECE = 0.09;
    private static final double PIECE_IN_HALVES = 0.06;
    /** Into how many launches a pass goes that is itself one of several pieces (PiecewisePass). */
    private static final int PIECES_OF_A_PART = 3;
    private static final int LEAST_STEPS = 8;
    private static final int LEAST_STEPS_IN_HALVES = 6;
    /**
     * Bytes of weights that all steps of a launch read, below which it costs more than sharing them brings: where it is the
     * only one of a pass, and where there are pieces. PoCL on an AVX-512 Xeon: 12 us a launch, 5 us saved for each MiB.
     */
    private static final long LEAST_PASS_BYTES = 3 << 20;
    private static final long LEAST_PIECE_BYTES = 6 << 20;

    private Teams() {
    }

    /** Steps a launch: in training, where each takes memory a second time, a part of them, as docs/memory.md says. */
    static int piece(Cell cell, TimePass.Size size, boolean keep, boolean part) {
        int least = cell.inHalves() ? LEAST_STEPS_IN_HALVES : LEAST_STEPS;
        if (!keep || size.steps() < 2 * least) {
            return size.steps();
        }
        double share = cell.inHalves() ? PIECE_IN_HALVES : PIECE;
        return Math.max(least,
                part ? Kernels.ceil(size.steps(), PIECES_OF_A_PART) : (int) (share * size.steps()));
    }

    /** Whether a team takes the time loop of such a pass, if no other runs beside it. */
    static boolean pays(Engine engine, Cell cell, TimePass.Size size, boolean keep, Regularization wanted) {
        return against(engine, cell, size, keep, piece(cell, size, keep, false), wanted.any()) == null;
    }

    /** Whether teams take the time loops of two directions of this kind better in turn than a core each side by side. */
    static boolean takeTurns(Engine engine, Cell cell, TimePass.Size size, boolean keep, Regularization wanted) {
        int team = members(engine, size);
        boolean occupiesAsMany = size.batch() <= team && busy(engine, 2 * size.batch()) <= team;
        return pays(engine, cell, size, keep, wanted)
                && (forced(engine.teams()) || occupiesAsMany && large(engine, cell, size, keep));
    }

    private static int most(Engine engine) {
        return engine.tuning().value(Tunable.WIDE_TEAM, null, "MEMBERS");
    }

    /** Work-groups of a team. */
    static int members(Engine engine, TimePass.Size size) {
        boolean forced = forced(engine.teams());
        int units = engine.device().computeUnits();
        int tiles = Kernels.ceil(Kernels.blocks(size.hidden()), Kernels.COLUMN_VECTORS);
        int least = forced ? 2 : 1;
        return Math.min(Math.min(Math.max(least, units), Math.max(least, most(engine))), tiles);
    }

    private static boolean forced(TeamLoop.Mode mode) {
        return mode != TeamLoop.Mode.WHERE_IT_PAYS && mode != TeamLoop.Mode.NEVER;
    }

    /** Cores that work where each has a slice of its own. */
    private static int busy(Engine engine, int slices) {
        return Math.min(slices, engine.device().computeUnits());
    }

    private static long weightBytes(Engine engine, Cell cell, TimePass.Size size) {
        long gates = cell.recurrent().gates() + cell.operand().gates();
        return engine.weights().words((long) size.hidden() * size.hidden() * gates) * Float.BYTES;
    }

    private static long leastWeights(Cell cell, boolean keep) {
        if (!cell.inHalves()) {
            return LEAST_WEIGHT_BYTES;
        }
        return keep ? LEAST_TRAINED_HALVES_BYTES : LEAST_HALVES_BYTES;
    }

    /** Whether the weights of a step are more than a core keeps at hand. */
    private static boolean large(Engine engine, Cell cell, TimePass.Size size, boolean keep) {
        return weightBytes(engine, cell, size) >= (keep ? LEAST_TRAINED_BYTES : LEAST_SHARED_BYTES);
    }

    /**
     * Why no team can have the loop to itself; null where one can.
     *
     * @param piece       steps a launch.
     * @param regularized whether something is done to the states in between.
     */
    static String against(Engine engine, Cell cell, TimePass.Size size, boolean keep, int piece,
                          boolean regularized) {
        TeamLoop.Mode mode = engine.teams();
        if (mode == TeamLoop.Mode.NEVER) {
            return "it was forbidden";
        }
        if (most(engine) == 1 && !forced(mode)) {
            return "it is tuned to none";
        }
        if (!engine.device().deviceAtomics()) {
            return "the device has no atomics between work-groups";
        }
        int team = members(engine, size);
        if (team < 2) {
            return "there is nobody to share its steps with";
        }
        if (size.batch() > MOST_BATCH || busy(engine, size.batch()) > team) {
            return "slices of the batch occupy the cores";
        }
        boolean plain = !cell.elementwise() && !cell.normalised() && cell.vectors() == 0;
        if (!plain || size.projection() > 0 || regularized) {
            return "a step has more than products and a cell";
        }
        if (forced(mode)) {
            return null;
        }
        if (weightBytes(engine, cell, size) < leastWeights(cell, keep)) {
            return "its weights are small";
        }
        if (2 * size.batch() > team && !large(engine, cell, size, keep)) {
            return "slices of the batch occupy the cores, each of which has all weights at hand";
        }
        long least = piece < size.steps() ? LEAST_PIECE_BYTES : LEAST_PASS_BYTES;
        return piece * weightBytes(engine, cell, size) < least
                ? "launches of " + piece + " steps cost more than sharing them brings" : null;
    }
}
