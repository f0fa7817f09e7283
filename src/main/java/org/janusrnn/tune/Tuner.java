package org.janusrnn.tune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.ClException;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.kernel.Tuning;
import org.janusrnn.kernel.TuningEntry;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;
import org.janusrnn.tune.Work.Timed;

/**
 * Looks for the parameters of a kernel that make it fastest on a device: one parameter after the other, each time with the
 * best of the others found so far, until a whole round brings nothing. What does not build, does not run or computes wrong is
 * passed over. Every time is measured in turn with that of the parameters to be beaten, so that a machine that slows down
 * slows both, and what seems better must seem so twice.
 */
public final class Tuner {
    private static final int ROUNDS = 2;
    private static final int PAIRS = 5;
    /** Work that takes longer is timed less often. */
    private static final int FEW_PAIRS = 3;
    private static final double SLOW_NANOS = 1e9;
    private static final double LEAST_NANOS = 10e6;
    private static final int MOST_RUNS = 1000;
    /** A gain below this is taken for noise. */
    private static final double LEAST_GAIN = 0.03;
    private static final int FEW_ROWS = 16;
    private static final int MANY_ROWS = 512;
    /** A driver that compiles slowly computes slowly, too. */
    private static final int SLOW_MANY_ROWS = 128;

    /**
     * One set of parameters that was tried.
     *
     * @param ratio its time in units of the time to be beaten; NaN where it was passed over.
     * @param fault why it was passed over; null where it was timed.
     */
    public record Trial(Tunable kernel, Tunable.Rows rows, Map<String, Integer> parameters, double ratio,
                        String fault) {
        /** Whether it beats the parameters that it was compared with by more than noise. */
        public boolean better() {
            return ratio < 1 - LEAST_GAIN;
        }

        /** Its parameters as an entry for the device by its name. */
        public TuningEntry entry(ClDevice device) {
            return Tuner.entry(device, kernel, rows, parameters);
        }
    }

    /**
     * What was found for a kernel.
     *
     * @param entry   the best parameters, for the device by its name; those it had before where none was better.
     * @param speedup how many times as fast as those it had before.
     * @param trials  everything that was tried.
     */
    public record Found(TuningEntry entry, double speedup, List<Trial> trials) {
        /** Whether it beats what the kernel had before. */
        public boolean better() {
            return speedup > 1;
        }
    }

    private final ClDevice device;
    private final Consumer<Trial> progress;
    private final BooleanSupplier stopped;
    private final BiFunction<Tunable, Integer, Work> works;

    /**
     * A tuner for a device.
     *
     * @param progress told of every trial.
     * @param stopped  asked before every trial; a stopped search gives the best found so far.
     */
    public Tuner(ClDevice device, Consumer<Trial> progress, BooleanSupplier stopped) {
        this(device, progress, stopped, LayerWork::new);
    }

    /** @param works the work for a kernel and a number of rows. */
    Tuner(ClDevice device, Consumer<Trial> progress, BooleanSupplier stopped,
          BiFunction<Tunable, Integer, Work> works) {
        this.works = works;
        this.device = device;
        this.progress = progress;
        this.stopped = stopped;
    }

    /** What can be tuned on a device: the kernels of the way it runs, for few rows and for many. */
    public static List<Tunable> kernels(Way way) {
        return Arrays.stream(Tunable.values())
                .filter(k -> k != Tunable.WAY && k.toString().startsWith(way.toString())).toList();
    }

    /** Searches the parameters of a kernel; they start from what is shipped. */
    public Found search(Tunable kernel, Tunable.Rows rows) {
        Map<String, Integer> best = new LinkedHashMap<>();
        Tuning.shipped(device).choices(kernel, rows).forEach((name, choice) -> best.put(name, choice.value()));
        List<Trial> trials = new ArrayList<>();
        double speedup = 1;
        boolean better = true;
        for (int round = 0; round < ROUNDS && better; round++) {
            better = false;
            for (Tunable.Parameter parameter : kernel.parameters()) {
                for (int value : parameter.values()) {
                    Map<String, Integer> next = new LinkedHashMap<>(best);
                    next.put(parameter.name(), value);
                    if (stopped.getAsBoolean() || trials.stream().anyMatch(t -> t.parameters.equals(next))
                            || next.equals(best)) {
                        continue;
                    }
                    Trial trial = trial(kernel, rows, best, next);
                    trials.add(trial);
                    progress.accept(trial);
                    if (trial.better()) {
                        best.putAll(next);
                        speedup /= trial.ratio;
                        better = true;
                    }
                }
            }
        }
        return new Found(entry(device, kernel, rows, best), speedup, trials);
    }

    private static TuningEntry entry(ClDevice device, Tunable kernel, Tunable.Rows rows,
                                     Map<String, Integer> parameters) {
        return TuningEntry.of(device, kernel, kernel.byRows() ? rows : null, parameters);
    }

    private Trial trial(Tunable kernel, Tunable.Rows rows, Map<String, Integer> old, Map<String, Integer> next) {
        int many = device.slowCompiler() ? SLOW_MANY_ROWS : MANY_ROWS;
        Work work = works.apply(kernel, kernel == Tunable.WIDE_TEAM ? 1 : rows == Tunable.Rows.FEW ? FEW_ROWS : many);
        try (Engine before = engine(kernel, rows, old); Engine after = engine(kernel, rows, next)) {
            String fault = work.fault(after);
            if (fault != null) {
                return new Trial(kernel, rows, next, Double.NaN, fault);
            }
            try (Timed slow = work.timed(before); Timed fast = work.timed(after)) {
                Trial trial = new Trial(kernel, rows, next, ratio(slow, fast), null);
                return trial.better() ? new Trial(kernel, rows, next, Math.max(trial.ratio, ratio(slow, fast)), null)
                        : trial;
            }
        } catch (ClException | IllegalStateException e) {
            return new Trial(kernel, rows, next, Double.NaN, String.valueOf(e.getMessage()).lines().findFirst()
                    .orElse(""));
        }
    }

    /** The median of the ratios of times taken in turn; now the one, now the other goes first. */
    private static double ratio(Timed before, Timed after) {
        double once = before.nanos(1);
        int runs = (int) Math.max(1, Math.min(MOST_RUNS, LEAST_NANOS / once));
        double[] ratios = new double[once > SLOW_NANOS ? FEW_PAIRS : PAIRS];
        for (int i = 0; i < ratios.length; i++) {
            double early = i % 2 == 0 ? before.nanos(runs) : after.nanos(runs);
            double late = i % 2 == 0 ? after.nanos(runs) : before.nanos(runs);
            ratios[i] = i % 2 == 0 ? late / early : early / late;
        }
        Arrays.sort(ratios);
        return ratios[ratios.length / 2];
    }

    private Engine engine(Tunable kernel, Tunable.Rows rows, Map<String, Integer> parameters) {
        TuningEntry tried = entry(device, kernel, rows, parameters);
        // The kernels of a step are tried on small hidden sizes, too, which are one launch else.
        Tuning tuning = kernel == Tunable.TILED_STEP ? Tuning.trial(device, tried,
                TuningEntry.of(device, Tunable.TILED_SEQUENCE, null, Map.of("MOST_HIDDEN", 0)))
                : Tuning.trial(device, tried);
        boolean wide = kernel == Tunable.WAY ? parameters.get("WIDE") == 1
                : kernel.toString().startsWith(Way.WIDE.toString());
        return Engine.builder().device(device).tuning(tuning).way(wide ? Way.WIDE : Way.TILED).open();
    }
}
