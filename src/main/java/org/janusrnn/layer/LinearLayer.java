package org.janusrnn.layer;

import java.util.List;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.schedule.ColumnSums;
import org.janusrnn.schedule.Kernels;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.RowPanels;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Shape;

/** y = activation(x W^T + b) on every row. */
final class LinearLayer extends Layer {
    private final int inputs;
    private final int outputs;
    private final Activation activation;
    private final boolean biased;
    private ClBuffer bias;
    private ClBuffer weightGradient;
    private ClBuffer biasGradient;
    private RowPanels panels;

    LinearLayer(String name, int inputs, int outputs, LinearOptions options) {
        super(name);
        this.inputs = inputs;
        this.outputs = outputs;
        this.activation = options.activation;
        this.biased = options.bias;
    }

    @Override
    int outputs() {
        return outputs;
    }

    @Override
    void declare(Parameters parameters) {
        parameters.declare(parameterName("weight"), Shape.of(outputs, inputs));
        if (biased) {
            parameters.declare(parameterName("bias"), Shape.of(outputs));
        }
    }

    /** PyTorch's rule: weight and bias uniform within 1 / sqrt(inputs). */
    @Override
    void initialise(Parameters parameters, Initializer initializer) {
        double bound = 1 / Math.sqrt(inputs);
        for (String stem : biased ? List.of("weight", "bias") : List.of("weight")) {
            String full = parameterName(stem);
            parameters.set(full, initializer.uniform(full, parameters.named(full).shape(), -bound, bound));
        }
    }

    @Override
    void reservePanels(Parameters parameters, Arena forward, Arena backward) {
        Parameters.Parameter weight = parameters.named(parameterName("weight"));
        weightGradient = parameters.gradient(weight);
        if (biased) {
            Parameters.Parameter biases = parameters.named(parameterName("bias"));
            bias = parameters.value(biases);
            biasGradient = parameters.gradient(biases);
        }
        panels = new RowPanels(forward, backward, parameters.value(weight), outputs, inputs);
    }

    @Override
    void packForward(Plan plan) {
        panels.packForward(plan);
    }

    @Override
    void packBackward(Plan plan) {
        panels.packBackward(plan);
    }

    @Override
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
            out = context.flow("outputs of a linear layer", in, outputs);
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
            panels.product(plan, 0, in.values(), bias, out.values(), in.rows());
            Activation.finish(plan, out, activation);
        }

        @Override
        public void backward(Plan plan) {
            Activation.back(plan, out, activation);
            Kernels.Time time = new Kernels.Time(in.steps(), in.batch(), in.lengths());
            context.engine().kernels().gradient(plan, 0, "gradient of a linear layer's weights",
                    new Kernels.Gradient(out.gradient(), outputs, null, in.values(), inputs, 0, time, null,
                            weightGradient, outputs, inputs, 0, scratch));
            if (biased) {
                ColumnSums.ofRows(plan, 0, out.gradient(), in.rows(), outputs, scratch, biasGradient);
            }
            if (in.gradient() != null) {
                panels.inputGradient(plan, 0, out.gradient(), in.gradient(), in.rows());
            }
        }
    }
}
