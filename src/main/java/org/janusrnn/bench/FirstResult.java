package org.janusrnn.bench;

import java.lang.management.ManagementFactory;
import org.janusrnn.cell.Cells;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;

/**
 * A program that does what a user's smallest one does: opens the device, builds a bidirectional LSTM and predicts one
 * batch. It prints how many milliseconds after the start of the virtual machine each was done.
 */
final class FirstResult {
    static final String OPENED = "opened";
    static final String BUILT = "built";
    static final String RESULT = "result";

    private FirstResult() {
    }

    /** @param arguments none: the device is chosen as everywhere. */
    public static void main(String[] arguments) {
        try (Engine engine = Engine.open()) {
            say(OPENED);
            try (Network network = Network.builder(engine).input(64).recurrent(Cells.lstm(), 64,
                    r -> r.bidirectional()).build()) {
                say(BUILT);
                Tensor y = network.predict(Batch.of(Tensor.zeros(100, 1, 64)));
                if (y.nonFinite() > 0) {
                    throw new IllegalStateException("the result is not finite");
                }
                say(RESULT);
            }
        }
    }

    private static void say(String what) {
        System.out.println(what + " "
                + (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()));
    }
}
