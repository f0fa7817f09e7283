package org.janusrnn.layer;

import org.janusrnn.cl.ClBuffer;
import org.janusrnn.layer.Layer.LayerPass;
import org.janusrnn.layer.Layer.PassContext;
import org.janusrnn.schedule.ColumnSums;
import org.janusrnn.schedule.Kernels;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.RowPanels;
import org.janusrnn.schedule.StorageFormat;
import org.janusrnn.tensor.Arena;

/** y = activation(x W^T + b) on rows: a linear layer, and a convolution on the rows that it has gathered. */
final class Affine {
    /**
     * Device memory of its parameters: a buffer or a region.
     *
     * @param weight       {@code [outputs][inputs]}.
     * @param bias         {@code [outputs]}; null: none.
     * @param biasGradient null: there is no bias.
     */
    record Weights(Object weight, Object weightGradient, ClBuffer bias, ClBuffer biasGradient) {
    }

    private final String what;
    private final int inputs;
    private final int outputs;
    private final Activation activation;
    private Weights weights;
    private RowPanels panels;

    /**
     * @param what       whose it is, as in "a linear layer", for timelines and messages.
     * @param activation null: none.
     */
    Affine(String what, int inputs, int outputs, Activation activation) {
        this.what = what;
        this.inputs = inputs;
        this.outputs = outputs;
        this.activation = activation;
    }

    /** Reserves memory for packed weights. */
    void reservePanels(StorageFormat format, Arena forward, Arena backward, Weights from) {
        weights = from;
        panels = new RowPanels(forward, backward, format, from.weight, outputs, inputs);
    }

    void packForward(Plan plan) {
        panels.packForward(plan);
    }

    void packBackward(Plan plan) {
        panels.packBackward(plan);
    }

    LayerPass pass(PassContext context, Flow in) {
        return new Pass(context, in);
    }

    private final class Pass implements LayerPass {
        private final PassContext context;
        private final Flow in;
        private final Flow out;
        private final Arena.Region scratch;

        Pass(PassContext context, Flow in) {
            this.context = context;
            this.in = in;
            out = context.flow("outputs of " + what, in, outputs);
            Kernels kernels = context.engine().kernels();
            scratch = context.training() ? context.arena().reserve("partial sums",
                    Math.max(kernels.gradientScratch(in.rows(), outputs, 1, inputs),
                            ColumnSums.scratch(in.rows(), outputs))) : null;
        }

        @Override
        public Flow out() {
            return out;
        }

        @Override
        public void forward(Plan plan) {
            panels.product(plan, 0, in.values(), weights.bias, out.values(), in.rows());
            Activation.finish(plan, out, activation);
        }

        /** The gradient of the weights comes first: that of the rows may take their place. */
        @Override
        public void backward(Plan plan) {
            Activation.back(plan, out, activation);
            Kernels.Time time = new Kernels.Time(in.steps(), in.batch(), in.lengths());
            context.engine().kernels().gradient(plan, 0, "gradient of the weights of " + what,
                    new Kernels.Gradient(out.gradient(), 0, outputs, null, in.values(), inputs, 0, time, null,
                            weights.weightGradient, outputs, inputs, 0, scratch, false));
            if (weights.bias != null) {
                ColumnSums.ofRows(plan, 0, out.gradient(), in.rows(), outputs, scratch, weights.biasGradient);
            }
            if (in.gradient() != null) {
                panels.inputGradient(plan, 0, out.gradient(), in.gradient(), in.rows());
            }
        }
    }
}
