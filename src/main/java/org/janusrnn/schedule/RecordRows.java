package org.janusrnn.schedule;

import org.janusrnn.cell.Cell;
import org.janusrnn.kernel.Defines;

/**
 * What stands in place of the input product where a pass has no input weights: its input already is the sums of the gates.
 * See kernels-cl/pointwise/records.cl.
 */
final class RecordRows {
    private static final String FILE = "pointwise/records.cl";

    private RecordRows() {
    }

    /** Records that the input of some rows, with the biases, goes where the time loop looks for it. */
    static void input(Plan plan, int stream, TimePass pass, long firstRow, long rowCount) {
        Cell cell = pass.cell;
        plan.pointwise(stream, "input", source("rows_to_records"), rowCount, width(pass), pass.tensors.x(),
                pass.panels.bias, pass.records, pass.recordRows(), firstRow, rowCount, pass.size.hidden(),
                cell.slots(), cell.input().first(), cell.input().gates(), cell.input().order(), pass.sumsAt(),
                pass.tensors.xFirst());
    }

    /** Records the gradient of the input of some rows; {@code accumulate} adds to what stands there. */
    static void gradient(Plan plan, int stream, TimePass pass, long firstRow, long rowCount, boolean accumulate) {
        Cell cell = pass.cell;
        plan.pointwise(stream, "gradient of the input", source("records_to_rows"), rowCount, width(pass),
                pass.records, pass.gradients.dx(), pass.recordRows(), firstRow, rowCount, pass.size.hidden(),
                cell.slots(), cell.input().first(), cell.input().gates(), cell.input().order(), accumulate ? 1 : 0,
                pass.sumsAt(), pass.tensors.xFirst());
    }

    private static Plan.Source source(String kernel) {
        return Plan.Source.of(FILE, kernel, Defines.of());
    }

    /** Floats of a row in records, those of all gates. */
    private static long width(TimePass pass) {
        return (long) pass.cell.input().gates() * Kernels.blocks(pass.size.hidden()) * Kernels.UNITS;
    }
}
