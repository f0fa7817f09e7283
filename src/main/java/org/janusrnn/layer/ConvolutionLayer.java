package org.janusrnn.layer;

import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Shape;

/**
 * Convolution over time, as PyTorch's {@code Conv1d} on {@code [T, B, C]}: {@code y_w = activation(b + sum over k of W_k
 * x_(w * stride - padding + k * dilation))}. What each window sees is gathered into a row, and the rest is a linear layer.
 */
final class ConvolutionLayer extends Layer {
    private static final String SWAP = "dense/swap_axes.cl";
    private static final int GROUP = 64;
    private final int inputs;
    private final int outputs;
    private final Window window;
    private final boolean biased;
    private final Affine affine;
    private ClBuffer weight;
    private ClBuffer weightGradient;
    /** The weights as the windows lie, [outputs][kernel][inputs]. */
    private Arena.Region turned;
    private Arena.Region turnedGradient;

    ConvolutionLayer(String name, int inputs, int outputs, Window window, ConvolutionOptions options) {
        super(name);
        if ((long) window.kernel() * inputs > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a convolution of " + window.kernel() + " steps of " + inputs
                    + " numbers has more than " + Integer.MAX_VALUE + " inputs: use a smaller kernel");
        }
        this.inputs = inputs;
        this.outputs = outputs;
        this.window = window;
        biased = options.bias;
        affine = new Affine("a convolution", window.kernel() * inputs, outputs, options.activation);
    }

    @Override
    int outputs() {
        return outputs;
    }

    @Override
    int steps(int steps) {
        return window.count(name, steps);
    }

    @Override
    String needsWhole() {
        return window.needsWhole();
    }

    @Override
    void declare(Parameters parameters) {
        parameters.declare(parameterName("weight"), Shape.of(outputs, inputs, window.kernel()));
        if (biased) {
            parameters.declare(parameterName("bias"), Shape.of(outputs));
        }
    }

    /** PyTorch's rule: weight and bias uniform within 1 / sqrt(inputs * kernel). */
    @Override
    void initialise(Parameters parameters, Initializer initializer) {
        int fanIn = inputs * window.kernel();
        initializer.withinFanIn(parameters, parameterName("weight"), fanIn);
        if (biased) {
            initializer.withinFanIn(parameters, parameterName("bias"), fanIn);
        }
    }

    @Override
    void reservePanels(Parameters parameters, Arena forward, Arena backward) {
        Parameters.Parameter weights = parameters.named(parameterName("weight"));
        Parameters.Parameter bias = biased ? parameters.named(parameterName("bias")) : null;
        weight = parameters.value(weights);
        weightGradient = parameters.gradient(weights);
        turned = forward.reserve("weights of a convolution", weights());
        turnedGradient = backward.reserve("gradient of the weights of a convolution", weights());
        affine.reservePanels(parameters.weightFormat(), forward, backward, new Affine.Weights(turned, turnedGradient,
                biased ? parameters.value(bias) : null, biased ? parameters.gradient(bias) : null));
    }

    private long weights() {
        return (long) outputs * inputs * window.kernel();
    }

    @Override
    void packForward(Plan plan) {
        swap(plan, weight, turned, inputs, window.kernel());
        affine.packForward(plan);
    }

    @Override
    void packBackward(Plan plan) {
        affine.packBackward(plan);
    }

    private void swap(Plan plan, Object from, Object to, int rows, int columns) {
        plan.launch(0, "weights of a convolution", Plan.Source.of(SWAP, "swap_axes", Defines.of()),
                WorkSize.covering(weights(), GROUP), from, to, rows, columns, weights());
    }

    @Override
    LayerPass pass(PassContext context, Flow in) {
        return new Pass(context, in);
    }

    private final class Pass implements LayerPass {
        private final Flow in;
        /** What the windows see; on the way back its gradient takes its place. */
        private final Flow seen;
        private final LayerPass product;

        Pass(PassContext context, Flow in) {
            this.in = in;
            int count = steps(in.steps());
            int width = window.kernel() * inputs;
            Arena.Region rows = context.arena().reserve("windows of a convolution", (long) count * in.batch() * width);
            seen = new Flow(rows, in.gradient() == null ? null : rows, window.reserveLengths(context, in), count,
                    in.batch(), width);
            product = affine.pass(context, seen);
        }

        @Override
        public Flow out() {
            return product.out();
        }

        @Override
        public void forward(Plan plan) {
            window.lengths(plan, in, seen.lengths());
            plan.pointwise(0, "windows", source("gather_windows"), seen.rows() * window.kernel(), inputs, in.values(),
                    seen.values(), seen.steps(), in.steps(), in.batch(), inputs, window.kernel(), window.stride(),
                    window.before(), window.dilation());
            product.forward(plan);
        }

        @Override
        public void backward(Plan plan) {
            product.backward(plan);
            swap(plan, turnedGradient, weightGradient, window.kernel(), inputs);
            if (in.gradient() != null) {
                plan.pointwise(0, "windows, backward", source("add_windows"), in.rows(), inputs, seen.gradient(),
                        in.lengths(), in.gradient(), seen.steps(), in.steps(), in.batch(), inputs, window.kernel(),
                        window.stride(), window.before(), window.dilation());
            }
        }

        private Plan.Source source(String kernel) {
            return Plan.Source.of(Window.FILE, kernel, Defines.of());
        }
    }
}
