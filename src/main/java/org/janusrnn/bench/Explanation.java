package org.janusrnn.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.schedule.Cost;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.MemoryKind;

/**
 * What a row makes a device do: every launch, its arithmetic and its least traffic with memory. Nothing is run.
 *
 * @param target the device, how time is walked through and how numbers are stored.
 * @param memory device memory in bytes of each kind, that of the parameters included.
 * @param mustKeep bytes of the activations that a training step must keep where it stores its gates; 0 in a forward
 *                 pass.
 * @param parts launches of the same label and stream together, in the order in which they first come.
 * @param notes how time loops were planned where there was a choice, and why.
 */
public record Explanation(Row row, BenchTarget target, Map<MemoryKind, Long> memory, long mustKeep,
                          List<Plan.Part> parts, List<String> notes) {
    /** Copies the collections. */
    public Explanation {
        memory = Collections.unmodifiableMap(new EnumMap<>(memory));
        parts = List.copyOf(parts);
        notes = List.copyOf(notes);
    }

    /** Records the row's plan on a device. */
    public static Explanation of(BenchTarget target, Row row) {
        try (Engine engine = target.engine().open()) {
            return of(engine, row);
        }
    }

    static Explanation of(Engine engine, Row row) {
        try (RowRun run = new RowRun(engine, new Content(row))) {
            Map<String, Plan.Part> together = new LinkedHashMap<>();
            for (Plan.Part part : run.parts()) {
                together.merge(part.label() + part.stream(), part, (a, b) -> new Plan.Part(a.label(), a.stream(),
                        a.launches() + b.launches(), a.cost().plus(b.cost())));
            }
            return new Explanation(row, BenchTarget.of(engine), run.memory(),
                    row.pass() == Pass.TRAIN ? KeptActivations.bytes(row) : 0, new ArrayList<>(together.values()),
                    run.notes());
        }
    }

    /** Device memory of the plan: all but the parameters, their gradients and what is packed from them. */
    public long planBytes() {
        return bytes(MemoryKind.KEPT_ACTIVATIONS) + bytes(MemoryKind.ACTIVATION_GRADIENTS)
                + bytes(MemoryKind.WORKSPACE);
    }

    private long bytes(MemoryKind kind) {
        return memory.get(kind);
    }

    /**
     * How many times the memory of what must be kept a training step takes for activations and workspace: without the
     * gradients that its outputs' loss hands in, which take as much as the outputs.
     */
    public double timesKept() {
        return (double) (planBytes() - bytes(MemoryKind.ACTIVATION_GRADIENTS)) / mustKeep;
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
