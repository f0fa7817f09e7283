package org.janusrnn.bench;

import java.util.Arrays;
import java.util.List;

/**
 * The elementwise loops of an IndRNN, and how often each touches an array of one float for each step, sequence and unit:
 * kernels-cl/recurrent/elementwise_forward.cl and elementwise_backward.cl.
 */
enum Loop {
    /** Reads the input projection, writes the outputs. */
    INFERENCE("forward, inference", Pass.FORWARD, "time loop", new Streams(1, 0, 1)),
    /** Writes what the backward pass needs in the projection's place, and the outputs. */
    FORWARD("forward, training", Pass.TRAIN, "time loop", new Streams(0, 1, 1)),
    /** Reads the outputs and their gradients; gradients of the projection take the place of what was kept. */
    BACKWARD("backward", Pass.TRAIN, "time loop, backward", new Streams(2, 1, 0));

    private final String text;
    private final Pass pass;
    private final String label;
    private final Streams streams;

    Loop(String text, Pass pass, String label, Streams streams) {
        this.text = text;
        this.pass = pass;
        this.label = label;
        this.streams = streams;
    }

    /** Those of a pass, in the order in which they run. */
    static List<Loop> of(Pass pass) {
        return Arrays.stream(values()).filter(loop -> loop.pass == pass).toList();
    }

    /** Which one has a text; -1 for none. */
    static int number(Object text) {
        return Arrays.stream(values()).filter(loop -> loop.text.equals(text)).mapToInt(Enum::ordinal).findFirst()
                .orElse(-1);
    }

    Pass pass() {
        return pass;
    }

    /** What its launches are called in plans and timelines. */
    String label() {
        return label;
    }

    Streams streams() {
        return streams;
    }

    @Override
    public String toString() {
        return text;
    }
}
