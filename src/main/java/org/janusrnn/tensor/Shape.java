package org.janusrnn.tensor;

import java.util.Arrays;

/** The lengths of a tensor's axes, outermost first; a scalar has none. Immutable. */
public final class Shape {
    private final int[] dims;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /**
     * @param dims lengths of the axes, outermost first; zero is allowed, as an empty tensor is.
     * @throws IllegalArgumentException where an axis is negative.
     */
    public static Shape of(int... dims) {
        for (int dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("a shape has no negative axis: " + Arrays.toString(dims));
            }
        }
        return new Shape(dims.clone());
    }

    public int rank() {
        return dims.length;
    }

    public int dim(int axis) {
        return dims[axis];
    }

    /** Number of elements, the product of the axes. */
    public long elements() {
        long elements = 1;
        for (int dim : dims) {
            elements = Math.multiplyExact(elements, dim);
        }
        return elements;
    }

    public int[] toArray() {
        return dims.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
