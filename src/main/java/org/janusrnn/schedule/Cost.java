package org.janusrnn.schedule;

import org.janusrnn.cell.Cell;

/**
 * What a launch cannot do without, whatever the device: the least arithmetic, and the least traffic with device memory.
 *
 * @param flops of matrix products, a multiply-add counted as two; what touches each number once counts nothing.
 * @param bytes every number of device memory that it works on, once where it is read and once where it is written.
 */
public record Cost(double flops, double bytes) {
    static final Cost NONE = new Cost(0, 0);

    /** Both together. */
    public Cost plus(Cost other) {
        return new Cost(flops + other.flops, bytes + other.bytes);
    }

    /**
     * The roofline bound (Williams, Waterman and Patterson 2009): no device is faster.
     *
     * @param peak      floating-point operations a second that the device can do.
     * @param bandwidth bytes a second that its memory can move.
     * @return seconds.
     */
    public double bound(double peak, double bandwidth) {
        return Math.max(flops / peak, bytes / bandwidth);
    }

    private static Cost ofFloats(double flops, double floats) {
        return new Cost(flops, floats * Float.BYTES);
    }

    static Cost of(Kernels.Product p) {
        double depth = (double) p.depth() * (p.from() == null ? 1 : p.from().gates());
        double columns = (double) p.columns() * (p.to() == null ? 1 : p.to().gates());
        return ofFloats(2 * p.rowCount() * depth * columns,
                p.rowCount() * depth + depth * columns + p.rowCount() * columns * (p.accumulate() ? 2 : 1));
    }

    static Cost of(Kernels.Gradient g) {
        double rows = g.time().rows();
        double outputs = (double) g.outputs() * g.gates();
        return ofFloats(2 * rows * outputs * g.inputs(), rows * (outputs + g.inputs()) + outputs * g.inputs());
    }

    /**
     * Some steps of a time loop, forward or backward: the products are as large both ways.
     *
     * @param launches how many times the weights are read: once in a launch that walks through all steps, once a step
     *                 where a launch is a step.
     */
    static Cost ofLoop(TimePass pass, int steps, int launches, boolean backward) {
        Cell cell = pass.cell;
        TimePass.Size size = pass.size;
        double hidden = size.hidden();
        double weights = hidden * (size.outputs() * (double) cell.recurrent().gates()
                + hidden * cell.operand().gates() + (size.projection() > 0 ? size.outputs() : 0));
        double rows = (double) steps * size.batch();
        double record = cell.slots() * hidden;
        double kept = pass.keep ? (cell.states() - 1) * hidden : 0;
        double row = backward ? 2 * record + kept + 2 * size.outputs()
                : (pass.keep ? 2 : 1) * record + kept + size.outputs();
        if (!backward && pass.inputProduct != InputProduct.BEFORE_THE_LOOP) {
            weights += hidden * size.inputs() * cell.input().gates();
            row += size.inputs() + (pass.inputProduct == InputProduct.IN_EACH_STEP ? -record : record);
        }
        return ofFloats(2 * rows * weights, rows * row + launches * weights);
    }
}
