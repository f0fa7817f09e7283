package org.janusrnn.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.tensor.Tensor;

/**
 * How far a result in float32 may be from the exact one. Each operation rounds by at most u = 2^-24 of what it works
 * on; n roundings in a row add up like a random walk, to about sqrt(n) u. Allowed is four times that, where n is the
 * number of terms behind an element: a step's products (I + H), the steps (T), and for a parameter's gradient the rows
 * it is summed over (T * B). A norm has two sums over the G * H numbers of its row, mean and variance, whose roundings
 * relative to the deviation are those of so many terms of size 1. "What it works on" is of the size of the largest
 * element of the result, but not below 1, the size of the states and of the gradients that arrive from above.
 *
 * <p>That holds for a norm whose deviation is of the size of its numbers. A row of few units may have a smaller one,
 * which magnifies its roundings. Where such a cell's element is further off, {@link RoundingSpread} measures how far
 * rounding at random moves that very element: its root mean square error s over 16 runs. As errors that many roundings
 * add up to are normally distributed, a device's error over s follows Student's distribution with 16 degrees of
 * freedom, but for a factor: to the nearest float rounds with half the variance, so it is smaller by sqrt(2). Allowed
 * are 8 s, which an element passes by chance with a probability of 5e-9.
 */
public final class Rounding {
    private static final double UNIT = 0x1p-24;
    private static final double ALLOWED = 4;
    private static final double ALLOWED_SPREAD = 8;
    private static final double NORM_EPS = 1e-5;    // as in kernels-cl/recurrent/normed_rows.cl
    /**
     * Above it nothing magnifies: n numbers of one distribution have a variance below a tenth of its own, a deviation
     * below a third, with a probability of about 2e-11 for n = 33 (chi squared, 32 degrees of freedom), and 1 / 3 is
     * within the four times.
     */
    private static final int FEW_UNITS = 32;

    private Rounding() {
    }

    /** What differs from the reference by more than rounding explains; a line for each result. */
    public static List<String> differences(RecurrentCase of, Map<String, Tensor> got,
            Map<String, DoubleTensor> want) {
        return differences(of, got, want, UNIT);
    }

    /** The same where some of the operations round by {@code unit}, as those do whose result is stored in fewer digits. */
    public static List<String> differences(RecurrentCase of, Map<String, Tensor> got,
            Map<String, DoubleTensor> want, double unit) {
        List<String> failures = new ArrayList<>();
        if (!got.keySet().equals(want.keySet())) {
            failures.add(of + ": results " + got.keySet() + ", wanted " + want.keySet());
        }
        want.forEach((name, tensor) -> {
            String failure = difference(of, name, tensor, got.get(name), unit / UNIT);
            if (failure != null) {
                failures.add(of + ": " + name + failure);
            }
        });
        return failures;
    }

    /**
     * What the element that is the furthest beyond its limit is off by; null where none is.
     *
     * @param units by how many times UNIT an operation rounds.
     */
    private static String difference(RecurrentCase of, String name, DoubleTensor want, Tensor got, double units) {
        double tolerance = tolerance(of, name, want) * units;
        if (want.maxDifference(got) <= tolerance) {
            return null;
        }
        boolean few = of.form.cell().normalised() && of.hidden <= FEW_UNITS;
        String failure = null;
        double most = 1;
        for (int i = 0; i < want.data().length; i++) {
            double error = Math.abs(want.data()[i] - got.data()[i]);
            double allowed = tolerance * cancelled(of, name, i);
            if (few && !(error <= allowed)) {
                allowed = Math.max(allowed, ALLOWED_SPREAD * units * of.spread().get(name)[i]);
            }
            if (!(error / allowed <= most)) {
                most = error / allowed;
                failure = String.format(" is off by %.3g at %d, allowed %.3g", error, i, allowed);
            }
        }
        return failure;
    }

    static double tolerance(RecurrentCase of, String name, DoubleTensor want) {
        double terms = of.steps + of.inputs + of.hidden;
        if (of.form.cell().normalised()) {
            terms += 2.0 * of.form.cell().input().gates() * of.hidden;
        }
        if (of.parameters.containsKey(name.replaceFirst("^grad_", ""))) {
            terms += (double) of.steps * of.batch;
        }
        return tolerance(terms, want);
    }

    /**
     * How large the terms are that an element's own size does not show. A norm over W x of a single number x does not
     * depend on how large x is, so the gradient of x is 0 but for the norm's eps: it is a sum over all gates of w e /
     * deviation, where deviation^2 = x^2 var(w) + eps, whose terms cancel. They go with 1 / |x|, and with 1 /
     * sqrt(eps) at most. Each element's rounding is that of its own x.
     */
    private static double cancelled(RecurrentCase of, String name, int i) {
        if (!name.equals("grad_x") || !of.form.cell().normalised() || of.inputs > 1) {
            return 1;
        }
        return Math.max(1, 1 / Math.max(Math.abs(of.x.data()[i]), Math.sqrt(NORM_EPS)));
    }

    /** What rounding may make of a result with so many terms behind an element. */
    static double tolerance(double terms, DoubleTensor want) {
        return ALLOWED * Math.sqrt(terms) * UNIT * Math.max(1, want.maxAbs());
    }
}
