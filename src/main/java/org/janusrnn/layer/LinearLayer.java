package org.janusrnn.layer;

import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Shape;

/** y = activation(x W^T + b) on every row. */
final class LinearLayer extends Layer {
    private final int inputs;
    private final int outputs;
    private final boolean biased;
    private final double slope;
    private final Affine affine;

    LinearLayer(String name, int inputs, int outputs, LinearOptions options) {
        super(name);
        this.inputs = inputs;
        this.outputs = outputs;
        biased = options.bias;
        slope = options.slope;
        affine = new Affine("a linear layer", inputs, outputs, options.activation);
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

    /** PyTorch's rule, weight and bias uniform within 1 / sqrt(inputs), or that of {@link LinearOptions#heUniform}. */
    @Override
    void initialise(Parameters parameters, Initializer initializer) {
        if (!Double.isNaN(slope)) {
            double bound = Initializer.he(slope, inputs);
            String weight = parameterName("weight");
            parameters.set(weight, initializer.uniform(weight, Shape.of(outputs, inputs), -bound, bound));
            return;     // what nobody sets is zeros, as the bias
        }
        initializer.withinFanIn(parameters, parameterName("weight"), inputs);
        if (biased) {
            initializer.withinFanIn(parameters, parameterName("bias"), inputs);
        }
    }

    @Override
    void reservePanels(Parameters parameters, Arena forward, Arena backward) {
        Parameters.Parameter weight = parameters.named(parameterName("weight"));
        Parameters.Parameter bias = biased ? parameters.named(parameterName("bias")) : null;
        affine.reservePanels(parameters.weightFormat(), forward, backward, new Affine.Weights(parameters.value(weight),
                parameters.gradient(weight), biased ? parameters.value(bias) : null,
                biased ? parameters.gradient(bias) : null));
    }

    @Override
    void packForward(Plan plan) {
        affine.packForward(plan);
    }

    @Override
    void packBackward(Plan plan) {
        affine.packBackward(plan);
    }

    @Override
    LayerPass pass(PassContext context, Flow in) {
        return affine.pass(context, in);
    }
}
