package org.janusrnn.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * A tensor of doubles, row-major: the last axis is contiguous.
 *
 * @param shape lengths of the axes.
 * @param data  the elements; shared with the caller, not copied.
 */
public record DoubleTensor(Shape shape, double[] data) {

    /** @throws IllegalArgumentException where the array does not hold as many elements as the shape has. */
    public DoubleTensor {
        if (shape.elements() != data.length) {
            throw new IllegalArgumentException(
                    "shape " + shape + " has " + shape.elements() + " elements, the array " + data.length);
        }
    }

    /** A tensor of the given elements. */
    public static DoubleTensor of(double[] data, int... dims) {
        return new DoubleTensor(Shape.of(dims), data);
    }

    /** The same numbers in double precision. */
    public static DoubleTensor of(Tensor tensor) {
        double[] data = new double[tensor.data().length];
        for (int k = 0; k < data.length; k++) {
            data[k] = tensor.data()[k];
        }
        return new DoubleTensor(tensor.shape(), data);
    }

    /** The same named tensors in double precision, in the same order. */
    public static Map<String, DoubleTensor> of(Map<String, Tensor> tensors) {
        Map<String, DoubleTensor> doubles = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> doubles.put(name, of(tensor)));
        return doubles;
    }

    /** A tensor of zeros. */
    public static DoubleTensor zeros(Shape shape) {
        return new DoubleTensor(shape, new double[Math.toIntExact(shape.elements())]);
    }

    /** A tensor of zeros. */
    public static DoubleTensor zeros(int... dims) {
        return zeros(Shape.of(dims));
    }

    /** The same numbers, rounded to single precision. */
    public Tensor toTensor() {
        float[] floats = new float[data.length];
        for (int k = 0; k < floats.length; k++) {
            floats[k] = (float) data[k];
        }
        return new Tensor(shape, floats);
    }

    /** The largest magnitude, 0 for an empty tensor, NaN where an element is. */
    public double maxAbs() {
        double largest = 0;
        for (double value : data) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /**
     * The largest distance between two elements in the same place, NaN where one of them is.
     *
     * @throws IllegalArgumentException where the shapes differ.
     */
    public double maxDifference(Tensor other) {
        return maxDifference(of(other));
    }

    /**
     * The largest distance between two elements in the same place, NaN where one of them is.
     *
     * @throws IllegalArgumentException where the shapes differ.
     */
    public double maxDifference(DoubleTensor other) {
        other.expect("the tensor to compare with", shape);
        double largest = 0;
        for (int k = 0; k < data.length; k++) {
            largest = Math.max(largest, Math.abs(data[k] - other.data[k]));
        }
        return largest;
    }

    /** This tensor, if it has that shape; an IllegalArgumentException naming it otherwise. */
    DoubleTensor expect(String name, Shape expected) {
        if (!shape.equals(expected)) {
            throw new IllegalArgumentException(name + " has shape " + shape + ", expected " + expected);
        }
        return this;
    }

    /** {@code given}, if it has that shape; zeros where it is null. */
    static DoubleTensor orZeros(DoubleTensor given, String name, int... dims) {
        Shape shape = Shape.of(dims);
        return given == null ? zeros(shape) : given.expect(name, shape);
    }

    /** A copy of the k-th of so many equal parts of the first axis. */
    DoubleTensor part(int k, int parts) {
        int[] dims = shape.toArray();
        dims[0] /= parts;
        int count = data.length / parts;
        return of(slice(k * count, count), dims);
    }

    /** Tensors that differ in nothing but the first axis, one after the other. */
    static DoubleTensor join(List<DoubleTensor> parts) {
        int[] dims = parts.get(0).shape.toArray();
        dims[0] = parts.stream().mapToInt(part -> part.shape.dim(0)).sum();
        DoubleTensor whole = zeros(dims);
        int at = 0;
        for (DoubleTensor part : parts) {
            whole.put(at, part.data);
            at += part.data.length;
        }
        return whole;
    }

    /** A copy of elements {@code from} to {@code from + count}. */
    double[] slice(int from, int count) {
        double[] part = new double[count];
        System.arraycopy(data, from, part, 0, count);
        return part;
    }

    /** Overwrites the elements beginning with {@code to}. */
    void put(int to, double[] part) {
        System.arraycopy(part, 0, data, to, part.length);
    }

    /** Adds to the elements beginning with {@code to}. */
    void add(int to, double[] part) {
        for (int k = 0; k < part.length; k++) {
            data[to + k] += part[k];
        }
    }
}
