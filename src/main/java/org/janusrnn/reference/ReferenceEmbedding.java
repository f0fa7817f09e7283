package org.janusrnn.reference;

import java.util.Arrays;
import org.janusrnn.tensor.Shape;

/** The embedding layer: row {@code index} of a table [V, E] for each index, as PyTorch's {@code nn.Embedding}. */
public final class ReferenceEmbedding {

    private ReferenceEmbedding() {}

    /**
     * The rows, [..., E].
     *
     * @param indices 0 to V - 1, row-major.
     * @param shape   shape of the indices.
     * @param table   [V, E].
     * @throws IllegalArgumentException naming the index out of range.
     */
    public static DoubleTensor forward(int[] indices, Shape shape, DoubleTensor table) {
        int rows = table.shape().dim(0);
        int size = table.shape().dim(1);
        int[] dims = Arrays.copyOf(shape.toArray(), shape.rank() + 1);
        dims[shape.rank()] = size;
        DoubleTensor y = DoubleTensor.zeros(dims);
        for (int k = 0; k < indices.length; k++) {
            if (indices[k] < 0 || indices[k] >= rows) {
                throw new IllegalArgumentException(
                        "index " + indices[k] + " at position " + k + " is not in a table of " + rows + " rows");
            }
            y.put(k * size, table.slice(indices[k] * size, size));
        }
        return y;
    }

    /**
     * Gradient of the table, [V, E]: a row that was looked up several times adds up.
     *
     * @param indices as they went in.
     * @param table   shape of the table.
     * @param dy      gradient of the rows, [..., E].
     */
    public static DoubleTensor backward(int[] indices, Shape table, DoubleTensor dy) {
        int size = table.dim(1);
        DoubleTensor dTable = DoubleTensor.zeros(table);
        for (int k = 0; k < indices.length; k++) {
            dTable.add(indices[k] * size, dy.slice(k * size, size));
        }
        return dTable;
    }
}
