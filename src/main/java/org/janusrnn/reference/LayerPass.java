package org.janusrnn.reference;

import java.util.List;
import java.util.Map;
import org.janusrnn.tensor.Shape;

/** What a layer computed from one batch, and the way back. */
public final class LayerPass {

    /**
     * Gradients of what went into the layer.
     *
     * @param x          [T, B, I], 0 behind the end of a sequence.
     * @param h0         [D, B, O].
     * @param c0         [D, B, H], or [D, B, 0] for a cell without memory.
     * @param parameters for each direction, under the names the parameters came with.
     */
    public record Gradients(
            DoubleTensor x, DoubleTensor h0, DoubleTensor c0, List<Map<String, DoubleTensor>> parameters) {}

    private final ReferenceLayer layer;
    private final Shape inputShape;
    private final int[] lengths;
    private final TimeWalk[][] walks;
    private final DoubleTensor y;
    private final DoubleTensor hn;
    private final DoubleTensor cn;

    LayerPass(ReferenceLayer layer, Shape inputShape, int[] lengths, TimeWalk[][] walks) {
        this.layer = layer;
        this.inputShape = inputShape;
        this.lengths = lengths;
        this.walks = walks;
        int batch = lengths.length;
        y = DoubleTensor.zeros(layer.outputShape(inputShape.dim(0), batch));
        hn = DoubleTensor.zeros(layer.directions(), batch, layer.outputs());
        cn = DoubleTensor.zeros(layer.directions(), batch, layer.memory());
        for (int d = 0; d < layer.directions(); d++) {
            for (int b = 0; b < batch; b++) {
                double[][] outputs = walks[d][b].outputs();
                for (int t = 0; t < outputs.length; t++) {
                    y.add(atOutput(d, b, t), outputs[t]);
                }
                hn.put((d * batch + b) * layer.outputs(), walks[d][b].end().h());
                cn.put((d * batch + b) * layer.memory(), walks[d][b].end().c());
            }
        }
    }

    /** Outputs, [T, B, D*O], or [T, B, O] where they are added up, 0 behind the end of a sequence. */
    public DoubleTensor y() {
        return y;
    }

    /** State h after the last step taken, [D, B, O]: for the reverse direction that is step 0. */
    public DoubleTensor hn() {
        return hn;
    }

    /** State c after the last step taken, [D, B, H], or [D, B, 0] for a cell without memory. */
    public DoubleTensor cn() {
        return cn;
    }

    /**
     * Backpropagation through time.
     *
     * @param dy  gradient of y, null for zeros; what stands behind the end of a sequence has no effect.
     * @param dhn gradient of hn, null for zeros.
     * @param dcn gradient of cn, null for zeros.
     */
    public Gradients backward(DoubleTensor dy, DoubleTensor dhn, DoubleTensor dcn) {
        int batch = lengths.length;
        int inputs = inputShape.dim(2);
        int outputs = layer.outputs();
        int memory = layer.memory();
        DoubleTensor fromAbove = DoubleTensor.orZeros(dy, "dy", y.shape().toArray());
        DoubleTensor hEnd = DoubleTensor.orZeros(dhn, "dhn", hn.shape().toArray());
        DoubleTensor cEnd = DoubleTensor.orZeros(dcn, "dcn", cn.shape().toArray());

        DoubleTensor dx = DoubleTensor.zeros(inputShape);
        DoubleTensor dh0 = DoubleTensor.zeros(hn.shape());
        DoubleTensor dc0 = DoubleTensor.zeros(cn.shape());
        List<CellWeights> gradients = layer.zeroGradients();
        for (int d = 0; d < layer.directions(); d++) {
            for (int b = 0; b < batch; b++) {
                int sequence = d * batch + b;
                double[][] dOutputs = new double[lengths[b]][];
                for (int t = 0; t < dOutputs.length; t++) {
                    dOutputs[t] = fromAbove.slice(atOutput(d, b, t), outputs);
                }
                CellState dEnd =
                        new CellState(hEnd.slice(sequence * outputs, outputs), cEnd.slice(sequence * memory, memory));
                double[][] dInputs = new double[lengths[b]][inputs];
                CellState dStart = walks[d][b].backward(dOutputs, dEnd, dInputs, gradients.get(d));
                for (int t = 0; t < dInputs.length; t++) {
                    dx.add((t * batch + b) * inputs, dInputs[t]);
                }
                dh0.put(sequence * outputs, dStart.h());
                dc0.put(sequence * memory, dStart.c());
            }
        }
        return new Gradients(dx, dh0, dc0, gradients.stream().map(CellWeights::named).toList());
    }

    private int atOutput(int direction, int sequence, int time) {
        return (time * lengths.length + sequence) * y.shape().dim(2) + layer.first(direction);
    }
}
