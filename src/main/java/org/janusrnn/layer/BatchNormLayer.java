package org.janusrnn.layer;

import org.janusrnn.cl.ClBuffer;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * Batch normalisation, with statistics over batch and time, or over the batch at every time step. As PyTorch's
 * BatchNorm1d: eps 1e-5, running statistics with momentum 0.1 and the unbiased variance, which inference takes.
 */
final class BatchNormLayer extends Layer {
    static final float EPS = 1e-5f;
    static final float MOMENTUM = 0.1f;
    final int width;
    /** Time steps with statistics of their own; 0: all share theirs. */
    final int perStep;
    ClBuffer weight;
    ClBuffer bias;
    ClBuffer weightGradient;
    ClBuffer biasGradient;
    ClBuffer runningMean;
    ClBuffer runningVariance;

    BatchNormLayer(String name, int width, int perStep) {
        super(name);
        this.width = width;
        this.perStep = perStep;
    }

    @Override
    int outputs() {
        return width;
    }

    @Override
    String needsWhole() {
        return perStep > 0 ? "has statistics of its own for every step from the start" : null;
    }

    /** {@code [W]}, or {@code [steps, W]} with statistics of every step. */
    private Shape running() {
        return perStep == 0 ? Shape.of(width) : Shape.of(perStep, width);
    }

    @Override
    void declare(Parameters parameters) {
        parameters.declare(parameterName("weight"), Shape.of(width));
        parameters.declare(parameterName("bias"), Shape.of(width));
        parameters.declareBuffer(parameterName("running_mean"), running());
        parameters.declareBuffer(parameterName("running_var"), running());
    }

    /** PyTorch's rule: weight 1, bias 0, running mean 0, running variance 1. */
    @Override
    void initialise(Parameters parameters, Initializer initializer) {
        parameters.set(parameterName("weight"), Initializer.constant(Shape.of(width), 1));
        parameters.set(parameterName("bias"), Tensor.zeros(width));
        parameters.set(parameterName("running_mean"), Initializer.constant(running(), 0));
        parameters.set(parameterName("running_var"), Initializer.constant(running(), 1));
    }

    @Override
    void reservePanels(Parameters parameters, Arena forward, Arena backward) {
        Parameters.Parameter w = parameters.named(parameterName("weight"));
        Parameters.Parameter b = parameters.named(parameterName("bias"));
        weight = parameters.value(w);
        bias = parameters.value(b);
        weightGradient = parameters.gradient(w);
        biasGradient = parameters.gradient(b);
        runningMean = parameters.value(parameters.named(parameterName("running_mean")));
        runningVariance = parameters.value(parameters.named(parameterName("running_var")));
    }

    @Override
    LayerPass pass(PassContext context, Flow in) {
        if (context.training() && perStep > 0 && in.steps() > perStep) {
            throw new IllegalArgumentException(name + " has statistics of " + perStep + " time steps, the batch T="
                    + in.steps() + ": train on shorter sequences, or give the layer more");
        }
        if (context.training() && (perStep > 0 ? in.batch() : in.rows()) == 1) {
            throw new IllegalArgumentException(name + " cannot be trained on " + (perStep > 0 ? "one sequence"
                    : "one row") + ": there is no variance");
        }
        return new BatchNormPass(this, context, in);
    }

    /** Rows that share statistics. */
    long groupRows(Flow in) {
        return perStep > 0 ? in.batch() : in.rows();
    }

    /** How many statistics a batch has. */
    int groups(Flow in) {
        return perStep > 0 ? in.steps() : 1;
    }
}
