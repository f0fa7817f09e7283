package org.janusrnn.reference;

import java.util.LinkedHashMap;
import java.util.Map;
import org.janusrnn.tensor.Shape;

/**
 * The parameters of one direction of one layer, or their gradients, with the two products every cell is made of:
 * {@code W x + b_ih} and {@code U h + b_hh}. A missing bias counts as zero.
 */
public final class CellWeights {
    private final int inputs;
    private final int hidden;
    private final int outputs;
    private final Map<String, DoubleTensor> named;

    private CellWeights(int inputs, int hidden, int outputs, Map<String, DoubleTensor> named) {
        this.inputs = inputs;
        this.hidden = hidden;
        this.outputs = outputs;
        this.named = named;
    }

    /**
     * @param cell  whose parameters they are.
     * @param named the parameters by PyTorch's names without the layer's ending; shared, not copied.
     * @throws IllegalArgumentException naming the parameter that is missing, unknown to the cell or of a wrong shape.
     */
    public static CellWeights of(ReferenceCell cell, Map<String, DoubleTensor> named) {
        DoubleTensor matrix = named.get("weight_ih");
        if (matrix == null || matrix.shape().rank() != 2 || matrix.shape().dim(0) % cell.gates() != 0) {
            throw new IllegalArgumentException("weight_ih must be a matrix of " + cell.gates() + "*H rows, is "
                    + (matrix == null ? "missing" : matrix.shape()));
        }
        int inputs = matrix.shape().dim(1);
        int hidden = matrix.shape().dim(0) / cell.gates();
        Map<String, Shape> expected = cell.parameters(inputs, hidden, named.containsKey("bias_ih"));
        if (!named.keySet().equals(expected.keySet())) {
            throw new IllegalArgumentException(
                    "parameters of a direction are " + named.keySet() + ", the cell has " + expected.keySet());
        }
        expected.forEach((name, shape) -> named.get(name).expect(name, shape));
        return new CellWeights(inputs, hidden, cell.outputs(hidden), named);
    }

    /** Parameters of the same names and shapes, all zero. */
    CellWeights zeros() {
        Map<String, DoubleTensor> zeros = new LinkedHashMap<>();
        named.forEach((name, tensor) -> zeros.put(name, DoubleTensor.zeros(tensor.shape())));
        return new CellWeights(inputs, hidden, outputs, zeros);
    }

    /** I: size of the input. */
    public int inputs() {
        return inputs;
    }

    /** H: hidden units. */
    public int hidden() {
        return hidden;
    }

    /** O: size of {@code h}. */
    public int outputs() {
        return outputs;
    }

    /** All parameters by name. */
    public Map<String, DoubleTensor> named() {
        return named;
    }

    /** The elements of a parameter, row-major; shared. */
    public double[] get(String name) {
        return named.get(name).data();
    }

    /** Whether there is such a parameter. */
    public boolean has(String name) {
        return named.containsKey(name);
    }

    /** {@code W x + b_ih} for all gates: G*H values. */
    public double[] input(double[] x) {
        int gates = get("weight_ih").length / (hidden * inputs);
        return affine("weight_ih", "bias_ih", 0, gates * hidden, x);
    }

    /** {@code U h + b_hh} for gates {@code first} to {@code first + count}: count*H values. */
    public double[] recurrent(double[] h, int first, int count) {
        return affine("weight_hh", "bias_hh", first * hidden, count * hidden, h);
    }

    /**
     * Backward of {@link #input}: given {@code da}, the gradient of its result, adds to the gradients of the parameters
     * and of x.
     */
    public void backInput(double[] da, double[] x, double[] dx, CellWeights gradients) {
        back("weight_ih", "bias_ih", 0, da, x, dx, gradients);
    }

    /** Backward of {@link #recurrent}; the number of gates is that of {@code da}. */
    public void backRecurrent(double[] da, double[] h, int first, double[] dh, CellWeights gradients) {
        back("weight_hh", "bias_hh", first * hidden, da, h, dh, gradients);
    }

    /** Rows {@code from} to {@code from + rows} of {@code matrix v + bias}. */
    private double[] affine(String matrix, String bias, int from, int rows, double[] v) {
        double[] m = get(matrix);
        double[] result = new double[rows];
        for (int row = 0; row < rows; row++) {
            double sum = has(bias) ? get(bias)[from + row] : 0;
            for (int col = 0; col < v.length; col++) {
                sum += m[(from + row) * v.length + col] * v[col];
            }
            result[row] = sum;
        }
        return result;
    }

    /** dv += matrix' da, dmatrix += da v', dbias += da, for the rows beginning with {@code from}. */
    private void back(
            String matrix, String bias, int from, double[] da, double[] v, double[] dv, CellWeights gradients) {
        double[] m = get(matrix);
        double[] dm = gradients.get(matrix);
        for (int row = 0; row < da.length; row++) {
            for (int col = 0; col < v.length; col++) {
                int at = (from + row) * v.length + col;
                dv[col] += m[at] * da[row];
                dm[at] += da[row] * v[col];
            }
            if (has(bias)) {
                gradients.get(bias)[from + row] += da[row];
            }
        }
    }
}
