package org.janusrnn.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** Times of those who took turns over the same work, by name. */
public final class Turns {
    private final Map<String, List<long[]>> turns = new LinkedHashMap<>();

    /** Takes the times of a turn's runs. */
    public void add(String name, long[] nanos) {
        turns.computeIfAbsent(name, n -> new ArrayList<>()).add(nanos);
    }

    /** Those who took a turn, in the order of the first round. */
    public Set<String> names() {
        return turns.keySet();
    }

    /** The median of somebody's last turn; 0 before the first. */
    double lastMillis(String name) {
        List<long[]> all = turns.get(name);
        return all == null ? 0 : new Sample(all.get(all.size() - 1)).medianMillis();
    }

    /** All runs of all turns. */
    Sample sample(String name) {
        return new Sample(turns.get(name).stream().flatMapToLong(LongStream::of).toArray());
    }

    /** The medians of somebody's turns. */
    public List<Double> roundMedianMillis(String name) {
        return turns.get(name).stream().map(nanos -> new Sample(nanos).medianMillis()).toList();
    }

    /** The means of somebody's turns. */
    List<Double> roundMeanMillis(String name) {
        return turns.get(name).stream().map(nanos -> new Sample(nanos).meanMillis()).toList();
    }

    /**
     * How many times as long somebody takes as somebody else: the median of the rounds' ratios, since a computer whose
     * speed wavers from minute to minute is the same one within a round.
     */
    public double ratio(String name, String other) {
        return median(roundRatios(name, other));
    }

    /** The middle of sorted numbers, or the mean of the two in the middle. */
    public static double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** The ratios of the medians of each round, the lowest first. */
    double[] roundRatios(String name, String other) {
        List<Double> ones = roundMedianMillis(name);
        List<Double> others = roundMedianMillis(other);
        double[] ratios = new double[Math.min(ones.size(), others.size())];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ones.get(i) / others.get(i);
        }
        Arrays.sort(ratios);
        return ratios;
    }
}
