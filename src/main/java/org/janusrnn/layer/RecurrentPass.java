package org.janusrnn.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.janusrnn.kernel.Defines;
import org.janusrnn.layer.Layer.PassContext;
import org.janusrnn.layer.Layer.StateForm;
import org.janusrnn.layer.Layer.StateMemory;
import org.janusrnn.layer.Layer.StatefulPass;
import org.janusrnn.schedule.CellPanels;
import org.janusrnn.schedule.Keeping;
import org.janusrnn.schedule.PiecewisePass;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.TimePass;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.MemoryKind;

/**
 * A recurrent layer at work on one batch shape. The two directions of a layer run on two streams, forwards and in
 * backpropagation, unless all cores had better share the steps of each in turn; both write into one output, so that
 * nothing is concatenated. Where their outputs are added up, each writes into one of its own.
 */
final class RecurrentPass implements StatefulPass {
    /**
     * One layer of the stack: its input, its output, a pass for each direction.
     *
     * @param cut   the passes, where they are cut into pieces; there is then none of the others.
     * @param parts the output of each direction, where they are added up; empty where they stand side by side.
     */
    record Level(Flow in, Flow out, List<TimePass> passes, List<PiecewisePass> cut, List<Arena.Region> parts,
                 DropoutPass dropout) {
        private void around(int direction, TimePass.Tensors tensors) {
            if (cut.isEmpty()) {
                passes.get(direction).around(tensors);
            } else {
                cut.get(direction).around(tensors);
            }
        }

        private void around(int direction, TimePass.Gradients gradients) {
            if (cut.isEmpty()) {
                passes.get(direction).around(gradients);
            } else {
                cut.get(direction).around(gradients);
            }
        }

        private void forward(Plan plan, int stream, int direction) {
            if (cut.isEmpty()) {
                passes.get(direction).forward(plan, stream);
            } else {
                cut.get(direction).forward(plan, stream);
            }
        }
    }

    private final RecurrentLayer layer;
    private final List<StateMemory> states = new ArrayList<>();
    private final List<Level> levels = new ArrayList<>();
    /** Whether both directions run on one stream, one behind the other, since all cores share the steps of each. */
    private final boolean inTurns;
    /** The layers side by side; null where they run one behind the other. */
    private final Wavefront wavefront;

    RecurrentPass(RecurrentLayer layer, PassContext context, Flow in) {
        this.layer = layer;
        Keeping keeping = context.training() ? layer.keeping(context.engine(), in.steps(), in.batch()) : Keeping.STORED;
        inTurns = keeping == Keeping.STORED && layer.directions == 2 && TimePass.takeTurns(context.engine(),
                layer.cell(0), size(in, 0, 0, 1), context.training(), layer.regularization);
        boolean overlapped = keeping == Keeping.STORED && overlapped(context, in);
        boolean alone = inTurns || layer.directions == 1 && !overlapped;
        Flow input = in;
        for (int index = 0; index < layer.layers; index++) {
            Flow out = context.flow("outputs of a recurrent layer", in, layer.outputs());
            List<TimePass> passes = new ArrayList<>();
            List<PiecewisePass> cut = new ArrayList<>();
            List<Arena.Region> parts = new ArrayList<>();
            for (int direction = 0; direction < layer.directions; direction++) {
                TimePass.Size size = size(in, index, direction, inTurns ? 1 : layer.directions);
                CellPanels panels = layer.panels.get(index * layer.directions + direction);
                long seed = context.maskSeed(layer.name + "/" + index + "/" + direction);
                if (keeping != Keeping.STORED) {
                    cut.add(new PiecewisePass(context.engine(), context.arena(), layer.cell(direction), size,
                            panels, layer.regularization, seed, alone, keeping));
                } else {
                    passes.add(new TimePass(context.engine(), context.arena(), layer.cell(direction), size, panels,
                            context.training(), layer.regularization, seed, alone));
                }
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
            levels.add(new Level(input, out, passes, cut, parts, dropout));
            input = dropout == null ? out : dropout.out();
        }
        wavefront = overlapped ? new Wavefront(levels, in.steps()) : null;
    }

    /** Whether the layers run side by side, unless each of them had better have all cores. */
    private boolean overlapped(PassContext context, Flow in) {
        boolean chain = layer.layers > 1 && layer.directions == 1 && (layer.dropout == 0 || !context.training());
        return chain && Wavefront.enough(in.steps()) && (context.engine().overlapsLayers()
                || IntStream.range(0, layer.layers).anyMatch(index -> TimePass.leavesRoom(context.engine(),
                        layer.cell(0), size(in, index, 0, 1), context.training(), layer.regularization)));
    }

    private TimePass.Size size(Flow in, int index, int direction, int sideBySide) {
        return new TimePass.Size(in.steps(), in.batch(), layer.inputs(index), layer.hidden, layer.projection,
                direction == 1, sideBySide);
    }

    private int stream(int direction) {
        return inTurns ? 0 : direction;
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
            level.cut.forEach(pass -> pass.begin(round));
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
                level.around(direction, new TimePass.Tensors(level.in.values(), 0,
                        own ? level.parts.get(direction) : level.out.values(), layer.outputs(),
                        own ? 0 : (long) direction * layer.directionOutputs(), level.in.lengths(), s.h0(), s.s0(),
                        s.hn(), s.sn()));
            }
        }
        if (wavefront != null) {
            wavefront.forward(plan);
            return;
        }
        for (Level level : levels) {
            boolean sideBySide = layer.directions == 2 && !inTurns;
            if (sideBySide) {
                plan.fork();
            }
            for (int direction = 0; direction < layer.directions; direction++) {
                level.forward(plan, stream(direction), direction);
            }
            if (sideBySide) {
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
                level.around(direction, new TimePass.Gradients(level.in.gradient(), level.out.gradient(),
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
            boolean sideBySide = layer.directions == 2 && !inTurns;
            if (sideBySide) {
                plan.fork();
            }
            List<CellPanels.Weights> gradients = layer.gradients.subList(index * layer.directions,
                    (index + 1) * layer.directions);
            if (level.cut.isEmpty()) {
                for (int direction = 0; direction < layer.directions; direction++) {
                    level.passes.get(direction).backward(plan, stream(direction), gradients.get(direction));
                }
                inputGradient(plan, level);
            } else {
                backwardInPieces(plan, level, gradients);
            }
            if (sideBySide) {
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
        if (layer.directions == 1 || inTurns) {
            for (int direction = 0; direction < layer.directions; direction++) {
                level.passes.get(direction).inputGradient(plan, 0, 0, rows, direction == 1);
            }
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

    /**
     * The backward pass of directions that are cut into pieces, turn by turn. They go through the pieces of time
     * from opposite ends: up to the middle each writes the gradient of the input where the other has not been, behind
     * it they add to each other's.
     */
    private void backwardInPieces(Plan plan, Level level, List<CellPanels.Weights> gradients) {
        int turns = level.cut.get(0).pieces();
        boolean both = layer.directions == 2;
        for (int turn = 0; turn < turns; turn++) {
            if (both && 2 * turn == turns && level.in.gradient() != null) {
                plan.meet();
            }
            for (int direction = 0; direction < layer.directions; direction++) {
                level.cut.get(direction).backward(plan, direction, turn, gradients.get(direction));
            }
            for (int direction = 0; direction < layer.directions && level.in.gradient() != null; direction++) {
                boolean middle = both && 2 * turn + 1 == turns;
                if (middle && direction == 1) {
                    plan.meet();
                }
                level.cut.get(direction).inputGradient(plan, direction, turn,
                        both && 2 * turn >= turns || middle && direction == 1);
            }
        }
    }
}
