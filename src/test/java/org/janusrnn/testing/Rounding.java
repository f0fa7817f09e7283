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
 * summed over (T * B); a norm's mean and variance are sums over all gates of a row. "What it works on" is of the size of
 * the largest element of the result, but not below 1, the size of the states and of the gradients that arrive from above.
 */
public final class Rounding {
    private static final double UNIT = 0x1p-24;
    private static final double ALLOWED = 4;

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
            double error = tensor.maxDifference(got.get(name));
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
        return tolerance(terms, want) * (name.equals("grad_x") ? cancelled(of) : 1);
    }

    /**
     * How much larger than the gradient of x the terms are that it is a sum of. A norm over W x of a single number x does
     * not depend on how large it is: the gradient is 0 but for the norm's epsilon, the terms that cancel go with 1 / |x|.
     */
    private static double cancelled(RecurrentCase of) {
        if (!of.form.cell().normalised() || of.inputs > 1) {
            return 1;
        }
        double least = 1;
        for (float x : of.x.data()) {
            least = Math.min(least, Math.abs(x));
        }
        return 1 / least;
    }

    /** What rounding may make of a result with so many terms behind an element. */
    static double tolerance(double terms, DoubleTensor want) {
        return ALLOWED * Math.sqrt(terms) * UNIT * Math.max(1, want.maxAbs());
    }
}
