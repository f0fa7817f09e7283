package org.janusrnn.schedule;

import org.janusrnn.tensor.Arena;

/** The weight [outputs][inputs] of a linear layer, packed for the products with rows of inputs and rows of gradients. */
public final class RowPanels {
    private static final int WIDTH = Kernels.COLUMN_VECTORS * Kernels.UNITS;

    private final Object weight;
    private final int outputs;
    private final int inputs;
    private final Arena.Region forward;
    private final Arena.Region backward;

    /**
     * @param backwardArena where the panels of the backward product lie, which inference does not need.
     * @param format        how the panels are stored.
     * @param weight        device memory: a buffer, or a region that is allocated when packing is recorded.
     */
    public RowPanels(Arena arena, Arena backwardArena, StorageFormat format, Object weight, int outputs, int inputs) {
        this.weight = weight;
        this.outputs = outputs;
        this.inputs = inputs;
        forward = arena.reserve("packed weights", format.words((long) Kernels.ceil(outputs, WIDTH) * WIDTH * inputs));
        backward = backwardArena.reserve("packed weights, backward",
                format.words((long) Kernels.ceil(inputs, WIDTH) * WIDTH * outputs));
    }

    /** Records the packing of what the forward product needs. */
    public void packForward(Plan plan) {
        Packing.columns(plan, weight, forward, outputs, inputs, 1, Kernels.COLUMN_VECTORS, 0);
    }

    /** Records the packing of what the backward product needs: as many rows as outputs, without the padding of blocks. */
    public void packBackward(Plan plan) {
        Packing.rows(plan, weight, backward, outputs, inputs, 1, outputs, 0);
    }

    /** Records y = x W^T + bias for {@code rows} rows. */
    public void product(Plan plan, int stream, Object x, Object bias, Object y, long rows) {
        plan.engine().kernels().product(plan, stream, "linear layer", new Kernels.Product(x, 0, inputs, null,
                forward, bias, y, 0, outputs, null, rows, 0, rows, inputs, outputs, false));
    }

    /** Records dx = dy W for {@code rows} rows. */
    public void inputGradient(Plan plan, int stream, Object dy, Object dx, long rows) {
        plan.engine().kernels().product(plan, stream, "linear layer, gradient of the input", new Kernels.Product(dy,
                0, outputs, null, backward, null, dx, 0, inputs, null, rows, 0, rows, outputs, inputs, false));
    }
}
