package org.janusrnn.layer;

import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;

/**
 * A window that slides over time. Of T steps it makes floor((T + before + after - span) / stride) + 1, of each sequence as
 * many as of its own valid steps.
 *
 * @param kernel   steps it sees.
 * @param stride   steps from window to window.
 * @param before   zeros before the first step.
 * @param after    zeros behind the last.
 * @param dilation steps from one that it sees to the next.
 */
record Window(int kernel, int stride, int before, int after, int dilation) {
    static final String FILE = "pointwise/windows.cl";
    /** So few that a driver that ends long loops runs a kernel's loop over a window to its end (KnownFaults). */
    private static final int MOST_STEPS = 1 << 15;
    private static final int GROUP = 64;

    /** @throws IllegalArgumentException naming what cannot be. */
    Window {
        range("kernel", kernel, 1);
        range("stride", stride, 1);
        range("dilation", dilation, 1);
        range("padding", before, 0);
        range("padding", after, 0);
        if ((long) dilation * (kernel - 1) >= MOST_STEPS) {
            throw new IllegalArgumentException("a kernel of " + kernel + " with a dilation of " + dilation
                    + " spans more than " + MOST_STEPS + " steps");
        }
    }

    private static void range(String what, int value, int least) {
        if (value < least || value > MOST_STEPS) {
            throw new IllegalArgumentException("the " + what + " of a window over time must be " + least + " to "
                    + MOST_STEPS + ", not " + value);
        }
    }

    /** Steps from the first it sees to the last, both counted. */
    int span() {
        return dilation * (kernel - 1) + 1;
    }

    int padding() {
        return before + after;
    }

    /**
     * How many windows so many steps have.
     *
     * @throws IllegalArgumentException naming the layer where there is none.
     */
    int count(String layer, int steps) {
        long room = (long) steps + padding() - span();
        if (room < 0) {
            throw new IllegalArgumentException("the layer " + layer + " needs " + (span() - padding())
                    + " steps, and " + steps + (steps == 1 ? " comes" : " come")
                    + ": give longer sequences, or the layer a smaller kernel or padding");
        }
        return Math.toIntExact(room / stride + 1);
    }

    /** Why it cannot take sequences piece by piece; null where it sees single steps. */
    String needsWhole() {
        return kernel == 1 && stride == 1 && padding() == 0 ? null
                : "looks at several steps at once, which may come in different pieces";
    }

    /** Reserves room for what {@link #lengths} records; null where all steps are valid. */
    Arena.Region reserveLengths(Layer.PassContext context, Flow in) {
        return in.lengths() == null ? null : context.arena().reserve("lengths behind a window", in.batch());
    }

    /** Records how many windows each sequence has. */
    void lengths(Plan plan, Flow in, Arena.Region left) {
        if (left != null) {
            plan.launch(0, "lengths", Plan.Source.of(FILE, "window_lengths", Defines.of()),
                    WorkSize.covering(in.batch(), GROUP), in.lengths(), left, in.batch(), padding(), span(), stride);
        }
    }
}
