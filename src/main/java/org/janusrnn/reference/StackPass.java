package org.janusrnn.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a stack computed from one batch, and the way back. */
public final class StackPass {

    /**
     * Gradients of what went into the stack.
     *
     * @param x          [T, B, I], 0 behind the end of a sequence.
     * @param h0         [L*D, B, O].
     * @param c0         [L*D, B, H], or [L*D, B, 0] for a cell without memory.
     * @param parameters by PyTorch's names.
     */
    public record Gradients(
            DoubleTensor x, DoubleTensor h0, DoubleTensor c0, Map<String, DoubleTensor> parameters) {

        /** Gradient of the parameter of that name. */
        public DoubleTensor parameter(String name) {
            if (!parameters.containsKey(name)) {
                throw new IllegalArgumentException("no parameter " + name + " among " + parameters.keySet());
            }
            return parameters.get(name);
        }
    }

    private final List<LayerPass> layers;

    StackPass(List<LayerPass> layers) {
        this.layers = layers;
    }

    /** Outputs of the last layer, [T, B, D*O], 0 behind the end of a sequence. */
    public DoubleTensor y() {
        return layers.get(layers.size() - 1).y();
    }

    /** States h after the last step taken, [L*D, B, O], index layer*D + direction. */
    public DoubleTensor hn() {
        return DoubleTensor.join(layers.stream().map(LayerPass::hn).toList());
    }

    /** States c after the last step taken, [L*D, B, H], or [L*D, B, 0] for a cell without memory. */
    public DoubleTensor cn() {
        return DoubleTensor.join(layers.stream().map(LayerPass::cn).toList());
    }

    /**
     * States h of the last layer after the last step taken, the directions of a sequence side by side, [B, D*O]: what a
     * head reads that gives one answer for a whole sequence.
     */
    public DoubleTensor last() {
        DoubleTensor hn = layers.get(layers.size() - 1).hn();
        int directions = hn.shape().dim(0);
        int batch = hn.shape().dim(1);
        int outputs = hn.shape().dim(2);
        DoubleTensor last = DoubleTensor.zeros(batch, directions * outputs);
        for (int d = 0; d < directions; d++) {
            for (int b = 0; b < batch; b++) {
                last.put((b * directions + d) * outputs, hn.slice((d * batch + b) * outputs, outputs));
            }
        }
        return last;
    }

    /**
     * Backpropagation where nothing but {@link #last} was used.
     *
     * @param dLast gradient of last, [B, D*O].
     */
    public Gradients backwardFromLast(DoubleTensor dLast) {
        dLast.expect("dLast", last().shape());
        DoubleTensor top = layers.get(layers.size() - 1).hn();
        int directions = top.shape().dim(0);
        int batch = top.shape().dim(1);
        int outputs = top.shape().dim(2);
        DoubleTensor dhn = DoubleTensor.zeros(hn().shape());
        int first = hn().shape().dim(0) - directions;
        for (int d = 0; d < directions; d++) {
            for (int b = 0; b < batch; b++) {
                dhn.put(((first + d) * batch + b) * outputs, dLast.slice((b * directions + d) * outputs, outputs));
            }
        }
        return backward(null, dhn, null);
    }

    /**
     * Backpropagation through the layers and through time.
     *
     * @param dy  gradient of y, null for zeros; what stands behind the end of a sequence has no effect.
     * @param dhn gradient of hn, null for zeros.
     * @param dcn gradient of cn, null for zeros.
     */
    public Gradients backward(DoubleTensor dy, DoubleTensor dhn, DoubleTensor dcn) {
        int depth = layers.size();
        DoubleTensor hEnd = DoubleTensor.orZeros(dhn, "dhn", hn().shape().toArray());
        DoubleTensor cEnd = DoubleTensor.orZeros(dcn, "dcn", cn().shape().toArray());
        List<LayerPass.Gradients> below = new ArrayList<>();
        DoubleTensor fromAbove = dy;
        for (int k = depth - 1; k >= 0; k--) {
            LayerPass.Gradients gradients =
                    layers.get(k).backward(fromAbove, hEnd.part(k, depth), cEnd.part(k, depth));
            below.add(0, gradients);
            fromAbove = gradients.x();
        }

        Map<String, DoubleTensor> parameters = new LinkedHashMap<>();
        for (int k = 0; k < depth; k++) {
            for (int d = 0; d < below.get(k).parameters().size(); d++) {
                String ending = ReferenceStack.ending(k, d == 1);
                below.get(k).parameters().get(d).forEach((name, tensor) -> parameters.put(name + ending, tensor));
            }
        }
        return new Gradients(
                fromAbove,
                DoubleTensor.join(below.stream().map(LayerPass.Gradients::h0).toList()),
                DoubleTensor.join(below.stream().map(LayerPass.Gradients::c0).toList()),
                parameters);
    }
}
