package org.janusrnn.layer;

import java.util.ArrayList;
import java.util.List;
import org.janusrnn.kernel.Defines;
import org.janusrnn.layer.Layer.PassContext;
import org.janusrnn.layer.Layer.StateForm;
import org.janusrnn.layer.Layer.StateMemory;
import org.janusrnn.layer.Layer.StatefulPass;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.TimePass;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.MemoryKind;

/**
 * A recurrent layer at work on one batch shape. The two directions of a layer run on two streams, forwards and in
 * backpropagation; both write into one output, so that nothing is concatenated. Where their outputs are added up, each
 * writes into one of its own.
 */
final class RecurrentPass implements StatefulPass {
    /**
     * One layer of the stack: its input, its output, a pass for each direction.
     *
     * @param parts the output of each direction, where they are added up; empty where they stand side by side.
     */
    record Level(Flow in, Flow out, List<TimePass> passes, List<Arena.Region> parts, DropoutPass dropout) {
    }

    private final RecurrentLayer layer;
    private final List<StateMemory> states = new ArrayList<>();
    private final List<Level> levels = new ArrayList<>();
    /** The layers side by side; null where they run one behind the other. */
    private final Wavefront wavefront;

    RecurrentPass(RecurrentLayer layer, PassContext context, Flow in) {
        this.layer = layer;
        Flow input = in;
        for (int index = 0; index < layer.layers; index++) {
            Flow out = context.flow("outputs of a recurrent layer", in, layer.outputs());
            List<TimePass> passes = new ArrayList<>();
            List<Arena.Region> parts = new ArrayList<>();
            for (int direction = 0; direction < layer.directions; direction++) {
                TimePass.Size size = new TimePass.Size(in.steps(), in.batch(), layer.inputs(index), layer.hidden,
                        layer.projection, direction == 1, layer.directions);
                passes.add(new TimePass(context.engine(), context.arena(), layer.cell(direction), size,
                        layer.panels.get(index * layer.directions + direction), context.training(),
                        layer.regularization,
                        context.maskSeed(layer.name + "/" + index + "/" + direction),
                        layer.layers == 1 && layer.directions == 1));
                if (layer.summed) {
                    parts.add(context.arena().reserve(MemoryKind.KEPT_ACTIVATIONS, "outputs of a direction",
                            out.elements()));
                }
                states.add(StateMemory.reserve(context, (long) in.batch() * layer.directionOutputs(),
                        (long) in.batch() * layer.hidden * (layer.cell.states() - 1)));
            }
            DropoutPass dropout = null;
            if (layer.dropout > 0 && context.training() && index < layer.layers - 1) {
                dropout = new DropoutPass(context, out, layer.dropout, false,
                        context.maskSeed(layer.name + index));
            }
            levels.add(new Level(input, out, passes, parts, dropout));
            input = dropout == null ? out : dropout.out();
        }
        wavefront = Wavefront.of(levels, in.steps(), context.engine().overlapsLayers());
    }

    @Override
    public Flow out() {
        return levels.get(levels.size() - 1).out;
    }

    @Override
    public List<StateMemory> states() {
        return states;
    }

    @Override
    public StateForm form() {
        return layer.states();
    }

    @Override
    public void begin(Batch batch, long round) {
        for (Level level : levels) {
            level.passes.forEach(pass -> pass.begin(round));
            if (level.dropout != null) {
                level.dropout.begin(batch, round);
            }
        }
    }

    @Override
    public void forward(Plan plan) {
        for (int index = 0; index < levels.size(); index++) {
            Level level = levels.get(index);
            for (int direction = 0; direction < layer.directions; direction++) {
                StateMemory s = states.get(index * layer.directions + direction);
                boolean own = layer.summed;
                level.passes.get(direction).around(new TimePass.Tensors(level.in.values(),
                        own ? level.parts.get(direction) : level.out.values(), layer.outputs(),
                        own ? 0 : direction * layer.directionOutputs(), level.in.lengths(), s.h0(), s.s0(), s.hn(),
                        s.sn()));
            }
        }
        if (wavefront != null) {
            wavefront.forward(plan);
            return;
        }
        for (Level level : levels) {
            boolean both = layer.directions == 2;
            if (both) {
                plan.fork();
            }
            for (int direction = 0; direction < layer.directions; direction++) {
                level.passes.get(direction).forward(plan, direction);
            }
            if (both) {
                plan.join();
            }
            if (layer.summed) {
                plan.pointwise(0, "sum of both directions", Plan.Source.of("pointwise/add.cl", "sum_of_two",
                        Defines.of()), 1, level.out.elements(), level.parts.get(0), level.parts.get(1),
                        level.out.values(), level.out.elements());
            }
            if (level.dropout != null) {
                level.dropout.forward(plan);
            }
        }
    }

    @Override
    public void backward(Plan plan) {
        for (int index = 0; index < levels.size(); index++) {
            Level level = levels.get(index);
            for (int direction = 0; direction < layer.directions; direction++) {
                StateMemory s = states.get(index * layer.directions + direction);
                level.passes.get(direction).around(new TimePass.Gradients(level.in.gradient(), level.out.gradient(),
                        s.dhn(), s.dsn(), s.dh0(), s.ds0()));
            }
        }
        if (wavefront != null) {
            wavefront.backward(plan, layer.gradients);
            return;
        }
        for (int index = levels.size() - 1; index >= 0; index--) {
            Level level = levels.get(index);
            if (level.dropout != null) {
                level.dropout.backward(plan);
            }
            boolean both = layer.directions == 2;
            if (both) {
                plan.fork();
            }
            for (int direction = 0; direction < layer.directions; direction++) {
                level.passes.get(direction).backward(plan, direction,
                        layer.gradients.get(index * layer.directions + direction));
            }
            inputGradient(plan, level);
            if (both) {
                plan.join();
            }
        }
    }

    /** Both directions add to the gradient of the input: each stream takes half of the rows, forward direction first. */
    private void inputGradient(Plan plan, Level level) {
        if (level.in.gradient() == null) {
            return;
        }
        long rows = level.in.rows();
        if (layer.directions == 1) {
            level.passes.get(0).inputGradient(plan, 0, 0, rows, false);
            return;
        }
        plan.meet();
        long half = rows / 2;
        for (int direction = 0; direction < 2; direction++) {
            TimePass pass = level.passes.get(direction);
            pass.inputGradient(plan, 0, 0, half, direction == 1);
            pass.inputGradient(plan, 1, half, rows - half, direction == 1);
        }
    }
}
