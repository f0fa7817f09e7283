package org.janusrnn.golden;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.janusrnn.tensor.Shape;

/** A formula's inputs as libtorch's tensors in one precision, and what it leaves beside its output. */
final class Run {
    private final ScalarType precision;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Tensor> results = new LinkedHashMap<>();
    private final int steps;
    private final int batch;
    private final int[] lengths;

    /** @param lengths valid steps of each sequence; null: all. */
    Run(ScalarType precision, int steps, int batch, int[] lengths) {
        this.precision = precision;
        this.steps = steps;
        this.batch = batch;
        this.lengths = lengths;
    }

    void put(String name, org.janusrnn.tensor.Tensor tensor, boolean gradient) {
        tensors.put(name, of(tensor, precision).requires_grad_(gradient));
    }

    /** An input or a parameter. */
    Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no " + name + " but " + tensors.keySet());
        }
        return tensor;
    }

    /** A parameter that may be missing. */
    TensorOptional optional(String name) {
        return tensors.containsKey(name) ? new TensorOptional(tensors.get(name)) : new TensorOptional();
    }

    /** Integers, as indices are. */
    Tensor indices(String name) {
        return get(name).to(ScalarType.Long);
    }

    /** A result beside the output. */
    void result(String name, Tensor tensor) {
        results.put(name, tensor);
    }

    Map<String, Tensor> results() {
        return results;
    }

    /** Where the valid rows of a step stand in [B]. */
    Tensor valid(int step) {
        return Tensor.create(IntStream.range(0, batch).filter(b -> lengths == null || step < lengths[b])
                .asLongStream().toArray());
    }

    /** Where the valid rows of all steps stand in [T * B]. */
    Tensor valid() {
        return Tensor.create(IntStream.range(0, steps * batch)
                .filter(row -> lengths == null || row / batch < lengths[row % batch]).asLongStream().toArray());
    }

    /** y with zeros behind the ends of sequences. */
    Tensor masked(Tensor y) {
        if (lengths == null || y.size(0) != steps) {
            return y;
        }
        double[] mask = new double[steps * batch];
        Arrays.setAll(mask, row -> row / batch < lengths[row % batch] ? 1 : 0);
        return y.mul(Tensor.create(mask, steps, batch, 1).to(precision));
    }

    int steps() {
        return steps;
    }

    int batch() {
        return batch;
    }

    int[] lengths() {
        return lengths;
    }

    static Tensor of(org.janusrnn.tensor.Tensor tensor, ScalarType precision) {
        return Tensor.create(tensor.data(), longs(tensor.shape().toArray())).to(precision);
    }

    static long[] longs(int... values) {
        return Arrays.stream(values).asLongStream().toArray();
    }

    /** A tensor's numbers, whatever its precision. */
    static double[] numbers(Tensor tensor) {
        Tensor doubles = tensor.detach().to(ScalarType.Double).contiguous();
        double[] numbers = new double[Math.toIntExact(doubles.numel())];
        new DoublePointer(doubles.data_ptr()).get(numbers);
        return numbers;
    }

    static Shape shape(Tensor tensor) {
        return Shape.of(Arrays.stream(tensor.shape()).mapToInt(Math::toIntExact).toArray());
    }

    /** Ones of libtorch's own functions whose Java names hide each other. */
    static Tensor zeros(ScalarType precision, long... dims) {
        return torch.zeros(dims).to(precision);
    }

    ScalarType precision() {
        return precision;
    }
}
