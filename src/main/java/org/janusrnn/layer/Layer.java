package org.janusrnn.layer;

import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;

/** One layer of a network: its parameters, and how to run it for a batch shape. */
abstract class Layer {
    final String name;

    Layer(String name) {
        this.name = name;
    }

    /** The name of one of its parameters in the network: PyTorch's dotted form. */
    final String parameterName(String stem) {
        return name.isEmpty() ? stem : name + "." + stem;
    }

    /** Numbers a row of its output has. */
    abstract int outputs();

    /** Declares its parameters. */
    abstract void declare(Parameters parameters);

    /** Fills its parameters with their start values. */
    abstract void initialise(Parameters parameters, Initializer initializer);

    /**
     * Reserves memory for packed weights: those of the forward products in one arena, those of the backward products,
     * which inference does not need, in the other. Called once, when the parameters are allocated.
     */
    void reservePanels(Parameters parameters, Arena forward, Arena backward) {
    }

    /** Records the packing of its weights. */
    void packForward(Plan plan) {
    }

    /** Records the packing of its weights for the backward pass. */
    void packBackward(Plan plan) {
    }

    /** Reserves what one batch shape needs. */
    abstract LayerPass pass(PassContext context, Flow in);

    /** A layer at work on one batch shape: its memory is reserved; recording comes when it is allocated. */
    interface LayerPass {
        /** What the layer hands on. */
        Flow out();

        /** Records its forward work. */
        void forward(Plan plan);

        /** Records its backward work: from the gradient of its output to those of its input and its parameters. */
        void backward(Plan plan);

        /** Takes what it needs of a batch, before the forward pass runs. */
        default void begin(Batch batch, long round) {
        }
    }

    /**
     * What a pass is made for.
     *
     * @param arena    where it reserves memory.
     * @param mode     what the pass is for.
     * @param lengths  valid steps of each sequence on the device; null: all are valid.
     * @param initial  whether initial states are given.
     */
    record PassContext(Engine engine, Arena arena, Mode mode, Arena.Region lengths, boolean initial) {
        boolean training() {
            return mode != Mode.INFERENCE;
        }

        /** Rows for a layer's output, with a gradient where there is a backward pass. */
        Flow flow(String what, int steps, int batch, int width) {
            long elements = (long) steps * batch * width;
            return new Flow(arena.reserve(what, elements),
                    training() ? arena.reserve(what + ", gradient", elements) : null, steps, batch, width);
        }
    }
}
