package org.janusrnn.layer;

import org.janusrnn.cl.ClBuffer;
import org.janusrnn.kernel.Defines;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/** Layer normalisation of every row, with PyTorch's eps: kernels-cl/pointwise/layer_norm.cl. */
final class LayerNormLayer extends Layer {
    static final float EPS = 1e-5f;
    private static final String FILE = "pointwise/layer_norm.cl";
    private final int width;
    private ClBuffer weight;
    private ClBuffer bias;
    private ClBuffer weightGradient;
    private ClBuffer biasGradient;

    LayerNormLayer(String name, int width) {
        super(name);
        this.width = width;
    }

    @Override
    int outputs() {
        return width;
    }

    @Override
    void declare(Parameters parameters) {
        parameters.declare(parameterName("weight"), Shape.of(width));
        parameters.declare(parameterName("bias"), Shape.of(width));
    }

    /** PyTorch's rule: weight 1, bias 0. */
    @Override
    void initialise(Parameters parameters, Initializer initializer) {
        parameters.set(parameterName("weight"), Initializer.constant(Shape.of(width), 1));
        parameters.set(parameterName("bias"), Tensor.zeros(width));
    }

    @Override
    void reservePanels(Parameters parameters, Arena forward, Arena backward) {
        Parameters.Parameter w = parameters.named(parameterName("weight"));
        Parameters.Parameter b = parameters.named(parameterName("bias"));
        weight = parameters.value(w);
        bias = parameters.value(b);
        weightGradient = parameters.gradient(w);
        biasGradient = parameters.gradient(b);
    }

    @Override
    LayerPass pass(PassContext context, Flow in) {
        return new Pass(context, in);
    }

    private final class Pass implements LayerPass {
        private final Flow in;
        private final Flow out;
        private final Arena.Region mean;
        private final Arena.Region scale;
        private final NormSums sums;

        Pass(PassContext context, Flow in) {
            this.in = in;
            out = context.flow("outputs of a layer normalisation", in, width);
            boolean training = context.training();
            mean = training ? context.arena().reserve("means of rows", in.rows()) : null;
            scale = training ? context.arena().reserve("scales of rows", in.rows()) : null;
            sums = training ? new NormSums(context.arena(), in.rows(), 1, width) : null;
        }

        @Override
        public Flow out() {
            return out;
        }

        @Override
        public void forward(Plan plan) {
            plan.pointwise(0, "layer normalisation", Plan.Source.of(FILE, "layer_norm", Defines.of()), in.rows(), 1,
                    in.values(), weight, bias, in.lengths(), out.values(), mean, scale, in.rows(), in.batch(), width,
                    EPS);
        }

        @Override
        public void backward(Plan plan) {
            sums.record(plan, true, out.gradient(), in.values(), mean, scale);
            sums.parameters(plan, weightGradient, biasGradient);
            if (in.gradient() != null) {
                plan.pointwise(0, "layer normalisation, backward",
                        Plan.Source.of(FILE, "layer_norm_backward", Defines.of()), in.rows(), 1, out.gradient(),
                        in.values(), weight, mean, scale, in.gradient(), in.rows(), width);
            }
        }
    }
}
