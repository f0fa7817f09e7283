package org.janusrnn.layer;

import java.util.List;
import java.util.stream.Stream;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.MemoryKind;

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

    /**
     * Steps of its output for so many of its input.
     *
     * @throws IllegalArgumentException naming the layer where none is left.
     */
    int steps(int steps) {
        return steps;
    }

    /** Whether its output still has time steps; a head that leaves one step a sequence has none. */
    boolean keepsTime() {
        return true;
    }

    /** Why it needs whole sequences and cannot take them piece by piece; null where it can. */
    String needsWhole() {
        return null;
    }

    /** Why it runs but cannot be trained; null where it can. */
    String notTrained() {
        return null;
    }

    /** The states it carries from step to step; null where it carries none. */
    StateForm states() {
        return null;
    }

    /**
     * States of a layer.
     *
     * @param cell    whose they are, for messages.
     * @param count   layers times directions.
     * @param outputs O, the size of h.
     * @param hidden  H, the size of the other states.
     * @param others  how many states there are beside h.
     */
    record StateForm(String cell, int count, int outputs, int hidden, int others) {
    }

    /** Itself and the layers inside it, in the order in which they work. */
    Stream<Layer> all() {
        return Stream.of(this);
    }

    /** Declares its parameters. */
    void declare(Parameters parameters) {
    }

    /** @throws IllegalArgumentException where its start values cannot be drawn by its rule, or by the network's. */
    void checkStart(RecurrentInitializer network) {
    }

    /** Fills its parameters with their start values. */
    void initialise(Parameters parameters, Initializer initializer) {
    }

    /**
     * Reserves memory for packed weights: those of the forward products in one arena, those of the backward products,
     * which inference does not need, in the other. Called once, when the parameters are allocated.
     */
    void reservePanels(Parameters parameters, Arena forward, Arena backward) {
    }

    /** Records the packing of its weights. */
    void packForward(Plan plan) {
    }

    /**
     * Records the packing of its weights for the backward pass; without {@link #packInputGradient} where this is the
     * network's first layer, since training asks for no gradient of a network's input.
     */
    void packBackward(Plan plan, boolean first) {
        packBackward(plan);
    }

    /** Records the packing of its weights for the whole backward pass. */
    void packBackward(Plan plan) {
    }

    /** Records the packing that {@link #packBackward(Plan, boolean)} leaves out in a network's first layer. */
    void packInputGradient(Plan plan) {
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

        /** For a layer that does nothing. */
        static LayerPass through(Flow in) {
            return new LayerPass() {
                @Override
                public Flow out() {
                    return in;
                }

                @Override
                public void forward(Plan plan) {
                }

                @Override
                public void backward(Plan plan) {
                }
            };
        }

        /** Itself and the passes inside it, in the order in which they work. */
        default Stream<LayerPass> all() {
            return Stream.of(this);
        }
    }

    /** A layer at work that carries states from step to step. */
    interface StatefulPass extends LayerPass {
        /** Initial and final states, by layer * directions + direction. */
        List<StateMemory> states();

        StateForm form();
    }

    /**
     * Initial and final states of one layer and direction, and their gradients; what is not wanted is null.
     *
     * @param s0 states beside h.
     */
    record StateMemory(Arena.Region h0, Arena.Region s0, Arena.Region hn, Arena.Region sn, Arena.Region dhn,
                       Arena.Region dsn, Arena.Region dh0, Arena.Region ds0) {
        /**
         * Reserves what a pass needs.
         *
         * @param h      floats of h.
         * @param others floats of the other states.
         */
        static StateMemory reserve(PassContext context, long h, long others) {
            boolean gradients = context.mode() == Mode.GRADIENTS;
            return new StateMemory(region(context, context.initial(), "initial h", h),
                    region(context, context.initial(), "initial c", others), region(context, true, "final h", h),
                    region(context, true, "final c", others),
                    region(context, gradients, "gradient of the final h", h),
                    region(context, gradients, "gradient of the final c", others),
                    region(context, gradients, "gradient of the initial h", h),
                    region(context, gradients, "gradient of the initial c", others));
        }

        private static Arena.Region region(PassContext context, boolean wanted, String what, long floats) {
            return wanted && floats > 0 ? context.arena().reserve(what, floats) : null;
        }
    }

    /**
     * What a pass is made for.
     *
     * @param arena    where it reserves memory.
     * @param mode     what the pass is for.
     * @param initial  whether initial states are given.
     * @param seed     the network's, from which dropout draws its masks.
     */
    record PassContext(Engine engine, Arena arena, Mode mode, boolean initial, long seed) {
        boolean training() {
            return mode != Mode.INFERENCE;
        }

        /** The seed of the masks at one place in the network: unrelated for each network's seed and each place. */
        long maskSeed(String place) {
            CounterRandom random = CounterRandom.of(seed, place.hashCode());
            return (long) random.bits(0) << Integer.SIZE | Integer.toUnsignedLong(random.bits(1));
        }

        /** Rows for the output of a layer that keeps the time steps, with a gradient where there is a backward pass. */
        Flow flow(String what, Flow in, int width) {
            return flow(what, in.lengths(), in.steps(), in.batch(), width);
        }

        /** Rows for a layer's output, with a gradient where there is a backward pass. */
        Flow flow(String what, Arena.Region lengths, int steps, int batch, int width) {
            long elements = (long) steps * batch * width;
            return new Flow(arena.reserve(MemoryKind.KEPT_ACTIVATIONS, what, elements), training()
                    ? arena.reserve(MemoryKind.ACTIVATION_GRADIENTS, what + ", gradient", elements) : null, lengths,
                    steps, batch, width);
        }
    }
}
