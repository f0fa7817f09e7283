package org.janusrnn.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What ran when on the device, and how far the two streams overlapped: measured, never promised.
 *
 * @param spans every launch, or loop of launches, with its stream; times in nanoseconds of the device's clock.
 */
public record Timeline(List<Span> spans) {

    /** One launch, or one loop of launches. */
    public record Span(String label, int stream, long start, long end) {
    }

    /** Copies the list. */
    public Timeline {
        spans = List.copyOf(spans);
    }

    /** Joins the timelines of plans that ran one behind the other. */
    public Timeline and(Timeline later) {
        List<Span> all = new ArrayList<>(spans);
        all.addAll(later.spans);
        return new Timeline(all);
    }

    /** Nanoseconds in which the stream had work on the device. */
    public long busy(int stream) {
        return intervals(stream).stream().mapToLong(i -> i[1] - i[0]).sum();
    }

    /** Nanoseconds in which both streams had work on the device. */
    public long both() {
        long sum = 0;
        for (long[] a : intervals(0)) {
            for (long[] b : intervals(1)) {
                sum += Math.max(0, Math.min(a[1], b[1]) - Math.max(a[0], b[0]));
            }
        }
        return sum;
    }

    /** The share of the less busy stream's time that passed while the other worked too: 0 to 1; 0 with one stream. */
    public double overlap() {
        long shorter = Math.min(busy(0), busy(1));
        return shorter == 0 ? 0 : (double) both() / shorter;
    }

    private List<long[]> intervals(int stream) {
        List<long[]> merged = new ArrayList<>();
        spans.stream().filter(s -> s.stream == stream).sorted(Comparator.comparingLong(Span::start)).forEach(span -> {
            long[] last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && span.start <= last[1]) {
                last[1] = Math.max(last[1], span.end);
            } else {
                merged.add(new long[] {span.start, span.end});
            }
        });
        return merged;
    }
}
