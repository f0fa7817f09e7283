package org.janusrnn.schedule;

import org.janusrnn.cell.Cell;

/**
 * What a backward loop leaves in records becomes gradients of parameters: sums over all rows, for each weight matrix,
 * the biases and the cell's vectors.
 */
final class ParameterGradients {
    private ParameterGradients() {
    }

    /** Records those of one direction; {@code accumulate} adds them to what stands there. */
    static void record(Plan plan, int stream, TimePass pass, CellPanels.Weights parameters, boolean accumulate) {
        Kernels kernels = pass.engine.kernels();
        Cell cell = pass.cell;
        TimePass.Size size = pass.size;
        TimePass.Tensors tensors = pass.tensors;
        Kernels.Time time = new Kernels.Time(size.steps(), size.batch(), tensors.lengths());
        if (parameters.input() != null) {
            kernels.gradient(plan, stream, "gradient of input weights",
                    new Kernels.Gradient(pass.records, pass.sumsAt(), pass.blockStride(),
                            Kernels.Records.input(cell), tensors.x(), size.inputs(),
                            tensors.xFirst(), time, null, parameters.input(), size.hidden(), size.inputs(),
                            cell.input().order(), pass.scratch, accumulate));
        }
        if (!cell.elementwise()) {
            kernels.gradient(plan, stream, "gradient of recurrent weights",
                    new Kernels.Gradient(pass.records, pass.sumsAt(), pass.blockStride(),
                            Kernels.Records.recurrent(cell), tensors.y(),
                            tensors.yStride(), tensors.yFirst(), time,
                            new Kernels.OldState(tensors.h0(), pass.dropout.mask, size.stride(), size.reverse()),
                            parameters.recurrent(), size.hidden(), size.outputs(), cell.recurrent().order(),
                            pass.scratch, accumulate));
        }
        if (cell.inHalves()) {
            kernels.gradient(plan, stream, "gradient of recurrent weights",
                    new Kernels.Gradient(pass.records, pass.sumsAt(), pass.blockStride(),
                            Kernels.Records.operand(cell), pass.operands, size.hidden(),
                            0, time, null, parameters.recurrent(), size.hidden(), size.hidden(),
                            cell.operand().order(), pass.scratch, accumulate));
        }
        if (size.projection() > 0) {
            kernels.gradient(plan, stream, "gradient of the projection",
                    new Kernels.Gradient(pass.outputGradients, 0, size.projection(), null, pass.operands, size.hidden(),
                            0, time, null, parameters.projection(), size.projection(), size.hidden(), 0, pass.scratch,
                            accumulate));
        }
        if (parameters.inputBias() != null) {
            ColumnSums.ofRecords(plan, stream, pass, parameters, accumulate);
        }
        if (cell.vectors() > 0) {
            ColumnSums.ofVectors(plan, stream, pass, parameters, accumulate);
        }
    }
}
