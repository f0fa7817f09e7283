package org.janusrnn.schedule;

import java.util.ArrayList;
import java.util.List;
import org.janusrnn.cl.ClKernel;
import org.janusrnn.kernel.Defines;
import org.janusrnn.tensor.Arena;

/**
 * What may happen to the states of a time pass in training, at work on one pass: zoneout and recurrent dropout. Masks are
 * a function of seed and round, drawn before the forward loop and kept for the backward one.
 */
final class StateDropout {
    /** Numbers that share a block of the kernel's random words. */
    private static final int BLOCK = 4;
    private static final int STREAM_ARGUMENT = 6;

    private final Regularization wanted;
    private final long seed;
    private final long states;
    private final long stateSize;
    private final long maskSize;
    private final List<ClKernel> kernels = new ArrayList<>();
    /** How much of the new states is taken, as kernels-cl/recurrent/layout.cl has kept states; null without zoneout. */
    final Arena.Region taken;
    /** By what the recurrent product's h is multiplied, [batch][stride]; null without recurrent dropout. */
    final Arena.Region mask;

    StateDropout(Arena arena, Regularization wanted, boolean training, int states, long stateSize, long maskSize,
                 long seed) {
        this.wanted = wanted;
        this.seed = seed;
        this.states = states;
        this.stateSize = stateSize;
        this.maskSize = maskSize;
        taken = training && wanted.zoneout() ? arena.reserve("masks of the zoneout", states * stateSize) : null;
        mask = training && wanted.recurrentDropout() > 0 ? arena.reserve("mask of the recurrent dropout", maskSize)
                : null;
    }

    /** Records the drawing of the masks. */
    void record(Plan plan, int stream) {
        for (int state = 0; taken != null && state < states; state++) {
            draw(plan, stream, taken, state * stateSize, stateSize,
                    state == 0 ? wanted.zoneoutH() : wanted.zoneoutC(), 1, seed + state);
        }
        if (mask != null) {
            draw(plan, stream, mask, 0, maskSize, wanted.recurrentDropout(), 1 / (1 - wanted.recurrentDropout()),
                    seed + states);
        }
    }

    private void draw(Plan plan, int stream, Arena.Region to, long offset, long count, double probability,
                      double scale, long from) {
        kernels.add(plan.pointwise(stream, "masks of states",
                Plan.Source.of("pointwise/dropout.cl", "dropout_mask", Defines.of()), 1,
                (count + BLOCK - 1) / BLOCK, to, offset, count, (float) probability, (float) scale, from, 0L));
    }

    /** Says which masks the next run draws. */
    void begin(long round) {
        for (ClKernel kernel : kernels) {
            kernel.arg(STREAM_ARGUMENT, round);
        }
    }
}
