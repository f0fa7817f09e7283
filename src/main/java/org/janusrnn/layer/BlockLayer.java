package org.janusrnn.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.janusrnn.kernel.Defines;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;

/**
 * Layers one behind the other, and what went into them joined with what came out. How, is the subclass's: added to it
 * ({@link ResidualLayer}) or side by side with it ({@link DenseLayer}).
 */
abstract class BlockLayer extends Layer {
    final int width;
    final List<Layer> body;

    /**
     * @param width numbers a row that comes in has.
     * @throws IllegalArgumentException where there is no layer, or one that leaves no time steps.
     */
    BlockLayer(String name, int width, List<Layer> body) {
        super(name);
        this.width = width;
        this.body = List.copyOf(body);
        if (body.isEmpty()) {
            throw new IllegalArgumentException("the block " + name + " needs at least one layer inside it");
        }
        for (Layer layer : body) {
            if (!layer.keepsTime()) {
                throw new IllegalArgumentException("the block " + name + " joins what comes in at each time step with "
                        + "what comes out: '" + layer.name + "', which keeps one step, belongs behind it");
            }
        }
    }

    /** Numbers a row has that comes out of the layers inside. */
    final int bodyOutputs() {
        return body.get(body.size() - 1).outputs();
    }

    @Override
    final int steps(int steps) {
        int left = steps;
        for (Layer layer : body) {
            left = layer.steps(left);
        }
        if (left != steps) {
            throw new IllegalArgumentException("the layers inside the block " + name + " make " + left + " steps of "
                    + steps + ": they must keep them, to be joined with what came in");
        }
        return steps;
    }

    @Override
    final Stream<Layer> all() {
        return Stream.concat(Stream.of(this), body.stream().flatMap(Layer::all));
    }

    @Override
    final void declare(Parameters parameters) {
        body.forEach(layer -> layer.declare(parameters));
    }

    @Override
    final void initialise(Parameters parameters, Initializer initializer) {
        body.forEach(layer -> layer.initialise(parameters, initializer));
    }

    @Override
    final void reservePanels(Parameters parameters, Arena forward, Arena backward) {
        body.forEach(layer -> layer.reservePanels(parameters, forward, backward));
    }

    @Override
    final void packForward(Plan plan) {
        body.forEach(layer -> layer.packForward(plan));
    }

    @Override
    final void packBackward(Plan plan) {
        body.forEach(layer -> layer.packBackward(plan));
    }

    /** A block at work. */
    abstract static class BlockPass implements LayerPass {
        final Flow in;
        final Flow out;
        private final List<LayerPass> passes = new ArrayList<>();

        BlockPass(BlockLayer layer, PassContext context, Flow in) {
            this.in = in;
            Flow flow = in;
            for (Layer each : layer.body) {
                LayerPass pass = each.pass(context, flow);
                passes.add(pass);
                flow = pass.out();
            }
            out = context.flow("outputs of a block", in, layer.outputs());
        }

        /** Records how what came in and what came out of the layers inside make the output. */
        abstract void join(Plan plan);

        /** Records the gradient of what came out of the layers inside, from that of the output. */
        abstract void part(Plan plan);

        /** Records that the input's gradient, which the layers inside have written, gets what goes past them. */
        abstract void past(Plan plan);

        /** What comes out of the layers inside. */
        final Flow inner() {
            return passes.get(passes.size() - 1).out();
        }

        @Override
        public final Flow out() {
            return out;
        }

        @Override
        public final Stream<LayerPass> all() {
            return Stream.concat(Stream.of(this), passes.stream().flatMap(LayerPass::all));
        }

        @Override
        public final void begin(Batch batch, long round) {
            passes.forEach(pass -> pass.begin(batch, round));
        }

        @Override
        public final void forward(Plan plan) {
            passes.forEach(pass -> pass.forward(plan));
            join(plan);
        }

        @Override
        public final void backward(Plan plan) {
            part(plan);
            for (int i = passes.size() - 1; i >= 0; i--) {
                passes.get(i).backward(plan);
            }
            if (in.gradient() != null) {
                past(plan);
            }
        }
    }

    /** Columns of rows in device memory: {@code stride} floats a row, of which those from {@code first} on are meant. */
    record Columns(Arena.Region rows, int stride, int first) {
        static final Columns NONE = new Columns(null, 0, 0);

        /** Records to = from + plus, in so many columns. */
        static void add(Plan plan, String label, Columns from, Columns plus, Columns to, long rows, int width) {
            plan.pointwise(0, label, Plan.Source.of("pointwise/columns.cl", "columns", Defines.of()), rows, width,
                    from.rows, from.stride, from.first, plus.rows, plus.stride, plus.first, to.rows, to.stride,
                    to.first, rows, width);
        }
    }
}
