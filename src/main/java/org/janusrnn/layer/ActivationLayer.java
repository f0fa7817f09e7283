package org.janusrnn.layer;

import org.janusrnn.schedule.Plan;

/** An activation as a layer of its own. It leaves its input as it is, which the layer before may still need. */
final class ActivationLayer extends Layer {
    private final Activation activation;
    private final int width;

    ActivationLayer(Activation activation, int width) {
        super(activation.toString());
        this.activation = activation;
        this.width = width;
    }

    @Override
    int outputs() {
        return width;
    }

    @Override
    LayerPass pass(PassContext context, Flow in) {
        Flow out = context.flow("outputs of an activation", in, width);
        return new LayerPass() {
            @Override
            public Flow out() {
                return out;
            }

            @Override
            public void forward(Plan plan) {
                activation.forward(plan, in.values(), out);
            }

            @Override
            public void backward(Plan plan) {
                if (in.gradient() != null) {
                    activation.back(plan, out, in.gradient());
                }
            }
        };
    }
}
