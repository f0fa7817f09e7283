package org.janusrnn.schedule;

import org.janusrnn.cell.Cell;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.tensor.Arena;

/** The weights of one direction of a recurrent layer, packed as the products want them: see kernels-cl/dense/panels.cl. */
public final class CellPanels {
    private static final int ROW_WIDTH = Kernels.COLUMN_VECTORS * Kernels.UNITS;

    /** The parameters of one direction, or their gradients; what a cell or a layer does not have is null. */
    public record Weights(ClBuffer input, ClBuffer recurrent, ClBuffer vectors, ClBuffer inputBias,
                          ClBuffer recurrentBias, ClBuffer projection) {
    }

    private final Cell cell;
    private final int inputs;
    private final int hidden;
    private final int projection;
    private final Weights weights;
    /** Vectors across the panels of both products of a step. */
    final int stepColumns;
    /** Null where the layer has no input weights. */
    final Arena.Region input;
    final Arena.Region recurrent;
    /** Weights of a step's second product: of the operand, or of the projection; null where there is none. */
    final Arena.Region second;
    final Arena.Region bias;
    final Arena.Region inputRows;
    final Arena.Region recurrentRows;
    final Arena.Region secondRows;

    /**
     * @param projection size that h is projected to; 0 for none.
     * @param backward   where the panels of the backward products lie, which inference does not need.
     * @param format     how the panels are stored.
     */
    public CellPanels(Arena arena, Arena backward, StorageFormat format, Cell cell, int inputs, int hidden, int projection,
                      Weights weights) {
        this.cell = cell;
        this.inputs = inputs;
        this.hidden = hidden;
        this.projection = projection;
        this.weights = weights;
        int secondGates = projection > 0 ? 1 : cell.operand().gates();
        stepColumns = Math.max(Kernels.columns(cell.recurrent().gates()), Kernels.columns(secondGates));
        input = weights.input == null ? null : arena.reserve("packed input weights",
                format.words(columns(cell.input().gates(), Kernels.columns(cell.input().gates()), hidden) * inputs));
        recurrent = arena.reserve("packed recurrent weights",
                format.words(columns(cell.recurrent().gates(), stepColumns, hidden) * outputs()));
        second = secondGates == 0 ? null : arena.reserve("packed weights of the second product",
                format.words(columns(secondGates, stepColumns, projection > 0 ? projection : hidden) * hidden));
        bias = arena.reserve("packed biases", (long) Kernels.blocks(hidden) * cell.slots() * Kernels.UNITS);
        inputRows = weights.input == null ? null : backward.reserve("packed input weights, backward",
                format.words(gateRows(cell.input()) * tiles(inputs) * ROW_WIDTH));
        recurrentRows = backward.reserve("packed recurrent weights, backward",
                format.words(gateRows(cell.recurrent()) * tiles(outputs()) * ROW_WIDTH));
        secondRows = secondGates == 0 ? null : backward.reserve("packed weights of the second product, backward",
                format.words((projection > 0 ? projection : gateRows(cell.operand())) * tiles(hidden) * ROW_WIDTH));
    }

    Weights weights() {
        return weights;
    }

    private int outputs() {
        return projection > 0 ? projection : hidden;
    }

    /** Columns of all panels of a product of so many gates for so many units. */
    private static long columns(int gates, int across, int units) {
        return gates == 0 ? 0 : (long) Kernels.ceil(Kernels.blocks(units), across / gates) * across * Kernels.UNITS;
    }

    private int gateRows(Cell.Slots slots) {
        return Kernels.blocks(hidden) * slots.gates() * Kernels.UNITS;
    }

    private static long tiles(int columns) {
        return Kernels.ceil(columns, ROW_WIDTH);
    }

    /** Records the packing of what the forward pass needs. */
    public void packForward(Plan plan) {
        Cell.Slots x = cell.input();
        Cell.Slots h = cell.recurrent();
        int inputColumns = Kernels.columns(x.gates());
        boolean multipliesInput = weights.input != null && x.gates() > 0;
        boolean multipliesState = weights.recurrent != null && h.gates() > 0;
        Packing.Groups none = new Packing.Groups(0, 1);
        Packing.Groups ofInput = multipliesInput
                ? Packing.Groups.of(plan, hidden, inputs, x.gates(), inputColumns) : none;
        Packing.Groups ofState = multipliesState
                ? Packing.Groups.of(plan, hidden, outputs(), h.gates(), stepColumns) : none;
        Cell.Slots biases = cell.recurrentBiasSlots();
        int items = Packing.items(plan);
        long groups = (long) ofInput.count() + ofState.count() + Kernels.blocks(hidden);
        plan.launch(0, "pack weights", Packing.source(plan, "recurrent/pack_forward.cl", "pack_forward"),
                WorkSize.of(groups * items, items),
                multipliesInput ? weights.input : null, input, inputs, x.gates(), inputColumns, x.order(),
                ofInput.vectors(), ofInput.pieces(),
                multipliesState ? weights.recurrent : null, recurrent, outputs(), h.gates(), stepColumns, h.order(),
                ofState.vectors(), ofState.pieces(),
                weights.inputBias, weights.recurrentBias, bias, hidden, cell.slots(), x.first(), biases.first(),
                biases.gates(), biases.order());
        packColumns(plan, weights.recurrent, second, hidden, hidden, cell.operand(), stepColumns);
        if (projection > 0) {
            packColumns(plan, weights.projection, second, projection, hidden, Cell.Slots.of(0, 0), stepColumns);
        }
    }

    /** Records the packing of what the gradient of the input needs. */
    public void packInputGradient(Plan plan) {
        packRows(plan, weights.input, inputRows, hidden, inputs, cell.input(), gateRows(cell.input()));
    }

    /** Records the packing of what the backward loop needs. */
    public void packBackward(Plan plan) {
        packRows(plan, weights.recurrent, recurrentRows, hidden, outputs(), cell.recurrent(),
                gateRows(cell.recurrent()));
        packRows(plan, weights.recurrent, secondRows, hidden, hidden, cell.operand(), gateRows(cell.operand()));
        if (projection > 0) {
            packRows(plan, weights.projection, secondRows, projection, hidden, Cell.Slots.of(0, 0), projection);
        }
    }

    private static void packColumns(Plan plan, ClBuffer from, Arena.Region to, int units, int depth, Cell.Slots slots,
                                    int across) {
        if (from != null && slots.gates() > 0) {
            Packing.columns(plan, from, to, units, depth, slots.gates(), across, slots.order());
        }
    }

    private static void packRows(Plan plan, ClBuffer from, Arena.Region to, int units, int columns, Cell.Slots slots,
                                 int rows) {
        if (from != null && slots.gates() > 0) {
            Packing.rows(plan, from, to, units, columns, slots.gates(), rows, slots.order());
        }
    }
}
