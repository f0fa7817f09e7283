package org.janusrnn.bench;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Within which those who are timed take turns.
 *
 * @param target   what Janus runs on.
 * @param rounds   how many turns each takes, unless they leave open what they are for.
 * @param seconds  how long a turn is, at least one run.
 * @param stopped  whether to end before everything is done.
 * @param progress is told what is going on.
 */
public record Sitting(BenchTarget target, int rounds, double seconds, BooleanSupplier stopped,
                      Consumer<String> progress) {
    boolean ended() {
        return stopped.getAsBoolean();
    }

    void tell(String what) {
        progress.accept(what);
    }
}
