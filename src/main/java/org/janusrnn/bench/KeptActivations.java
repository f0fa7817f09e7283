package org.janusrnn.bench;

import org.janusrnn.cell.Cell;

/**
 * What a training step of a row must keep of its forward pass until the backward pass has used it: the input, and of every
 * layer, direction, time step and sequence
 *
 * <pre>
 * the output h            which the products with the recurrent weights and the next layer's have multiplied
 * a number a slot         what the cell's page says that it keeps: LSTM i f g o, GRU n r z q, RNN h', JANET and MGU f g,
 *                         GRU with the reset gate before the product r z n
 * the states beside h     LSTM and its variants c
 * the operand             of cells with two products a step, r h or f h: it is multiplied by the second one's weights
 * </pre>
 *
 * <p>The page of a plain RNN, and of IndRNN, keeps its output, so that they have it twice: once as the output, once where
 * the gradient of its pre-activation will stand. Sizes are those of the row, without the padding of blocks.
 */
final class KeptActivations {
    private KeptActivations() {
    }

    static long bytes(Row row) {
        Cell cell = row.cell();
        Extent e = row.extent();
        long rows = (long) e.steps() * e.batch();
        long unit = 1 + cell.slots() + (cell.states() - 1) + (cell.inHalves() ? 1 : 0);
        return Float.BYTES * rows * (e.inputs() + row.layers() * row.directions() * unit * e.hidden());
    }
}
