package org.janusrnn.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Plan;
import org.janusrnn.verify.Comparison;

/**
 * An IndRNN's time loops, one way, by the device's clock, in turns with kernels that only touch memory: a copy with as
 * large a working set, and one with the loop's own proportion of arrays read, updated and written.
 */
public final class LoopBench {
    /** Whose loop it is. */
    static final Cell CELL = Cells.indrnnRelu();
    private static final int MOST_RUNS = 1000;

    private final Sitting sitting;

    public LoopBench(Sitting sitting) {
        this.sitting = sitting;
    }

    /**
     * The loops of one shape and pass: those that were done before it was stopped.
     *
     * @throws IllegalArgumentException where the device does not say when a kernel ran.
     */
    public List<LoopRow> rows(Extent extent, Pass pass) {
        BenchTarget target = sitting.target();
        if (!target.device().eventTimes()) {
            throw new IllegalArgumentException(target.device().name() + ": its driver does not tell when a kernel ran, "
                    + "so the loops cannot be timed apart");
        }
        Row row = new Row(CELL, extent, false, pass);
        sitting.tell(row + ": reference");
        Content content = new Content(row);
        Oracle oracle = new Oracle(content);
        List<LoopRow> rows = new ArrayList<>();
        try (Engine engine = target.engine().profiling().open(); RowRun run = new RowRun(engine, content)) {
            sitting.tell(row + ": check");
            run.run();
            Comparison worst = oracle.worst(run.results(), BenchTarget.of(engine));
            long floats = (long) extent.steps() * extent.batch() * extent.hidden();
            for (Loop loop : Loop.of(pass)) {
                LoopRow result = row(engine, run, row, loop, floats, worst);
                if (result == null) {
                    break;
                }
                rows.add(result);
            }
        }
        return rows;
    }

    /** Null where it was stopped before it was done. */
    private LoopRow row(Engine engine, RowRun run, Row row, Loop loop, long floats, Comparison worst) {
        long copied = (loop.streams().arrays() * floats + 1) / 2;
        List<Plan.Part> parts = run.parts().stream().filter(part -> part.label().equals(loop.label())).toList();
        double bytes = parts.stream().mapToDouble(part -> part.cost().bytes()).sum();
        if (bytes != loop.streams().bytes(floats)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s: the plan's loop moves %.0f bytes, and "
                    + "the table is of %d: unset JANUS_RECOMPUTE and JANUS_ACTIVATIONS", row, bytes,
                    loop.streams().bytes(floats)));
        }
        try (MemoryStream copy = new MemoryStream(engine, Streams.COPY, copied, false);
             MemoryStream same = new MemoryStream(engine, loop.streams(), floats, true)) {
            LoopRow result = new LoopRow(row, loop, parts.stream().mapToInt(Plan.Part::launches).sum(), bytes,
                    copy.bytes(), same.bytes());
            if (!worst.passed()) {
                result.wrong(worst.toString());
                return result;
            }
            copy.check();
            same.check();
            Map<String, LongSupplier> all = new LinkedHashMap<>();
            all.put(LoopRow.LOOP, () -> nanos(run, loop.label()));
            all.put(LoopRow.COPY, copy::run);
            all.put(LoopRow.SAME, same::run);
            for (int round = 0; round < sitting.rounds(); round++) {
                sitting.tell(row + ": " + loop + ", round " + (round + 1));
                for (Map.Entry<String, LongSupplier> each : all.entrySet()) {
                    if (sitting.ended()) {
                        return null;
                    }
                    result.add(each.getKey(), turn(each.getValue()));
                }
            }
            return result;
        }
    }

    /** The device's time for all launches of a loop, without what lies between them. */
    private static long nanos(RowRun run, String label) {
        run.run();
        return run.timeline().spans().stream().filter(span -> span.label().equals(label))
                .mapToLong(span -> span.end() - span.start()).sum();
    }

    private long[] turn(LongSupplier run) {
        long[] times = new long[MOST_RUNS];
        int done = 0;
        long begin = System.nanoTime();
        while (done < MOST_RUNS && (done < 1 || System.nanoTime() - begin < sitting.seconds() * 1e9)) {
            times[done++] = run.getAsLong();
        }
        return Arrays.copyOf(times, done);
    }
}
