package org.janusrnn.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.janusrnn.cell.CellParameter;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * Weights and a batch for a row, the same for everyone who is timed with it.
 *
 * <p>A batch holds two different sequences, copied to all its places. So the double-precision reference has only two to
 * walk through, and still every output is checked, and every sequence of the batch counts in the gradients that are. Which
 * place has which follows the Thue-Morse sequence: no shift maps it onto itself, so exchanged places show.
 */
public final class Content {
    private static final long SEED = 1;
    private static final int X_STREAM = -1;
    /** Weights this small keep every cell's states bounded over a thousand steps. */
    private static final double LARGEST = 1;
    /** Below this, half precision has fewer digits. */
    private static final float LEAST_HALF = 0x1p-14f;
    /** What the mantissa of single precision has and that of half precision has not. */
    private static final int SURPLUS_BITS = (1 << 13) - 1;

    private final Row row;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Tensor sequences;
    private final Tensor x;

    /** Draws the content of a row: always the same. */
    public Content(Row row) {
        this.row = row;
        Extent e = row.extent();
        int stream = 0;
        for (int layer = 0; layer < row.layers(); layer++) {
            int inputs = layer == 0 ? e.inputs() : row.directions() * e.hidden();
            for (int direction = 0; direction < row.directions(); direction++) {
                for (CellParameter p : row.cell().parameters(inputs, e.hidden(), 0, true)) {
                    parameters.put(p.name(layer, direction == 1),
                            uniform(stream++, LARGEST / Math.sqrt(e.hidden()), p.shape()));
                }
            }
        }
        int distinct = Math.min(2, e.batch());
        sequences = uniform(X_STREAM, 1, Shape.of(e.steps(), distinct, e.inputs()));
        x = spread(sequences);
    }

    private static Tensor uniform(long stream, double bound, Shape shape) {
        SplittableRandom random = new SplittableRandom(SEED + stream);
        float[] data = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < data.length; i++) {
            data[i] = half((float) (bound * (2 * random.nextDouble() - 1)));
        }
        return new Tensor(shape, data);
    }

    /**
     * A number near this one that half precision holds exactly: the reference then judges rows whose weights are stored in
     * half precision, too.
     */
    private static float half(float value) {
        return Math.abs(value) < LEAST_HALF ? 0 : Float.intBitsToFloat(Float.floatToRawIntBits(value) & ~SURPLUS_BITS);
    }

    /** Which of the two sequences stands at place b of the batch. */
    static int sequence(int b) {
        return Integer.bitCount(b) & 1;
    }

    /** How many places of the batch a sequence stands at. */
    int copies(int sequence) {
        int count = 0;
        for (int b = 0; b < row.extent().batch(); b++) {
            count += sequence(b) == sequence ? 1 : 0;
        }
        return count;
    }

    /** From {@code [T, distinct, F]} to {@code [T, B, F]}. */
    Tensor spread(Tensor distinct) {
        int batch = row.extent().batch();
        int width = distinct.shape().dim(2);
        int from = distinct.shape().dim(1);
        Tensor all = Tensor.zeros(row.extent().steps(), batch, width);
        for (int t = 0; t < row.extent().steps(); t++) {
            for (int b = 0; b < batch; b++) {
                System.arraycopy(distinct.data(), (t * from + sequence(b)) * width, all.data(), (t * batch + b) * width,
                        width);
            }
        }
        return all;
    }

    public Row row() {
        return row;
    }

    /** By PyTorch's names. */
    public Map<String, Tensor> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /** The sequences that differ: {@code [T, 1 or 2, I]}. */
    Tensor sequences() {
        return sequences;
    }

    /** The batch: {@code [T, B, I]}. */
    public Tensor x() {
        return x;
    }
}
