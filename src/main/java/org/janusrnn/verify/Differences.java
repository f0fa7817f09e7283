package org.janusrnn.verify;

import org.janusrnn.tensor.Shape;
import org.janusrnn.verify.PageProbe.Precision;

/**
 * Finite differences of a function, at several step widths: of each width the quotient to the right, to the left and
 * across. A derivative that is right agrees with one of them wherever the function has a slope: wide steps are hurt by
 * curvature and by kinks as relu's, narrow ones by rounding, and beside a kink one side is whole. A derivative that is
 * wrong agrees with none.
 *
 * @param steps    widths.
 * @param relative by how much a derivative may differ, of the largest there is.
 * @param noise    what rounding does to the best quotient of a function of size 1.
 */
record Differences(double[] steps, double relative, double noise) {
    /** Pages may use functions that were fitted to single precision, whose slopes are right to 1e-6. */
    private static final Differences IN_DOUBLE = new Differences(new double[] {1e-4, 1e-5, 1e-6}, 1e-5, 1e-8);
    private static final Differences IN_SINGLE = new Differences(new double[] {0x1p-5, 0x1p-7, 0x1p-9}, 4e-3, 1e-4);

    static Differences of(Precision precision) {
        return precision == Precision.DOUBLE ? IN_DOUBLE : IN_SINGLE;
    }

    /** How often the function is evaluated beside the point itself. */
    int evaluations() {
        return 2 * steps.length;
    }

    /** Where evaluation number i stands beside the point. */
    double offset(int i) {
        return i % 2 == 0 ? steps[i / 2] : -steps[i / 2];
    }

    /**
     * The quotient that is nearest to a derivative that was found.
     *
     * @param at     the function at the point.
     * @param beside its values at each {@link #offset}.
     */
    double nearest(double found, double at, double[] beside) {
        double nearest = Double.NaN;
        for (int k = 0; k < steps.length; k++) {
            double right = (beside[2 * k] - at) / steps[k];
            double left = (at - beside[2 * k + 1]) / steps[k];
            for (double quotient : new double[] {(right + left) / 2, right, left}) {
                if (Double.isNaN(nearest) || Math.abs(quotient - found) < Math.abs(nearest - found)) {
                    nearest = quotient;
                }
            }
        }
        return nearest;
    }

    /**
     * Compares derivatives with their nearest quotients.
     *
     * @param largest size of the largest derivative.
     * @param size    size of the function's values.
     */
    Comparison compare(String name, double[] found, double[] nearest, double largest, double size) {
        double error = 0;
        int worst = 0;
        for (int i = 0; i < found.length; i++) {
            double here = Math.abs(found[i] - nearest[i]);
            here = Double.isNaN(here) ? Double.POSITIVE_INFINITY : here;
            if (here > error) {
                error = here;
                worst = i;
            }
        }
        return new Comparison(name, Shape.of(found.length), relative * finite(largest) + noise * Math.max(1, finite(size)),
                error, worst, found[worst], nearest[worst]);
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }
}
