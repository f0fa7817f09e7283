package org.janusrnn.task;

import java.util.List;
import java.util.Map;

/**
 * What an experiment came to in the end.
 *
 * @param value  the figure it is judged by.
 * @param others further figures by name, with their units.
 * @param text   lines to show: samples, examples; may be empty.
 * @param charts pictures by file name without ending, beside the learning curve.
 */
public record Outcome(double value, Map<String, String> others, List<String> text, Map<String, LineChart> charts) {
    /** Copies what it is given. */
    public Outcome {
        text = List.copyOf(text);
    }

    /** Only the figure. */
    public static Outcome of(double value) {
        return new Outcome(value, Map.of(), List.of(), Map.of());
    }
}
