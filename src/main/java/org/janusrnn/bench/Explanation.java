package org.janusrnn.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.schedule.Cost;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.Way;

/**
 * What a row makes a device do: every launch, its arithmetic and its least traffic with memory. Nothing is run.
 *
 * @param way   how time is walked through.
 * @param bytes device memory of the plan.
 * @param parts launches of the same label and stream together, in the order in which they first come.
 */
public record Explanation(Row row, Way way, long bytes, List<Plan.Part> parts) {
    /** Copies the list. */
    public Explanation {
        parts = List.copyOf(parts);
    }

    /** Records the row's plan on a device. */
    public static Explanation of(BenchTarget target, Row row) {
        try (Engine engine = target.engine().open(); RowRun run = new RowRun(engine, new Content(row))) {
            Map<String, Plan.Part> together = new LinkedHashMap<>();
            for (Plan.Part part : run.parts()) {
                together.merge(part.label() + part.stream(), part, (a, b) -> new Plan.Part(a.label(), a.stream(),
                        a.launches() + b.launches(), a.cost().plus(b.cost())));
            }
            return new Explanation(row, engine.way(), run.planBytes(), new ArrayList<>(together.values()));
        }
    }

    /** Kernels that a run launches. */
    public int launches() {
        return parts.stream().mapToInt(Plan.Part::launches).sum();
    }

    /** All parts together. */
    public Cost total() {
        return parts.stream().map(Plan.Part::cost).reduce(Cost::plus).orElseThrow();
    }

    /**
     * Seconds that no device of this speed can beat: each part bound by arithmetic or by memory, one behind the other.
     *
     * @param peak      floating-point operations a second.
     * @param bandwidth bytes a second.
     */
    public double bound(double peak, double bandwidth) {
        return parts.stream().mapToDouble(part -> part.cost().bound(peak, bandwidth)).sum();
    }
}
