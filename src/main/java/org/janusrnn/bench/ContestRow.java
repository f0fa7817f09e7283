package org.janusrnn.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What a row came to with everyone who took part. */
public final class ContestRow {
    private static final double FLOPS_A_MILLI = 1e6;
    /** What is so many times as slow as the best peer, by the best of its turns, takes no more of them. */
    private static final double BEHIND = 1.5;

    private final Row row;
    private final List<Double> sgemm = new ArrayList<>();
    private String product;
    private final Turns turns = new Turns();
    private final Map<String, String> out = new LinkedHashMap<>();
    private double idle;

    ContestRow(Row row) {
        this.row = row;
    }

    /** Takes a round's rate of a matrix product, GFLOP/s. */
    void sgemm(String name, double rate) {
        product = name;
        sgemm.add(rate);
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

    /** Whether a peer is far behind the best of them in the best of its turns so far; if so it is out, and that is why. */
    boolean leftBehind(String name) {
        String best = best();
        double times = best == null ? 1 : lowestMillis(name) / lowestMillis(best);
        if (times > BEHIND) {
            out(name, String.format(Locale.ROOT, "%.2f times as long as %s in the first %d turns", times, best,
                    turns.roundMedianMillis(name).size()));
        }
        return times > BEHIND;
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

    /** The peer that comes closest to Janus, or is furthest ahead, of those that took part to the end; null where none did. */
    public String best() {
        return turns.names().stream().filter(name -> !name.equals(JanusContestant.NAME) && !out.containsKey(name))
                .min(Comparator.comparingDouble(name -> turns.ratio(name, JanusContestant.NAME))).orElse(null);
    }

    /** The lowest median of a peer's rounds so far, milliseconds. */
    private double lowestMillis(String name) {
        return turns.roundMedianMillis(name).stream().mapToDouble(d -> d).min().orElseThrow();
    }

    /**
     * Janus's rate as a share of the matrix product's: the median of the rounds' shares; NaN where nobody took it. Both
     * rates are all that was done in a turn by the time that it took: where one run of a row is as long as ten products, a
     * median would leave the moments out that the computer is held up, and a run cannot.
     */
    double shareOfSgemm() {
        List<Double> millis = turns.roundMeanMillis(JanusContestant.NAME);
        double[] shares = IntStream.range(0, Math.min(sgemm.size(), millis.size()))
                .mapToDouble(i -> row.flops() / (millis.get(i) * FLOPS_A_MILLI) / sgemm.get(i)).sorted().toArray();
        return shares.length == 0 ? Double.NaN : Turns.median(shares);
    }

    /** How many times as long as Janus the best peer takes, the median of the rounds' ratios; NaN where one is missing. */
    public double ratio() {
        return !right() || best() == null ? Double.NaN
                : turns.ratio(best(), JanusContestant.NAME);
    }

    /** The same by the medians of each round. */
    private double[] roundRatios() {
        return turns.roundRatios(best(), JanusContestant.NAME);
    }

    private double[] ratioInterval() {
        return turns.ratioInterval(best(), JanusContestant.NAME);
    }

    /** Whether the rounds so far leave open who is ahead, Janus or the best peer. */
    boolean tooCloseToCall() {
        return right() && best() != null && ratioInterval()[0] <= 1 && ratioInterval()[1] >= 1;
    }

    /** One line for people. */
    public String line() {
        if (!right() || best() == null) {
            return row + ": not timed, " + out;
        }
        Sample janus = sample(JanusContestant.NAME);
        double[] within = ratioInterval();
        return String.format(Locale.ROOT, "%-46s %9.3f ms, %5.1f GFLOP/s, %3.0f %% of SGEMM; %s %.3f ms; ratio %.2f (%.2f"
                + " to %.2f)%s", row, janus.medianMillis(), row.flops() / (janus.medianMillis() * FLOPS_A_MILLI),
                100 * shareOfSgemm(), best(),
                sample(best()).medianMillis(), ratio(), within[0], within[1],
                out.isEmpty() ? "" : "; out: " + out);
    }

    /** For programs, and for the results file. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(row.json());
        json.put("flops", row.flops());
        json.put("right", right());
        json.put("sgemm", product);
        json.put("sgemmRoundGflops", sgemm);
        json.put("shareOfSgemm", right() && Double.isFinite(shareOfSgemm()) ? shareOfSgemm() : null);
        Map<String, Object> times = new LinkedHashMap<>();
        turns.names().forEach(name -> times.put(name, times(name)));
        json.put("times", times);
        json.put("outOfTheRunning", out);
        json.put("idlePeersBusy", idle);
        json.put("bestPeer", best());
        boolean complete = right() && best() != null;
        json.put("ratio", complete ? ratio() : null);
        json.put("ratioInterval", complete ? DoubleStream.of(ratioInterval()).boxed().toList() : null);
        json.put("lowestRoundRatio", complete ? roundRatios()[0] : null);
        json.put("highestRoundRatio", complete ? roundRatios()[roundRatios().length - 1] : null);
        return json;
    }

    private Map<String, Object> times(String name) {
        Map<String, Object> json = new LinkedHashMap<>();
        Sample sample = sample(name);
        Measurement.put(json, sample);
        json.put("gflops", row.flops() / (sample.medianMillis() * FLOPS_A_MILLI));
        json.put("roundMedianMillis", turns.roundMedianMillis(name));
        return json;
    }
}
