package org.janusrnn.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.tensor.Tensor;

/**
 * How far a result in float32 may be from the exact one. Each operation rounds by at most u = 2^-24 of what it works on;
 * n roundings in a row add up like a random walk, to about sqrt(n) u. Allowed is four times that, where n is the number
 * of terms behind an element: a step's products (I + H), the steps (T), and for a parameter's gradient the rows it is
 * summed over (T * B). A norm has two sums over the G * H numbers of its row, mean and variance, whose roundings relative
 * to the deviation are those of so many terms of size 1; a row of a few units, whose deviation may be small, magnifies them
 * further, which is not allowed for. "What it works on" is of the size of the largest element of the
 * result, but not below 1, the size of the states and of the gradients that arrive from above.
 */
public final class Rounding {
    private static final double UNIT = 0x1p-24;
    private static final double ALLOWED = 4;
    private static final double NORM_EPS = 1e-5;    // as in kernels-cl/recurrent/normed_rows.cl

    private Rounding() {
    }

    /** What differs from the reference by more than rounding explains; a line for each result. */
    public static List<String> differences(RecurrentCase of, Map<String, Tensor> got,
            Map<String, DoubleTensor> want) {
        List<String> failures = new ArrayList<>();
        if (!got.keySet().equals(want.keySet())) {
            failures.add(of + ": results " + got.keySet() + ", wanted " + want.keySet());
        }
        want.forEach((name, tensor) -> {
            double error = error(of, name, tensor, got.get(name));
            double tolerance = tolerance(of, name, tensor);
            if (!(error <= tolerance)) {
                failures.add(String.format("%s: %s is off by %.3g, allowed %.3g", of, name, error, tolerance));
            }
        });
        return failures;
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
     * The largest error. A norm over W x of a single number x does not depend on how large x is, so the gradient of x is 0
     * but for the norm's eps: it is a sum over all gates of w e / deviation, where deviation^2 = x^2 var(w) + eps, whose
     * terms cancel. They go with 1 / |x|, and with 1 / sqrt(eps) at most. Each element's rounding is that of its own x.
     */
    private static double error(RecurrentCase of, String name, DoubleTensor want, Tensor got) {
        if (!name.equals("grad_x") || !of.form.cell().normalised() || of.inputs > 1) {
            return want.maxDifference(got);
        }
        double largest = 0;
        for (int i = 0; i < want.data().length; i++) {
            double terms = 1 / Math.max(Math.abs(of.x.data()[i]), Math.sqrt(NORM_EPS));
            largest = Math.max(largest, Math.abs(want.data()[i] - got.data()[i]) / Math.max(1, terms));
        }
        return largest;
    }

    /** What rounding may make of a result with so many terms behind an element. */
    static double tolerance(double terms, DoubleTensor want) {
        return ALLOWED * Math.sqrt(terms) * UNIT * Math.max(1, want.maxAbs());
    }
}
