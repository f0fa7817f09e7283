package org.janusrnn.layer;

/**
 * Dropout: in training a number is 0 with some probability, and the others are scaled up so that the mean stays; with a
 * mask for every number, or one for each sequence and feature that all its steps share. Inference passes through.
 */
final class DropoutLayer extends Layer {
    private final int width;
    private final double probability;
    private final boolean shared;

    DropoutLayer(String name, int width, double probability, boolean shared) {
        super(name);
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException(name + ": the probability must be 0 to less than 1, not "
                    + probability);
        }
        this.width = width;
        this.probability = probability;
        this.shared = shared;
    }

    @Override
    int outputs() {
        return width;
    }

    @Override
    LayerPass pass(PassContext context, Flow in) {
        if (!context.training()) {
            return LayerPass.through(in);
        }
        return new DropoutPass(context, in, probability, shared, context.maskSeed(name));
    }
}
