package org.janusrnn.schedule;

import org.janusrnn.cell.Cell;
import org.janusrnn.kernel.Defines;

/**
 * One way to run a layer's work: the time loop and the matrix products around it. Both ways work on the same memory
 * layout (kernels-cl/recurrent/layout.cl) and the same packed panels, so everything else is written once.
 *
 * <p>Arguments of type Object are device memory: a {@link org.janusrnn.cl.ClBuffer}, a
 * {@link org.janusrnn.tensor.Arena.Region} or null.
 */
public interface Kernels {
    /** Hidden units a block of the layout. */
    int UNITS = 16;
    /** Vectors of a panel across outputs that are plain columns. */
    int COLUMN_VECTORS = 4;

    /**
     * Where a product's gates lie in a record.
     *
     * @param slots slots a record has.
     * @param first first slot of the product.
     * @param gates how many slots it has.
     */
    record Records(int slots, int first, int gates) {
        static Records input(Cell cell) {
            return new Records(cell.slots(), cell.input().first(), cell.input().gates());
        }

        static Records recurrent(Cell cell) {
            return new Records(cell.slots(), cell.recurrent().first(), cell.recurrent().gates());
        }

        static Records operand(Cell cell) {
            return new Records(cell.slots(), cell.operand().first(), cell.operand().gates());
        }

        Defines define(Defines defines) {
            return defines.with("SLOTS", slots).with("X_FIRST", first).with("X_GATES", gates);
        }
    }

    /**
     * C = A B (+ bias), B in panels. A is records where {@code from} is given, or else rows; so is C with {@code to}.
     *
     * @param aFirst     float at which A begins.
     * @param cFirst     float at which C begins.
     * @param aStride    floats from row to row of A, where it is rows.
     * @param depth      length of the sum: columns of A, or the hidden size of its records.
     * @param columns    columns of C, or the hidden size of its records.
     * @param rows       rows that the records have room for.
     * @param firstRow   first row to compute.
     * @param rowCount   how many rows to compute.
     * @param accumulate whether C already holds a sum to add to.
     */
    record Product(Object a, long aFirst, long aStride, Records from, Object panels, Object bias, Object c,
                   long cFirst, long cStride, Records to, long rows, long firstRow, long rowCount, int depth,
                   int columns, boolean accumulate) {
    }

    /**
     * dW = D^T X over all rows. D is records where {@code from} is given, or else rows.
     *
     * @param dFirst  float at which D begins.
     * @param dStride floats from row to row of D, or from block to block of its records.
     * @param time    the batch that the rows are of.
     * @param old     X is the old state of each row: rows of outputs, one step earlier; null: X is plain rows.
     * @param outputs hidden size, or columns of D.
     * @param order   row block of each gate in dW, four bits each.
     * @param scratch room for {@link #gradientScratch} floats.
     * @param accumulate whether dW already holds a sum to add to.
     */
    record Gradient(Object d, long dFirst, long dStride, Records from, Object x, long xStride, long xFirst, Time time,
                    OldState old, Object dw, int outputs, int inputs, int order, Object scratch, boolean accumulate) {
        private static final int BITS = 4;
        private static final int BLOCK = 15;

        int gates() {
            return from == null ? 1 : from.gates();
        }

        /** The first row block of dW that this product has; the others stand right behind it. */
        int firstBlock() {
            int first = BLOCK;
            for (int gate = 0; gate < gates(); gate++) {
                first = Math.min(first, order >> BITS * gate & BLOCK);
            }
            return first;
        }

        /** The order with the row blocks counted from {@code first} on. */
        int orderFrom(int first) {
            int counted = order;
            for (int gate = 0; gate < gates(); gate++) {
                counted -= first << BITS * gate;
            }
            return counted;
        }
    }

    /** What rows are: row t * batch + b; {@code lengths} null: all are valid. Padding takes no part in a sum. */
    record Time(int steps, int batch, Object lengths) {
        long rows() {
            return (long) steps * batch;
        }
    }

    /**
     * Where a pass starts and which way it goes; {@code h0} null: zeros.
     *
     * @param mask by what the old state is multiplied, [batch][maskStride]; null: nothing.
     */
    record OldState(Object h0, Object mask, int maskStride, boolean reverse) {
    }

    /** Floats of scratch memory that {@link #gradient} needs. */
    long gradientScratch(long rows, int outputs, int gates, int inputs);

    /** Whether panels fall into strips of one vector (kernels-cl/dense/tile.cl). */
    boolean stripped();

    /** Records a matrix product. */
    void product(Plan plan, int stream, String label, Product product);

    /** Records the gradient of a weight matrix. */
    void gradient(Plan plan, int stream, String label, Gradient gradient);

    /** Records steps {@code from} to before {@code to} of the forward time loop of a pass; steps come in order. */
    void forward(Plan plan, int stream, TimePass pass, int from, int to);

    /** Records steps {@code from} to before {@code to} of the backward time loop, counted from the end of the pass. */
    void backward(Plan plan, int stream, TimePass pass, int from, int to);

    /** Where the forward pass multiplies the input. */
    InputProduct inputProduct(TimePass pass);

    /** Whether one time loop of this size leaves room on the device for another beside it. */
    boolean leavesRoom(TimePass.Size size);

    /** Blocks of hidden units a panel's tile has for a product of so many gates: about four vectors together. */
    static int tileBlocks(int gates) {
        return Math.max(1, 4 / gates);
    }

    /** Vectors across the panels of a product of so many gates. */
    static int columns(int gates) {
        return gates == 0 ? 0 : tileBlocks(gates) * gates;
    }

    static int blocks(int units) {
        return ceil(units, UNITS);
    }

    static int ceil(int value, int divisor) {
        return (value + divisor - 1) / divisor;
    }

    static long ceil(long value, long divisor) {
        return (value + divisor - 1) / divisor;
    }
}
