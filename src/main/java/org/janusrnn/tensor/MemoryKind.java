package org.janusrnn.tensor;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What device memory is for. */
public enum MemoryKind {
    /** What is learnt, and what is kept with it. */
    PARAMETERS,
    /** Gradients of what is learnt. */
    PARAMETER_GRADIENTS,
    /** Copies of the weights in the order in which products stream them. */
    PACKED_WEIGHTS,
    /**
     * What the backward pass needs of the forward pass: inputs and outputs of layers, gates and states of every step. In
     * inference the same memory, of which nothing is needed again.
     */
    KEPT_ACTIVATIONS,
    /** Gradients of the outputs of layers, handed down from layer to layer. */
    ACTIVATION_GRADIENTS,
    /** All else: running states and their gradients, partial sums, states at the ends of sequences. */
    WORKSPACE;

    /** Bytes of each kind, none yet. */
    public static Map<MemoryKind, Long> none() {
        Map<MemoryKind, Long> bytes = new EnumMap<>(MemoryKind.class);
        for (MemoryKind kind : values()) {
            bytes.put(kind, 0L);
        }
        return bytes;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
