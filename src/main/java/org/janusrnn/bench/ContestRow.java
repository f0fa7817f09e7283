package org.janusrnn.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a row came to with everyone who took part. */
public final class ContestRow {
    private static final double FLOPS_A_MILLI = 1e6;

    private final Row row;
    private final double sgemm;
    private final Turns turns = new Turns();
    private final Map<String, String> out = new LinkedHashMap<>();
    private double idle;

    /** @param sgemm the rate of a matrix product in the same run, GFLOP/s. */
    ContestRow(Row row, double sgemm) {
        this.row = row;
        this.sgemm = sgemm;
    }

    void add(String name, long[] nanos) {
        turns.add(name, nanos);
    }

    /** The last of somebody's runs; 0 before the first. */
    double lastMillis(String name) {
        return turns.lastMillis(name);
    }

    /** Says why somebody did not take part. */
    void out(String name, String why) {
        out.put(name, why);
    }

    /** Processor time of peers while Janus computed, as a share of one processor: should be nothing. */
    void idle(double share) {
        idle = Math.max(idle, share);
    }

    public Row row() {
        return row;
    }

    /** Whether Janus's results were right. */
    public boolean right() {
        return !out.containsKey(JanusContestant.NAME);
    }

    private Sample sample(String name) {
        return turns.sample(name);
    }

    /** The peer with the lowest median; null where none took part. */
    public String best() {
        return turns.names().stream().filter(name -> !name.equals(JanusContestant.NAME))
                .min((a, b) -> Double.compare(sample(a).medianMillis(), sample(b).medianMillis())).orElse(null);
    }

    /** How many times as long as Janus the best peer takes, by the medians of all runs; NaN where one of them is missing. */
    public double ratio() {
        return !right() || best() == null ? Double.NaN
                : turns.ratio(best(), JanusContestant.NAME);
    }

    /** The same by the medians of each round. */
    private double[] roundRatios() {
        return turns.roundRatios(best(), JanusContestant.NAME);
    }

    /** One line for people. */
    public String line() {
        if (!right() || best() == null) {
            return row + ": not timed, " + out;
        }
        Sample janus = sample(JanusContestant.NAME);
        double[] ratios = roundRatios();
        return String.format(Locale.ROOT, "%-46s %9.3f ms, %5.1f GFLOP/s, %3.0f %% of SGEMM; %s %.3f ms; ratio %.2f (%.2f"
                + " to %.2f)%s", row, janus.medianMillis(), row.flops() / (janus.medianMillis() * FLOPS_A_MILLI),
                100 * row.flops() / (janus.medianMillis() * FLOPS_A_MILLI) / sgemm, best(),
                sample(best()).medianMillis(), ratio(), ratios[0], ratios[ratios.length - 1],
                out.isEmpty() ? "" : "; out: " + out);
    }

    /** For programs, and for the results file. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(row.json());
        json.put("flops", row.flops());
        json.put("right", right());
        json.put("sgemmGflops", sgemm);
        Map<String, Object> times = new LinkedHashMap<>();
        turns.names().forEach(name -> times.put(name, times(name)));
        json.put("times", times);
        json.put("outOfTheRunning", out);
        json.put("idlePeersBusy", idle);
        json.put("bestPeer", best());
        boolean complete = right() && best() != null;
        json.put("ratio", complete ? ratio() : null);
        json.put("lowestRoundRatio", complete ? roundRatios()[0] : null);
        json.put("highestRoundRatio", complete ? roundRatios()[roundRatios().length - 1] : null);
        return json;
    }

    private Map<String, Object> times(String name) {
        Map<String, Object> json = new LinkedHashMap<>();
        Sample sample = sample(name);
        Measurement.put(json, sample);
        double rate = row.flops() / (sample.medianMillis() * FLOPS_A_MILLI);
        json.put("gflops", rate);
        json.put("shareOfSgemm", rate / sgemm);
        json.put("roundMedianMillis", turns.roundMedianMillis(name));
        return json;
    }
}
