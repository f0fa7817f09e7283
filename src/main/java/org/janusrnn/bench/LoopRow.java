package org.janusrnn.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How an IndRNN's time loop uses the device's memory, beside what the memory gave in the same run. Rates are those of the
 * shortest run, as STREAM has it: what disturbs a run makes it longer, never shorter.
 */
public final class LoopRow {
    static final String LOOP = "loop";
    static final String COPY = "copy";
    static final String SAME = "same";

    private final Row row;
    private final Loop loop;
    private final int launches;
    private final Map<String, Double> bytes = new LinkedHashMap<>();
    private final Turns turns = new Turns();
    private String wrong;

    /**
     * @param launches  how many the loop is.
     * @param loopBytes what it moves, by the account of its plan.
     * @param copyBytes what the copy moves.
     * @param sameBytes what the kernel moves that touches memory as the loop does.
     */
    LoopRow(Row row, Loop loop, int launches, double loopBytes, double copyBytes, double sameBytes) {
        this.row = row;
        this.loop = loop;
        this.launches = launches;
        bytes.put(LOOP, loopBytes);
        bytes.put(COPY, copyBytes);
        bytes.put(SAME, sameBytes);
    }

    void add(String who, long[] nanos) {
        turns.add(who, nanos);
    }

    void wrong(String how) {
        wrong = how;
    }

    /** Whether the IndRNN's results were right. */
    public boolean right() {
        return wrong == null;
    }

    /** GB/s of the shortest run: bytes a nanosecond. */
    double rate(String who) {
        return bytes.get(who) / (turns.sample(who).minMillis() * 1e6);
    }

    /** The loop's rate as a share of another one's. */
    double share(String of) {
        return rate(LOOP) / rate(of);
    }

    /** One line for people. */
    public String line() {
        Object shape = row.extent().name() == null ? row.extent() : row.extent().name();
        if (!right()) {
            return String.format(Locale.ROOT, "%-16s %-18s WRONG: %s", shape, loop, wrong);
        }
        return String.format(Locale.ROOT, "%-16s %-18s %9.3f ms, %8.3f MB, %6.1f GB/s; copy %6.1f GB/s, share %3.0f %%; "
                + "same arrays %6.1f GB/s, share %3.0f %%", shape, loop, turns.sample(LOOP).minMillis(),
                bytes.get(LOOP) / 1e6, rate(LOOP), rate(COPY), 100 * share(COPY), rate(SAME), 100 * share(SAME));
    }

    /** For programs, and for the results file. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(row.json());
        json.put("loop", loop.toString());
        json.put("right", right());
        json.put("wrong", wrong);
        json.put("launches", launches);
        Extent e = row.extent();
        json.put("workingSetBytes", loop.streams().workingSet((long) e.steps() * e.batch() * e.hidden()));
        Map<String, Object> times = new LinkedHashMap<>();
        for (String who : bytes.keySet()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("bytes", bytes.get(who));
            if (turns.names().contains(who)) {
                Measurement.put(each, turns.sample(who));
                each.put("bestGigabytesPerSecond", rate(who));
                each.put("medianGigabytesPerSecond", bytes.get(who) / (turns.sample(who).medianMillis() * 1e6));
            }
            times.put(who, each);
        }
        json.put("times", times);
        json.put("shareOfCopy", right() ? share(COPY) : null);
        json.put("shareOfSame", right() ? share(SAME) : null);
        return json;
    }
}
