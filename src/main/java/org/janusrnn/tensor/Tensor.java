package org.janusrnn.tensor;

/**
 * A tensor of 32-bit floats in host memory, row-major: the last axis is contiguous.
 *
 * @param shape lengths of the axes.
 * @param data  the elements; shared with the caller, not copied.
 */
public record Tensor(Shape shape, float[] data) {

    /** @throws IllegalArgumentException where the array does not hold as many elements as the shape has. */
    public Tensor {
        if (shape.elements() != data.length) {
            throw new IllegalArgumentException(
                    "shape " + shape + " has " + shape.elements() + " elements, the array " + data.length);
        }
    }

    /** A tensor of the given elements. */
    public static Tensor of(float[] data, int... dims) {
        return new Tensor(Shape.of(dims), data);
    }

    /** A tensor of zeros. */
    public static Tensor zeros(int... dims) {
        Shape shape = Shape.of(dims);
        return new Tensor(shape, new float[Math.toIntExact(shape.elements())]);
    }

    /** How many elements are NaN or infinite. */
    public long nonFinite() {
        long count = 0;
        for (float value : data) {
            if (!Float.isFinite(value)) {
                count++;
            }
        }
        return count;
    }
}
