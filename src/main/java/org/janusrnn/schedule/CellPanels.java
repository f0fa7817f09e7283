package org.janusrnn.schedule;

import org.janusrnn.cell.Cell;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.tensor.Arena;

/** The weights of one direction of a recurrent layer, packed as the products want them: see kernels-cl/dense/pack.cl. */
public final class CellPanels {
    /** The parameters of one direction, or their gradients; what a cell does not have is null. */
    public record Weights(ClBuffer input, ClBuffer recurrent, ClBuffer vectors, ClBuffer inputBias,
                          ClBuffer recurrentBias) {
    }

    private final Cell cell;
    private final int inputs;
    private final int hidden;
    private final Weights weights;
    final Arena.Region input;
    final Arena.Region recurrent;
    final Arena.Region bias;
    final Arena.Region inputRows;
    final Arena.Region recurrentRows;

    /** @param backward where the panels of the backward products lie, which inference does not need. */
    public CellPanels(Arena arena, Arena backward, Cell cell, int inputs, int hidden, Weights weights) {
        this.cell = cell;
        this.inputs = inputs;
        this.hidden = hidden;
        this.weights = weights;
        input = arena.reserve("packed input weights", columnPanel(cell.input().gates(), inputs));
        recurrent = arena.reserve("packed recurrent weights", columnPanel(cell.recurrent().gates(), hidden));
        bias = arena.reserve("packed biases", (long) Kernels.blocks(hidden) * cell.slots() * Kernels.UNITS);
        inputRows = backward.reserve("packed input weights, backward", rowPanel(cell.input().gates(), inputs));
        recurrentRows = backward.reserve("packed recurrent weights, backward",
                rowPanel(cell.recurrent().gates(), hidden));
    }

    Weights weights() {
        return weights;
    }

    private long columnPanel(int gates, int depth) {
        return gates == 0 ? 0 : columns(gates) * depth;
    }

    private long columns(int gates) {
        int blocks = Kernels.tileBlocks(gates);
        return (long) Kernels.ceil(Kernels.blocks(hidden), blocks) * blocks * gates * Kernels.UNITS;
    }

    private long rowPanel(int gates, int columns) {
        int width = Kernels.COLUMN_VECTORS * Kernels.UNITS;
        return (long) Kernels.blocks(hidden) * gates * Kernels.UNITS * Kernels.ceil(columns, width) * width;
    }

    /** Records the packing of what the forward pass needs. */
    public void packForward(Plan plan) {
        packColumns(plan, weights.input, input, inputs, cell.input());
        packColumns(plan, weights.recurrent, recurrent, hidden, cell.recurrent());
        long units = (long) Kernels.blocks(hidden) * Kernels.UNITS;
        plan.launch(0, "pack biases", source("pack_bias"), WorkSize.of(units, Kernels.UNITS), weights.inputBias,
                weights.recurrentBias, bias, hidden, cell.slots(), cell.input().first(), cell.input().gates(),
                cell.input().order(), cell.recurrent().first(), cell.recurrent().gates(), cell.recurrent().order());
    }

    /** Records the packing of what the backward pass needs. */
    public void packBackward(Plan plan) {
        packRows(plan, weights.input, inputRows, inputs, cell.input());
        packRows(plan, weights.recurrent, recurrentRows, hidden, cell.recurrent());
    }

    private void packColumns(Plan plan, ClBuffer from, Arena.Region to, int depth, Cell.Slots slots) {
        if (slots.gates() > 0) {
            plan.launch(0, "pack weights", source("pack_columns"),
                    WorkSize.of(columns(slots.gates()), Kernels.UNITS), from, to, hidden, depth, slots.gates(),
                    Kernels.tileBlocks(slots.gates()) * slots.gates(), slots.order());
        }
    }

    private void packRows(Plan plan, ClBuffer from, Arena.Region to, int columns, Cell.Slots slots) {
        if (slots.gates() > 0) {
            int width = Kernels.COLUMN_VECTORS * Kernels.UNITS;
            long rows = (long) Kernels.blocks(hidden) * slots.gates() * Kernels.UNITS;
            plan.launch(0, "pack weights, backward", source("pack_rows"),
                    WorkSize.of(new long[] {rows, Kernels.ceil(columns, width)}, new long[] {Kernels.UNITS, 1}), from,
                    to, hidden, columns, slots.gates(), Kernels.COLUMN_VECTORS, slots.order());
        }
    }

    private static Plan.Source source(String kernel) {
        return Plan.Source.of("dense/pack.cl", kernel, Defines.of().with("UNITS", Kernels.UNITS));
    }
}
