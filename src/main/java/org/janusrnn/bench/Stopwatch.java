package org.janusrnn.bench;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * How often something is run before its times count, and how often after that.
 *
 * @param runs    how many runs count; 0: as many as fit into {@code seconds}, at least {@code least}, at most
 *                {@code most}.
 * @param least   fewest runs.
 * @param most    most runs.
 * @param seconds of runs that count; half as long, and at least two runs, do not count before them.
 */
public record Stopwatch(int runs, int least, int most, double seconds) {
    private static final int LEAST = 5;
    private static final int MOST = 2000;
    private static final int WARM_UPS = 2;
    private static final double NANOS = 1e9;

    /** As many runs as fit into a second and a half, but at least five. */
    public static Stopwatch standard() {
        return new Stopwatch(0, LEAST, MOST, 1.5);
    }

    /** So many runs. */
    public Stopwatch runs(int count) {
        return new Stopwatch(count, least, most, seconds);
    }

    /**
     * What was timed.
     *
     * @param wall    from before the first enqueue until the device was done.
     * @param enqueue until everything was enqueued.
     */
    public record Times(Sample wall, Sample enqueue) {
    }

    /**
     * Times runs.
     *
     * @param stopped asked between runs; no more are done once it says so.
     * @return null where it was stopped before the first run that counts.
     */
    public Times time(Runnable enqueue, Runnable finish, BooleanSupplier stopped) {
        long begin = System.nanoTime();
        int warm = 0;
        while (!stopped.getAsBoolean() && (warm < WARM_UPS || System.nanoTime() - begin < seconds / 2 * NANOS)
                && warm < most) {
            enqueue.run();
            finish.run();
            warm++;
        }
        long[] wall = new long[runs > 0 ? runs : most];
        long[] sent = new long[wall.length];
        int done = 0;
        long start = System.nanoTime();
        while (!stopped.getAsBoolean() && done < wall.length
                && (runs > 0 || done < least || System.nanoTime() - start < seconds * NANOS)) {
            long before = System.nanoTime();
            enqueue.run();
            sent[done] = System.nanoTime() - before;
            finish.run();
            wall[done] = System.nanoTime() - before;
            done++;
        }
        return done == 0 ? null
                : new Times(new Sample(Arrays.copyOf(wall, done)), new Sample(Arrays.copyOf(sent, done)));
    }
}
