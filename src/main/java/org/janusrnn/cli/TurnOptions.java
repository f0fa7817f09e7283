package org.janusrnn.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.janusrnn.bench.BenchTarget;
import org.janusrnn.bench.Pass;
import org.janusrnn.bench.Sitting;
import org.janusrnn.cl.Devices;
import org.janusrnn.schedule.Way;
import picocli.CommandLine.Option;

/** What commands have in common that time several in turns and keep a folder of results. */
final class TurnOptions {
    /** Close rows take four times as many, and their interval needs 2 to the power of minus that: up to 1,000 a double. */
    private static final int MOST_ROUNDS = 250;

    enum Passes { forward, train, both }

    enum Directions { one, two, both }

    @Option(names = "--directions", defaultValue = "both", paramLabel = "WHICH",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Directions directions;

    @Option(names = "--pass", defaultValue = "both", paramLabel = "PASS",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Passes pass;

    @Option(names = "--rounds", defaultValue = "5", paramLabel = "N",
            description = "Turns that each takes, 1 to " + MOST_ROUNDS + "; default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--way", paramLabel = "WAY", converter = WayConverter.class,
            description = "How Janus runs the time loop: wide or tiled; default JANUS_WAY, else what suits the device.")
    private Way way;

    @Option(names = "--out", defaultValue = "bench/results", paramLabel = "DIR",
            description = "Folder of the results; default ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--fresh", description = "Leave out what the folder already has.")
    private boolean fresh;

    @Option(names = "--again", description = "Time rows anew that the folder has already.")
    private boolean again;

    /** @throws IllegalArgumentException where there would be no turn, or more than can be judged. */
    void check(double seconds) {
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw new IllegalArgumentException("--rounds must be 1 to " + MOST_ROUNDS + ", not " + rounds);
        }
        if (!(seconds >= 0)) {
            throw new IllegalArgumentException("--seconds must be 0 or more, not " + seconds);
        }
    }

    BenchTarget target() {
        return new BenchTarget(Devices.select(null), way);
    }

    Sitting sitting(BenchTarget target, double seconds, AtomicBoolean stopped, Consumer<String> progress) {
        return new Sitting(target, rounds, seconds, stopped::get, progress);
    }

    Path out() {
        return out;
    }

    boolean fresh() {
        return fresh;
    }

    boolean again() {
        return again;
    }

    /** One way, both ways, in this order: false, true. */
    List<Boolean> bidirectional() {
        return directions == Directions.both ? List.of(false, true) : List.of(directions == Directions.two);
    }

    List<Pass> passes() {
        return Arrays.stream(Pass.values())
                .filter(each -> pass == Passes.both || (pass == Passes.train) == (each == Pass.TRAIN)).toList();
    }
}
