package org.janusrnn.layer;

import java.util.ArrayList;
import java.util.List;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.CellFunctions;
import org.janusrnn.cell.CellParameter;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.schedule.CellPanels;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Keeping;
import org.janusrnn.schedule.PiecewisePass;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.Regularization;
import org.janusrnn.schedule.StorageFormat;
import org.janusrnn.tensor.Arena;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stack of recurrent layers of one cell, in one direction or both; its parameters have PyTorch's names. */
final class RecurrentLayer extends Layer {
    private static final Logger LOG = LoggerFactory.getLogger(RecurrentLayer.class);

    final Cell cell;
    /** The cell of the reverse direction: the same but for its functions. */
    private final Cell reverse;
    final int inputs;
    final int hidden;
    final int projection;
    final Regularization regularization;
    final int layers;
    final int directions;
    /** Whether the outputs of the directions are added up, not put side by side. */
    final boolean summed;
    final boolean bias;
    final double dropout;
    private final boolean recompute;
    private final boolean recurrenceOnly;
    private final RecurrentInitializer initializer;
    /** Packed weights, by layer * directions + direction. */
    final List<CellPanels> panels = new ArrayList<>();
    /** Where the gradients of the weights go, in the same order. */
    final List<CellPanels.Weights> gradients = new ArrayList<>();

    RecurrentLayer(String name, Cell cell, int inputs, int hidden, RecurrentOptions options) {
        super(name);
        this.cell = cell;
        this.reverse = options.reverse == null ? cell : options.reverse;
        requireSame(cell, reverse);
        this.inputs = inputs;
        this.hidden = hidden;
        this.projection = options.projection;
        options.check(name, cell, hidden);
        this.regularization = options.regularization;
        this.layers = options.layers;
        this.directions = options.bidirectional ? 2 : 1;
        this.summed = options.summed;
        this.bias = options.bias;
        this.dropout = options.dropout;
        this.initializer = options.initializer;
        this.recompute = options.recompute;
        this.recurrenceOnly = options.recurrenceOnly;
        if (recurrenceOnly && cell.normalised()) {
            throw new IllegalArgumentException(name + ": the cell " + cell.name() + " normalises what its input weights "
                    + "make, so it cannot be without them");
        }
        for (int layer = 0; layer < layers && recurrenceOnly; layer++) {
            if (inputs(layer) != cell.gates() * hidden) {
                throw new IllegalArgumentException(name + " has no input weights, so " + cell.name() + " of " + hidden
                        + " units takes " + cell.gates() * hidden + " numbers a row, not " + inputs(layer)
                        + "; put linear(" + cell.gates() * hidden + ") before it");
            }
        }
    }

    /** What a training step with so many steps and sequences keeps of its gates on an engine. */
    Keeping keeping(Engine engine, int steps, int batch) {
        boolean zoneout = regularization.zoneout();
        if (engine.recomputes() && zoneout) {
            LOG.info("{} stores its gates, since their recomputation does not go with zoneout", name);
        }
        if (recompute || engine.recomputes() && !zoneout) {
            return Keeping.RECOMPUTED;
        }
        if (engine.activations() == StorageFormat.FLOAT) {
            return Keeping.STORED;
        }
        if (zoneout || !PiecewisePass.halves(steps, batch)) {
            LOG.info("{} keeps its activations in single precision, since half precision does not go with {}", name,
                    zoneout ? "zoneout" : "so few rows as T=" + steps + ", B=" + batch);
            return Keeping.STORED;
        }
        return Keeping.HALVED;
    }

    private static void requireSame(Cell cell, Cell reverse) {
        CellFunctions functions = CellFunctions.of(cell);
        if (!reverse.equals(cell) && (functions.functions().isEmpty() || !reverse.page().equals(cell.page())
                || !functions.in(reverse).equals(cell))) {
            throw new IllegalArgumentException("the two directions of a layer must have the same cell but for its "
                    + "functions and clip, not " + cell.name() + " and " + reverse.name()
                    + (cell.name().equals(reverse.name()) ? " in another form" : ""));
        }
    }

    /** The cell of a direction: 0 forward, 1 reverse. */
    Cell cell(int direction) {
        return direction == 1 ? reverse : cell;
    }

    @Override
    String notTrained() {
        for (int direction = 0; direction < directions; direction++) {
            String reason = CellFunctions.of(cell(direction)).notTrained();
            if (reason != null) {
                return "its cell " + cell.name() + " " + reason;
            }
        }
        return null;
    }

    @Override
    int outputs() {
        return (summed ? 1 : directions) * directionOutputs();
    }

    /** O, the size of h of one direction. */
    int directionOutputs() {
        return projection > 0 ? projection : hidden;
    }

    @Override
    StateForm states() {
        return new StateForm(cell.name(), layers * directions, directionOutputs(), hidden, cell.states() - 1);
    }

    @Override
    String needsWhole() {
        return directions == 2 ? "reads sequences from the end, too" : null;
    }

    int inputs(int layer) {
        return layer == 0 ? inputs : outputs();
    }

    private List<CellParameter> parameters(int layer) {
        return cell.parameters(inputs(layer), hidden, projection, bias).stream()
                .filter(p -> !recurrenceOnly || p.kind() != CellParameter.Kind.INPUT_WEIGHT).toList();
    }

    @Override
    void declare(Parameters parameters) {
        for (int layer = 0; layer < layers; layer++) {
            for (int direction = 0; direction < directions; direction++) {
                for (CellParameter p : parameters(layer)) {
                    parameters.declare(parameterName(p.name(layer, direction == 1)), p.shape());
                }
            }
        }
    }

    private RecurrentInitializer rule(RecurrentInitializer network) {
        return initializer == null ? network : initializer;
    }

    @Override
    void checkStart(RecurrentInitializer network) {
        rule(network).check(cell, bias);
    }

    @Override
    void initialise(Parameters parameters, Initializer draws) {
        RecurrentInitializer rule = rule(draws.recurrent());
        for (int layer = 0; layer < layers; layer++) {
            boolean lastUsed = layer == layers - 1 && draws.lastUsed(this);
            for (int direction = 0; direction < directions; direction++) {
                for (CellParameter p : parameters(layer)) {
                    RecurrentInitializer.Place place = new RecurrentInitializer.Place(cell, p,
                            parameterName(p.name(layer, direction == 1)), inputs(layer), hidden, lastUsed);
                    parameters.set(place.name(), place.norm() ? place.ones(cell.gains()) : rule.start(place, draws));
                    parameters.hold(place.name(), rule.bound(place));
                }
            }
        }
    }

    @Override
    void reservePanels(Parameters parameters, Arena forward, Arena backward) {
        for (int layer = 0; layer < layers; layer++) {
            for (int direction = 0; direction < directions; direction++) {
                panels.add(new CellPanels(forward, backward, parameters.weightFormat(), cell, inputs(layer), hidden, projection,
                        weights(parameters, layer, direction, false)));
                gradients.add(weights(parameters, layer, direction, true));
            }
        }
    }

    private CellPanels.Weights weights(Parameters parameters, int layer, int direction, boolean gradient) {
        ClBuffer[] byKind = new ClBuffer[CellParameter.Kind.values().length];
        for (CellParameter p : parameters(layer)) {
            Parameters.Parameter parameter = parameters.named(parameterName(p.name(layer, direction == 1)));
            byKind[p.kind().ordinal()] = gradient ? parameters.gradient(parameter) : parameters.value(parameter);
        }
        return new CellPanels.Weights(byKind[CellParameter.Kind.INPUT_WEIGHT.ordinal()],
                byKind[CellParameter.Kind.RECURRENT_WEIGHT.ordinal()], byKind[CellParameter.Kind.VECTORS.ordinal()],
                byKind[CellParameter.Kind.INPUT_BIAS.ordinal()], byKind[CellParameter.Kind.RECURRENT_BIAS.ordinal()],
                byKind[CellParameter.Kind.PROJECTION.ordinal()]);
    }

    @Override
    void packForward(Plan plan) {
        panels.forEach(p -> p.packForward(plan));
    }

    @Override
    void packBackward(Plan plan, boolean first) {
        for (int i = 0; i < panels.size(); i++) {
            panels.get(i).packBackward(plan);
            if (!first || i >= directions) {
                panels.get(i).packInputGradient(plan);
            }
        }
    }

    @Override
    void packBackward(Plan plan) {
        packBackward(plan, false);
    }

    @Override
    void packInputGradient(Plan plan) {
        panels.subList(0, directions).forEach(p -> p.packInputGradient(plan));
    }

    @Override
    RecurrentPass pass(PassContext context, Flow in) {
        return new RecurrentPass(this, context, in);
    }
}
