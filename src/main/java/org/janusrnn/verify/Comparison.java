package org.janusrnn.verify;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * How far a result is from what was wanted. The error of an element is |got - want|; where either is NaN, or only one
 * is infinite, it is infinite, so that NaN never passes.
 *
 * @param name      what was compared.
 * @param shape     shape of the result.
 * @param tolerance the largest error that passes; finite, not negative.
 * @param error     the largest error; 0 where there are no elements.
 * @param index     row-major index of the first element with that error; -1 where there are no elements.
 * @param got       that element of the result; 0 where there are no elements.
 * @param want      that element of what was wanted; 0 where there are no elements.
 */
public record Comparison(String name, Shape shape, double tolerance, double error, int index, double got,
        double want) {

    /** @throws IllegalArgumentException where the tolerance is negative, infinite or NaN. */
    public Comparison {
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw new IllegalArgumentException(name + ": a tolerance is finite and not negative, not " + tolerance);
        }
    }

    /** @throws IllegalArgumentException where the shapes differ. */
    public static Comparison of(String name, Tensor got, Tensor want, double tolerance) {
        if (!got.shape().equals(want.shape())) {
            throw new IllegalArgumentException(name + ": got shape " + got.shape() + ", want " + want.shape());
        }
        return worst(name, want.shape(), i -> got.data()[i], i -> want.data()[i], tolerance);
    }

    /** @throws IllegalArgumentException where the arrays differ in length. */
    public static Comparison of(String name, float[] got, float[] want, double tolerance) {
        requireLength(name, got.length, want.length);
        return worst(name, Shape.of(want.length), i -> got[i], i -> want[i], tolerance);
    }

    /**
     * For a result in double precision.
     *
     * @throws IllegalArgumentException where the result has not as many elements as is wanted.
     */
    public static Comparison of(String name, double[] got, Tensor want, double tolerance) {
        requireLength(name, got.length, want.data().length);
        return worst(name, want.shape(), i -> got[i], i -> want.data()[i], tolerance);
    }

    private static void requireLength(String name, int got, int want) {
        if (got != want) {
            throw new IllegalArgumentException(name + ": got " + got + " elements, want " + want);
        }
    }

    private static Comparison worst(String name, Shape shape, IntToDoubleFunction got, IntToDoubleFunction want,
            double tolerance) {
        int length = Math.toIntExact(shape.elements());
        int worst = -1;
        double error = -1;
        for (int i = 0; i < length; i++) {
            double here = error(got.applyAsDouble(i), want.applyAsDouble(i));
            if (here > error) {
                error = here;
                worst = i;
            }
        }
        return worst < 0 ? new Comparison(name, shape, tolerance, 0, -1, 0, 0)
                : new Comparison(name, shape, tolerance, error, worst, got.applyAsDouble(worst),
                        want.applyAsDouble(worst));
    }

    private static double error(double got, double want) {
        if (got == want) {
            return 0;
        }
        double error = Math.abs(got - want);
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }

    public boolean passed() {
        return error <= tolerance;
    }

    /** The error in units of the tolerance: at most 1 passes. Of two comparisons the larger is the worse. */
    public double ratio() {
        return error == 0 ? 0 : error / tolerance;
    }

    /** One line for people. */
    @Override
    public String toString() {
        String line = String.format(Locale.ROOT, "%s: error %.3g, tolerance %.3g (%.2f of it)", name, error, tolerance,
                ratio());
        return index < 0 ? line
                : line + String.format(Locale.ROOT, " at %s: got %.9g, want %.9g", Arrays.toString(position()), got,
                        want);
    }

    private int[] position() {
        int[] position = new int[shape.rank()];
        int rest = index;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            position[axis] = rest % shape.dim(axis);
            rest /= shape.dim(axis);
        }
        return position;
    }
}
