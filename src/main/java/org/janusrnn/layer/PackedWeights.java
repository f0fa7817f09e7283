package org.janusrnn.layer;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.Timeline;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.MemoryKind;

/**
 * A network's weights in the order in which matrix products stream them: packed on the device when they have changed,
 * those of the backward products only where there is training.
 */
final class PackedWeights implements AutoCloseable {
    private final Engine engine;
    private final List<Layer> layers;
    private final Parameters parameters;
    private final Arena forwardPanels;
    private final Arena backwardPanels;
    private final Plan forward;
    private Plan backward;
    /** What only the gradient of the network's input needs, for which training does not ask. */
    private Plan inputGradient;
    /** The versions of the parameters that are packed. */
    private long packedForward;
    private long packedBackward;
    private long packedInputGradient;

    PackedWeights(Engine engine, List<Layer> layers, Parameters parameters) {
        this.engine = engine;
        this.layers = layers;
        this.parameters = parameters;
        forwardPanels = new Arena(engine.context(), "the network's packed weights", MemoryKind.PACKED_WEIGHTS);
        backwardPanels = new Arena(engine.context(), "the network's packed weights for training",
                MemoryKind.PACKED_WEIGHTS);
        forward = new Plan(engine);
    }

    /** Allocates what the forward pass needs, once the parameters are allocated. */
    void allocate() {
        layers.forEach(layer -> layer.reservePanels(parameters, forwardPanels, backwardPanels));
        forwardPanels.allocate();
        layers.forEach(layer -> layer.packForward(forward));
    }

    /** Allocates what the backward pass needs, the first time that a mode asks for it. */
    void prepare(Mode mode) {
        if (mode == Mode.INFERENCE || backward != null) {
            return;
        }
        Plan pack = new Plan(engine);
        Plan input = new Plan(engine);
        try {
            backwardPanels.allocate();
            layers.forEach(layer -> layer.packBackward(pack, layer == layers.get(0)));
            layers.get(0).packInputGradient(input);
        } catch (RuntimeException | Error e) {
            pack.close();
            input.close();
            backwardPanels.close();
            throw e;
        }
        backward = pack;
        inputGradient = input;
    }

    /** Enqueues the packing of weights that have changed since they were packed last. */
    void pack(Mode mode) {
        if (packedForward != parameters.version()) {
            forward.enqueue();
            packedForward = parameters.version();
        }
        if (mode != Mode.INFERENCE && packedBackward != parameters.version()) {
            backward.enqueue();
            packedBackward = parameters.version();
        }
        if (mode == Mode.GRADIENTS && packedInputGradient != parameters.version()) {
            inputGradient.enqueue();
            packedInputGradient = parameters.version();
        }
    }

    /** The device's times of the last packing for a mode. */
    Timeline timeline(Mode mode) {
        return plans(mode).map(Plan::timeline).reduce(Timeline::and).orElseThrow();
    }

    /** What a packing for a mode does. */
    List<Plan.Part> parts(Mode mode) {
        return plans(mode).flatMap(plan -> plan.parts().stream()).toList();
    }

    /** Adds the device memory that a mode needs to the bytes of each kind. */
    void addTo(Map<MemoryKind, Long> bytes, Mode mode) {
        forwardPanels.addTo(bytes);
        if (mode != Mode.INFERENCE) {
            backwardPanels.addTo(bytes);
        }
    }

    /** Kernels that a packing for a mode launches. */
    int launches(Mode mode) {
        return plans(mode).mapToInt(Plan::launches).sum();
    }

    private Stream<Plan> plans(Mode mode) {
        return switch (mode) {
            case INFERENCE -> Stream.of(forward);
            case TRAINING -> Stream.of(forward, backward);
            case GRADIENTS -> Stream.of(forward, backward, inputGradient);
        };
    }

    @Override
    public void close() {
        forward.close();
        if (backward != null) {
            backward.close();
            inputGradient.close();
        }
        forwardPanels.close();
        backwardPanels.close();
    }
}
