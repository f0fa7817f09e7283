package org.janusrnn.bench;

import java.util.Arrays;

/** Times of several runs, in nanoseconds. */
public final class Sample {
    private static final double QUARTER = 0.25;
    private static final double NANOS_A_MILLI = 1e6;

    private final long[] sorted;

    /** @param nanos at least one. */
    public Sample(long... nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("a sample of no runs");
        }
        sorted = nanos.clone();
        Arrays.sort(sorted);
    }

    /** How many runs. */
    public int runs() {
        return sorted.length;
    }

    public double medianMillis() {
        return quantile(0.5) / NANOS_A_MILLI;
    }

    /** All of the time by the number of runs: unlike the median it has the moments in it that a computer is held up. */
    public double meanMillis() {
        return Arrays.stream(sorted).average().orElseThrow() / NANOS_A_MILLI;
    }

    public double minMillis() {
        return sorted[0] / NANOS_A_MILLI;
    }

    public double maxMillis() {
        return sorted[sorted.length - 1] / NANOS_A_MILLI;
    }

    /** How far the middle half of the runs is apart, as a share of the median. */
    public double spread() {
        return (quantile(1 - QUARTER) - quantile(QUARTER)) / quantile(0.5);
    }

    /** Between two runs in proportion. */
    private double quantile(double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
