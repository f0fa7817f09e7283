package org.janusrnn.layer;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.janusrnn.tensor.Shape;

/** What goes into a network, what comes out of it and what it carries from step to step, as its layers have it. */
final class NetworkForm {
    private final List<Layer> layers;
    /** The layers with those inside them. */
    private final List<Layer> all;
    private final int inputs;

    NetworkForm(List<Layer> layers, int inputs) {
        this.layers = layers;
        this.inputs = inputs;
        all = layers.stream().flatMap(Layer::all).toList();
    }

    int inputs() {
        return inputs;
    }

    /** All layers, those inside others too. */
    List<Layer> layers() {
        return all;
    }

    boolean embeds() {
        return layers.get(0) instanceof EmbeddingLayer;
    }

    /** The last recurrent layer, where a last-step layer stands behind it; null otherwise. */
    Layer lastUsed() {
        Layer last = null;
        boolean used = false;
        for (Layer layer : all) {
            used = layer instanceof LastStepLayer || used && !(layer instanceof RecurrentLayer);
            last = layer instanceof RecurrentLayer ? layer : last;
        }
        return used ? last : null;
    }

    /** Checks that there is a backward pass through every layer. */
    void checkTraining() {
        for (Layer layer : all) {
            if (layer.notTrained() != null) {
                throw new IllegalArgumentException("the network can run, but not be trained: the layer " + layer.name
                        + " cannot, because " + layer.notTrained());
            }
        }
    }

    /** Checks that sequences can be read piece by piece. */
    void checkPieces() {
        boolean time = true;
        for (Layer layer : all) {
            String reason = layer.needsWhole();
            if (!time && layer.states() != null) {
                reason = "has states behind a head that keeps one step";
            }
            if (reason != null) {
                throw new IllegalArgumentException("the network cannot read sequences piece by piece: the layer "
                        + layer.name + " " + reason);
            }
            time &= layer.keepsTime();
        }
    }

    /** Checks a batch against the network, before any device memory is touched. */
    void check(Batch batch) {
        Objects.requireNonNull(batch, "the batch is null");
        if (embeds()) {
            if (batch.indices() == null) {
                throw new IllegalArgumentException("the network starts with an embedding: it takes indices");
            }
            ((EmbeddingLayer) layers.get(0)).check(batch);
        } else if (batch.values() == null || batch.values().shape().dim(2) != inputs) {
            throw new IllegalArgumentException("the network takes values [T, B, " + inputs + "], not "
                    + (batch.values() == null ? "indices" : batch.values().shape().toString()));
        }
        outputSteps(batch);
        check("initial states", batch.initial(), batch.size(), true);
    }

    /** The forms of the states of all recurrent layers. */
    List<Layer.StateForm> stateForms() {
        return all.stream().map(Layer::states).filter(Objects::nonNull).toList();
    }

    /**
     * Checks states, or their gradients, against the network; null are none.
     *
     * @param what  what they are, as the error says it.
     * @param whole whether a cell's memory must be there beside its h.
     */
    void check(String what, States given, int batch, boolean whole) {
        Iterator<Layer.StateForm> forms = stateForms().iterator();
        for (States states = given; states != null; states = states.next()) {
            if (!forms.hasNext()) {
                throw new IllegalArgumentException("there are " + what + ", but the network has no recurrent layer"
                        + (states == given ? "" : " behind the last that has states"));
            }
            check(what, states, forms.next(), batch, whole);
        }
    }

    private static void check(String what, States states, Layer.StateForm form, int batch, boolean whole) {
        Shape shape = Shape.of(form.count(), batch, form.outputs());
        boolean more = form.others() > 0;
        Shape memory = more ? Shape.of(form.count() * form.others(), batch, form.hidden()) : null;
        boolean fits = states.c() == null ? !more || !whole : more && states.c().shape().equals(memory);
        if (!states.h().shape().equals(shape) || !fits) {
            throw new IllegalArgumentException("the " + what + " of " + form.cell() + " are h "
                    + shape + (more ? " and c " + memory : "") + ", not h " + states.h().shape()
                    + (states.c() == null ? "" : " and c " + states.c().shape()));
        }
    }

    /**
     * Valid steps of each sequence at the output, of which convolution and pooling leave fewer than came in; null where
     * all are valid, as behind a head that leaves one step.
     *
     * @throws IllegalArgumentException naming the layer, and the sequence, where no step is left.
     */
    int[] outputLengths(Batch batch) {
        int[] lengths = outputSteps(batch);
        return layers.stream().allMatch(Layer::keepsTime) ? lengths : null;
    }

    private int[] outputSteps(Batch batch) {
        outputSteps(batch.steps());
        int[] lengths = batch.lengths();
        if (lengths == null) {
            return null;
        }
        int[] left = new int[lengths.length];
        for (int b = 0; b < lengths.length; b++) {
            try {
                left[b] = outputSteps(lengths[b]);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("sequence " + b + ": " + e.getMessage(), e);
            }
        }
        return left;
    }

    /** Steps that the layers leave of so many. */
    int outputSteps(int steps) {
        int left = steps;
        for (Layer layer : layers) {
            left = layer.steps(left);
        }
        return left;
    }
}
