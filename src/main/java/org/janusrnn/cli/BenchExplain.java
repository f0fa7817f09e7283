package org.janusrnn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.janusrnn.bench.Explanation;
import org.janusrnn.schedule.Cost;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.StorageFormat;
import picocli.CommandLine.Option;

/** {@code --explain}: what rows make a device do, and how fast a device of a given speed can be at most. */
final class BenchExplain {
    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;

    @Option(names = "--explain",
            description = "Time nothing: print every launch of a run, its arithmetic and its least traffic with memory.")
    private boolean wanted;

    @Option(names = "--peak", paramLabel = "GFLOP/S",
            description = "With --explain: what your device's arithmetic reaches; adds the roofline bound.")
    private Double peak;

    @Option(names = "--bandwidth", paramLabel = "GB/S", description = "With --explain and --peak: its memory's speed.")
    private Double bandwidth;

    private final List<Object> all = new ArrayList<>();

    /** @throws IllegalArgumentException where the options do not go together. */
    boolean wanted() {
        if (!wanted && (peak != null || bandwidth != null)) {
            throw new IllegalArgumentException("--peak and --bandwidth go with --explain");
        }
        if ((peak == null) != (bandwidth == null)) {
            throw new IllegalArgumentException("the roofline bound needs both --peak and --bandwidth");
        }
        if (peak != null && !(peak > 0 && bandwidth > 0)) {
            throw new IllegalArgumentException("--peak and --bandwidth must be above 0");
        }
        return wanted;
    }

    void add(PrintWriter out, boolean json, Explanation e) {
        Map<String, Object> row = new LinkedHashMap<>(e.row().json());
        row.put("way", e.target().way().toString());
        row.put("recompute", e.target().recompute());
        row.put("weights", e.target().weights().toString());
        row.put("activations", e.target().activations().toString());
        row.put("planBytes", e.planBytes());
        row.put("memory", memory(e));
        row.put("launches", e.launches());
        row.put("flops", e.total().flops());
        row.put("bytes", e.total().bytes());
        row.put("boundMillis", peak == null ? null : millis(e));
        row.put("parts", e.parts().stream().map(this::json).toList());
        row.put("notes", e.notes());
        all.add(row);
        if (json) {
            return;
        }
        out.printf(Locale.ROOT, "%s, %s%s: plan of %.1f MiB%n", e.row(), e.target().way(),
                e.target().storage(), e.planBytes() * 0x1p-20);
        e.memory().forEach((kind, bytes) -> out.printf(Locale.ROOT, "  %-38s %26.3f MiB%n", kind, bytes * 0x1p-20));
        if (e.mustKeep() > 0) {
            out.printf(Locale.ROOT, "  activations and workspace are %.3f times the %.3f MiB that must be kept"
                    + (storesLess(e) ? " where gates are stored in single precision; " : "; ")
                    + "with gradients of activations %.3f%n", e.timesKept(), e.mustKeep() * 0x1p-20,
                    (double) e.planBytes() / e.mustKeep());
        }
        out.printf(Locale.ROOT, "  %-38s %6s %8s %10s %10s%s%n", "", "stream", "launches", "MFLOP", "MB",
                peak == null ? "" : "   at best ms");
        for (Plan.Part part : e.parts()) {
            line(out, part.label(), Integer.toString(part.stream()), part.launches(), part.cost(),
                    peak == null ? 0 : 1e3 * part.cost().bound(peak * GIGA, bandwidth * GIGA));
        }
        e.notes().forEach(note -> out.println("  " + note));
        line(out, "together", "", e.launches(), e.total(), peak == null ? 0 : millis(e));
        out.flush();
    }

    private static boolean storesLess(Explanation e) {
        return e.target().recompute() || e.target().activations() == StorageFormat.HALF;
    }

    private static Map<String, Object> memory(Explanation e) {
        Map<String, Object> memory = new LinkedHashMap<>();
        e.memory().forEach((kind, bytes) -> memory.put(kind.toString(), bytes));
        memory.put("must be kept", e.mustKeep() > 0 ? e.mustKeep() : null);
        memory.put("times kept", e.mustKeep() > 0 ? e.timesKept() : null);
        return memory;
    }

    private double millis(Explanation e) {
        return 1e3 * e.bound(peak * GIGA, bandwidth * GIGA);
    }

    private void line(PrintWriter out, String label, String stream, int launches, Cost cost, double millis) {
        out.printf(Locale.ROOT, "  %-38s %6s %8d %10.2f %10.3f%s%n", label, stream, launches, cost.flops() / MEGA,
                cost.bytes() / MEGA, peak == null ? "" : String.format(Locale.ROOT, " %9.4f %s", millis,
                        cost.flops() / peak > cost.bytes() / bandwidth ? "arithmetic" : "memory"));
    }

    private Map<String, Object> json(Plan.Part part) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("label", part.label());
        json.put("stream", part.stream());
        json.put("launches", part.launches());
        json.put("flops", part.cost().flops());
        json.put("bytes", part.cost().bytes());
        return json;
    }

    void end(PrintWriter out, boolean json) {
        if (json) {
            out.println(JsonOption.text(Map.of("rows", all)));
            out.flush();
        }
    }
}
