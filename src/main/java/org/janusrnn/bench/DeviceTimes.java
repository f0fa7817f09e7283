package org.janusrnn.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.schedule.Timeline;

/**
 * Where a run's time went on the device, by its own clock.
 *
 * @param timeline every launch, or loop of launches.
 */
public record DeviceTimes(Timeline timeline) {
    private static final double NANOS_A_MILLI = 1e6;

    /**
     * All launches of one name on one stream.
     *
     * @param spans how many launches, or loops of launches.
     */
    public record Part(String label, int stream, int spans, double millis) {
    }

    /** From the first launch's start to the last one's end. */
    public double millis() {
        long start = timeline.spans().stream().mapToLong(Timeline.Span::start).min().orElse(0);
        long end = timeline.spans().stream().mapToLong(Timeline.Span::end).max().orElse(0);
        return (end - start) / NANOS_A_MILLI;
    }

    /** The longest first. */
    public List<Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        for (Timeline.Span span : timeline.spans()) {
            double millis = (span.end() - span.start()) / NANOS_A_MILLI;
            parts.merge(span.stream() + span.label(), new Part(span.label(), span.stream(), 1, millis),
                    (a, b) -> new Part(a.label, a.stream, a.spans + 1, a.millis + b.millis));
        }
        List<Part> sorted = new ArrayList<>(parts.values());
        sorted.sort((a, b) -> Double.compare(b.millis, a.millis));
        return sorted;
    }

    /** For programs. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("millis", millis());
        json.put("busyMillis", List.of(timeline.busy(0) / NANOS_A_MILLI, timeline.busy(1) / NANOS_A_MILLI));
        json.put("overlap", timeline.overlap());
        List<Object> all = new ArrayList<>();
        for (Part part : parts()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("label", part.label);
            each.put("stream", part.stream);
            each.put("spans", part.spans);
            each.put("millis", part.millis);
            all.add(each);
        }
        json.put("labels", all);
        return json;
    }
}
