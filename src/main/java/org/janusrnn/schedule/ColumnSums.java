package org.janusrnn.schedule;

import org.janusrnn.cell.Cell;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;

/**
 * Sums over rows, in an order that depends on the shape alone: gradients of biases and of a cell's vectors, and what
 * chunks of rows add to those of weights.
 */
public final class ColumnSums {
    /** Rows a partial sum: few enough for every driver's loops, many enough that adding the parts up costs little. */
    private static final int CHUNK = 1024;
    private static final int GROUP = 64;
    /** Vectors of columns that a work-item of the wide way takes: kernels-cl/dense/column_sums.cl. */
    private static final int ACROSS = 4;

    private ColumnSums() {
    }

    private static int chunks(long rows) {
        return Math.toIntExact(Kernels.ceil(rows, (long) CHUNK));
    }

    /** Floats of scratch memory a pass needs. */
    static long scratch(TimePass pass) {
        int chunks = chunks(pass.size.rows());
        long records = chunks == 1 ? 0 : (long) chunks * Kernels.blocks(pass.size.hidden()) * pass.cell.slots()
                * Kernels.UNITS;
        long vectors = (long) chunks(pass.size.batch()) * pass.cell.vectors() * pass.size.hidden();
        return Math.max(records, vectors);
    }

    /** Floats of scratch memory that {@link #ofRows} needs. */
    public static long scratch(long rows, int columns) {
        return (long) chunks(rows) * columns;
    }

    /** Records the gradients of both biases, from the gradients of the pre-activations. */
    static void ofRecords(Plan plan, int stream, TimePass pass, CellPanels.Weights gradients, boolean accumulate) {
        Cell cell = pass.cell;
        int hidden = pass.size.hidden();
        long rows = pass.size.rows();
        int blocks = Kernels.blocks(hidden);
        int width = cell.slots() * Kernels.UNITS;
        int chunks = chunks(rows);
        // What is added up last: sums of chunks, [chunk][block], or the records themselves, [block][row], where they are few.
        Object last = pass.records;
        long first = pass.sumsAt();
        long blockStride = pass.blockStride();
        long rowStride = width;
        long lastRows = rows;
        if (chunks > 1) {
            sums(plan, stream, pass.records, first, blockStride, width, rows, width, blocks, pass.scratch);
            last = pass.scratch;
            first = 0;
            blockStride = width;
            rowStride = (long) blocks * width;
            lastRows = chunks;
        }
        Cell.Slots biasSlots = cell.recurrentBiasSlots();
        int lanes = plan.engine().way() == Way.WIDE ? Kernels.UNITS : 1;
        plan.launch(stream, "gradient of biases", source(plan.engine(), "bias_gradients"),
                WorkSize.covering((long) blocks * width / lanes, GROUP / lanes), last, first, blockStride, rowStride,
                (int) lastRows, gradients.inputBias(), gradients.recurrentBias(), hidden, cell.slots(),
                cell.inputBiasSlot(), cell.input().gates(), cell.input().order(), cell.recurrentBiasSlot(),
                biasSlots.gates(), biasSlots.order(), accumulate ? 1 : 0);
    }

    /** Records the gradient of a cell's vectors: the sum over the batch of what the loop has summed over time. */
    static void ofVectors(Plan plan, int stream, TimePass pass, CellPanels.Weights gradients, boolean accumulate) {
        int batch = pass.size.batch();
        int stride = pass.size.stride();
        int hidden = pass.size.hidden();
        sums(plan, stream, pass.vectorGradients, 0, (long) batch * stride, stride, batch, hidden, pass.cell.vectors(),
                pass.scratch);
        addChunks(plan, stream, pass.scratch, gradients.vectors(), 0,
                (long) pass.cell.vectors() * hidden, chunks(batch), accumulate);
    }

    /** Records the sum of plain rows, as the gradient of a linear layer's bias is. */
    public static void ofRows(Plan plan, int stream, Object from, long rows, int columns, Object scratch, Object to) {
        sums(plan, stream, from, 0, 0, columns, rows, columns, 1, scratch);
        addChunks(plan, stream, scratch, to, 0, columns, chunks(rows), false);
    }

    /** Records the sum of the chunks of rows into which a gradient was cut, if it was. */
    static void ofChunks(Plan plan, int stream, Kernels.Gradient g, int chunks) {
        if (chunks > 1) {
            long block = (long) g.outputs() * g.inputs();
            addChunks(plan, stream, g.scratch(), g.dw(), g.firstBlock() * block, g.gates() * block, chunks,
                    g.accumulate());
        }
    }

    /** Records the sum of {@code count} partial results of {@code size} floats each, to stand from {@code at} on. */
    private static void addChunks(Plan plan, int stream, Object chunks, Object to, long at, long size, int count,
                                  boolean accumulate) {
        plan.launch(stream, "partial sums", Plan.Source.of("dense/add_chunks.cl", "add_chunks", Defines.of()),
                WorkSize.covering(size, GROUP), chunks, to, size, count, at, accumulate ? 1 : 0);
    }

    private static void sums(Plan plan, int stream, Object from, long first, long matrixStride, long rowStride,
                             long rows, int columns, int matrices, Object to) {
        // A work-item sums some vectors of columns in the wide way; in the tiled one a column, beside its group's others.
        boolean wide = plan.engine().way() == Way.WIDE;
        int lanes = wide ? ACROSS * Kernels.UNITS : 1;
        int group = wide ? 1 : Math.min(GROUP, columns);
        long items = (long) Kernels.ceil(Kernels.ceil(columns, lanes), group) * group;
        WorkSize size = WorkSize.of(new long[] {items, chunks(rows), matrices}, new long[] {group, 1, 1});
        plan.launch(stream, "column sums", source(plan.engine(), "column_sums"), size, from, first, matrixStride,
                rowStride, rows, columns, to);
    }

    private static Plan.Source source(Engine engine, String kernel) {
        return Plan.Source.of("dense/column_sums.cl", kernel,
                Defines.of().with("WIDE", engine.way() == Way.WIDE).with("UNITS", Kernels.UNITS));
    }
}
