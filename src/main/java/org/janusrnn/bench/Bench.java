package org.janusrnn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Timeline;
import org.janusrnn.verify.Comparison;

/** Checks a row on a device, then times it; in another engine, whose events cost time, it asks the device where it goes. */
public final class Bench {
    private static final int PROFILED = 5;

    private final BenchTarget target;
    private final Stopwatch stopwatch;
    private final boolean profile;
    private final BooleanSupplier stopped;
    private final Consumer<String> progress;

    /**
     * @param profile  whether the device is asked, too.
     * @param stopped  asked between runs: whether to end early.
     * @param progress told what is being done.
     */
    public Bench(BenchTarget target, Stopwatch stopwatch, boolean profile, BooleanSupplier stopped,
            Consumer<String> progress) {
        this.target = target;
        this.stopwatch = stopwatch;
        this.profile = profile;
        this.stopped = stopped;
        this.progress = progress;
    }

    /** Times a row; where its results are wrong it is not timed. */
    public Measurement measure(Row row) {
        progress.accept(row + ": reference");
        Content content = new Content(row);
        Oracle oracle = new Oracle(content);
        List<Comparison> checks;
        Stopwatch.Times times = null;
        BenchTarget resolved;
        int launches;
        long bytes;
        try (Engine engine = target.engine().open(); RowRun run = new RowRun(engine, content)) {
            resolved = BenchTarget.of(engine);
            progress.accept(row + ": check");
            run.run();
            checks = oracle.check(run.results(), resolved);
            launches = run.launches();
            bytes = run.planBytes();
            if (checks.stream().allMatch(Comparison::passed)) {
                progress.accept(row + ": timing");
                times = stopwatch.time(run::enqueue, engine::finish, stopped);
            }
        }
        DeviceTimes device = times != null && profile ? profile(content) : null;
        return new Measurement(row, resolved, oracle.known(), checks, times, launches, bytes, device);
    }

    /** The run of those in the middle; null where the driver does not tell, or there is no time left. */
    private DeviceTimes profile(Content content) {
        if (!target.device().eventTimes() || stopped.getAsBoolean()) {
            return null;
        }
        progress.accept(content.row() + ": device times");
        try (Engine engine = target.engine().profiling().open(); RowRun run = new RowRun(engine, content)) {
            run.run();
            List<DeviceTimes> all = new ArrayList<>();
            while (all.size() < PROFILED && !stopped.getAsBoolean()) {
                run.run();
                Timeline timeline = run.timeline();
                all.add(new DeviceTimes(timeline));
            }
            all.sort((a, b) -> Double.compare(a.millis(), b.millis()));
            return all.isEmpty() ? null : all.get(all.size() / 2);
        }
    }
}
