package org.janusrnn.cell;

import org.janusrnn.tensor.Shape;

/**
 * One parameter of a cell in one layer and direction.
 *
 * @param stem  its name without layer and direction, as {@code weight_ih}.
 * @param kind  what the kernels do with it.
 * @param shape its shape, as PyTorch stores it.
 */
public record CellParameter(String stem, Kind kind, Shape shape) {

    /** What a parameter is to the kernels. */
    public enum Kind { INPUT_WEIGHT, RECURRENT_WEIGHT, VECTORS, INPUT_BIAS, RECURRENT_BIAS, PROJECTION }

    CellParameter(String stem, Kind kind, int... dims) {
        this(stem, kind, Shape.of(dims));
    }

    /** PyTorch's name: {@code weight_ih_l0}, {@code weight_ih_l0_reverse}. */
    public String name(int layer, boolean reverse) {
        return stem + "_l" + layer + (reverse ? "_reverse" : "");
    }
}
