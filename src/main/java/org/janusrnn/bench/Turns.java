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
    private static final double ONE_SIDE = 0.025;

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

    /**
     * Between which two rounds' ratios the median of ever more rounds would lie with a probability of 95 %, whatever their
     * distribution is: each of them is above it as likely as below (the interval of the sign test). Fewer than six rounds
     * cannot say so much, and give their lowest and their highest.
     */
    double[] ratioInterval(String name, String other) {
        double[] ratios = roundRatios(name, other);
        int outside = outside(ratios.length);
        return new double[] {ratios[outside], ratios[ratios.length - 1 - outside]};
    }

    /**
     * How many rounds at either end lie outside: that no more are on one side of the median happens once in 40 times. Of up
     * to 1000, beyond which doubles hold no such chances.
     */
    static int outside(int rounds) {
        double exactly = Math.pow(0.5, rounds);     // C(rounds, n) / 2^rounds for n = 0, 1, ...
        double atMost = exactly;
        int outside = 0;
        for (int n = 1; atMost <= ONE_SIDE; n++) {
            outside = n - 1;
            exactly *= (double) (rounds - n + 1) / n;
            atMost += exactly;
        }
        return outside;
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
