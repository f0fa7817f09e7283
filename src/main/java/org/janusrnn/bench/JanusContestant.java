package org.janusrnn.bench;

import java.util.Arrays;
import org.janusrnn.schedule.Engine;

/** Janus itself, in this process. */
final class JanusContestant implements Contestant, AutoCloseable {
    static final String NAME = "janus";
    private static final double NANOS = 1e9;

    private final Engine engine;
    private final RowRun run;

    JanusContestant(BenchTarget target, Content content) {
        engine = target.engine().open();
        try {
            run = new RowRun(engine, content);
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    RowRun row() {
        return run;
    }

    /** Where it runs, and how its numbers are stored. */
    BenchTarget target() {
        return BenchTarget.of(engine);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long[] run(double seconds, int least, int most) {
        long[] times = new long[most];
        int done = 0;
        long begin = System.nanoTime();
        while (done < most && (done < least || System.nanoTime() - begin < seconds * NANOS)) {
            long before = System.nanoTime();
            run.run();
            times[done++] = System.nanoTime() - before;
        }
        return Arrays.copyOf(times, done);
    }

    @Override
    public void close() {
        try {
            run.close();
        } finally {
            engine.close();
        }
    }
}
