package org.janusrnn.peers;

import java.util.Map;
import org.janusrnn.tensor.Tensor;

/** Another engine. */
interface Peer {
    /** Makes a row ready, in place of the one before. */
    void prepare(Request request);

    /** What is timed: the forward pass; in training also the sum of all outputs and the gradients of all parameters. */
    void run();

    /** What the last run left: {@code y} and, in training, {@code loss} and {@code grad_} of every parameter. */
    Map<String, Tensor> results();
}
