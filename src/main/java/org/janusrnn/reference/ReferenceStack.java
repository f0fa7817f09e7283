package org.janusrnn.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.janusrnn.tensor.Shape;

/**
 * Layers of one cell on top of each other, as PyTorch's {@code nn.LSTM} and its like have them: one or two directions
 * each, parameters by PyTorch's names ({@code weight_ih_l0}, {@code bias_hh_l1_reverse}), states stacked by layer and
 * direction. T steps, B sequences, I inputs, H hidden units, O outputs of a direction, L layers, D directions.
 */
public final class ReferenceStack {
    private static final Pattern NAME = Pattern.compile("(\\w+)_l(\\d+)(_reverse)?");

    private final List<ReferenceLayer> layers = new ArrayList<>();

    private ReferenceStack() {}

    /**
     * A stack whose sizes, depth, directions and biases are those of the parameters.
     *
     * @param cell       the cell of every layer.
     * @param parameters by PyTorch's names; shared, not copied, so a later change to them counts. Names without a
     *                   layer's ending ({@code fc.weight}) are left to others.
     * @throws IllegalArgumentException naming the parameter that is missing, unknown to the cell or of a wrong shape.
     */
    public static ReferenceStack of(ReferenceCell cell, Map<String, DoubleTensor> parameters) {
        return of(cell, parameters, false);
    }

    /** The same of layers in both directions whose outputs are added up: each hands on [T, B, O]. */
    public static ReferenceStack summed(ReferenceCell cell, Map<String, DoubleTensor> parameters) {
        return of(cell, parameters, true);
    }

    private static ReferenceStack of(ReferenceCell cell, Map<String, DoubleTensor> parameters, boolean summed) {
        Map<String, Map<String, DoubleTensor>> byEnding = new LinkedHashMap<>();
        parameters.forEach((name, tensor) -> {
            Matcher parts = NAME.matcher(name);
            if (parts.matches()) {
                String ending = name.substring(parts.end(1));
                byEnding.computeIfAbsent(ending, key -> new LinkedHashMap<>()).put(parts.group(1), tensor);
            }
        });
        ReferenceStack stack = new ReferenceStack();
        while (byEnding.containsKey(ending(stack.layers.size(), false))) {
            int layer = stack.layers.size();
            ReferenceLayer made = ReferenceLayer.of(
                    cell, byEnding.remove(ending(layer, false)), byEnding.remove(ending(layer, true)));
            stack.layers.add(summed ? made.summed() : made);
        }
        if (stack.layers.isEmpty() || !byEnding.isEmpty()) {
            throw new IllegalArgumentException("parameters ending in " + byEnding.keySet() + " after "
                    + stack.layers.size() + " complete layers: the layer below them is missing");
        }
        ReferenceLayer first = stack.layers.get(0);
        for (ReferenceLayer layer : stack.layers) {
            if (layer.directions() != first.directions() || layer.outputs() != first.outputs()) {
                throw new IllegalArgumentException("layer " + stack.layers.indexOf(layer) + " has "
                        + layer.directions() + " directions of " + layer.outputs() + " outputs, layer 0 has "
                        + first.directions() + " of " + first.outputs());
            }
        }
        return stack;
    }

    /** The layers, the lowest first, for those who put something between them. */
    public List<ReferenceLayer> layers() {
        return List.copyOf(layers);
    }

    /** Names and shapes of all parameters of such a stack, in PyTorch's order. */
    public static Map<String, Shape> parameters(
            ReferenceCell cell, int inputs, int hidden, int layers, boolean bidirectional, boolean bias) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        int directions = bidirectional ? 2 : 1;
        for (int layer = 0; layer < layers; layer++) {
            int below = layer == 0 ? inputs : directions * cell.outputs(hidden);
            for (int d = 0; d < directions; d++) {
                String ending = ending(layer, d == 1);
                cell.parameters(below, hidden, bias).forEach((name, shape) -> shapes.put(name + ending, shape));
            }
        }
        return shapes;
    }

    /** What follows {@code weight_ih} in the name of a parameter. */
    static String ending(int layer, boolean reverse) {
        return "_l" + layer + (reverse ? "_reverse" : "");
    }

    /** Sequences of full length, from states of zero. */
    public StackPass forward(DoubleTensor x) {
        return forward(x, null, null, null);
    }

    /** From states of zero. */
    public StackPass forward(DoubleTensor x, int[] lengths) {
        return forward(x, lengths, null, null);
    }

    /**
     * Walks all sequences through all layers.
     *
     * @param x       [T, B, I]; what stands behind a sequence's end has no effect.
     * @param lengths valid steps of each sequence, 1 to T; null where all have T.
     * @param h0      [L*D, B, O], index layer*D + direction; null for zeros.
     * @param c0      [L*D, B, H], or [L*D, B, 0] for a cell without memory; null for zeros.
     * @throws IllegalArgumentException naming the tensor whose shape does not fit, or the length out of range.
     */
    public StackPass forward(DoubleTensor x, int[] lengths, DoubleTensor h0, DoubleTensor c0) {
        ReferenceLayer first = layers.get(0);
        int states = layers.size() * first.directions();
        int batch = x.shape().rank() < 2 ? 0 : x.shape().dim(1);
        DoubleTensor h = DoubleTensor.orZeros(h0, "h0", states, batch, first.outputs());
        DoubleTensor c = DoubleTensor.orZeros(c0, "c0", states, batch, first.memory());
        List<LayerPass> passes = new ArrayList<>();
        DoubleTensor below = x;
        for (int k = 0; k < layers.size(); k++) {
            LayerPass pass =
                    layers.get(k).forward(below, lengths, h.part(k, layers.size()), c.part(k, layers.size()));
            passes.add(pass);
            below = pass.y();
        }
        return new StackPass(passes);
    }
}
