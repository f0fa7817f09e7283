package org.janusrnn.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.ClException;
import org.janusrnn.cl.Devices;
import org.janusrnn.cl.Settings;
import org.janusrnn.kernel.PageException;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.DeviceMemoryException;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.verify.PageProbe.Precision;

/**
 * Whether a cell is right: its page's gradients by finite differences, then two bidirectional layers of it over sequences of
 * uneven lengths, on each device and in each way. For tests of a cell of one's own:
 *
 * <pre>{@code assertThat(CellVerification.everywhere(cell)).allMatch(CellCheck::passed);}</pre>
 *
 * <p>The page is differentiated in double precision, on whichever device has it and compiles the page so; otherwise in single
 * precision, where differences have fewer digits. {@link #judge} says which.
 */
public final class CellVerification implements AutoCloseable {
    private static final double ROUNDING = 1e-5;

    private final Cell cell;
    private final PageProbe probe;
    private final String remark;
    private final Map<Boolean, CellCase> cases = new LinkedHashMap<>();
    private final Map<Boolean, CellGradients> expected = new LinkedHashMap<>();
    private final Map<Boolean, Map<String, Tensor>> first = new LinkedHashMap<>();
    private Target firstTarget;

    private CellVerification(Cell cell, PageProbe probe, String remark) {
        this.cell = cell;
        this.probe = probe;
        this.remark = remark;
    }

    /**
     * Compiles the page.
     *
     * @throws IllegalArgumentException                where the cell is not one by its page alone.
     * @throws PageException                           with file and line, where it cannot be compiled.
     * @throws org.janusrnn.cl.DeviceNotFoundException where there is no device.
     */
    public static CellVerification of(Cell cell) {
        if (cell.normalised()) {
            throw new IllegalArgumentException(cell.name() + " is not a cell by its page alone, as its sums are normalised "
                    + "over whole rows: 'janus test' holds it against the reference instead");
        }
        String setting = Settings.get("device");
        ClDevice exact = Devices.discover().devices().stream().filter(PageProbe::hasDouble)
                .min(Comparator.comparing((ClDevice d) -> setting == null || !Devices.matches(d, setting))
                        .thenComparing(ClDevice::simulated)).orElse(null);
        String remark = "no device has double precision";
        if (exact != null) {
            try {
                return new CellVerification(cell, new PageProbe(cell, exact, Precision.DOUBLE), null);
            } catch (PageException e) {
                remark = "in double precision the page does not compile, " + e.getMessage();
            }
        }
        return new CellVerification(cell, new PageProbe(cell, Devices.select(null), Precision.SINGLE), remark);
    }

    /**
     * Every check on every device by the usual binding, or on those that JANUS_DEVICE names, in each way that they can build
     * in reasonable time.
     */
    public static List<CellCheck> everywhere(Cell cell) {
        try (CellVerification verification = of(cell)) {
            List<CellCheck> all = new ArrayList<>(verification.page());
            String setting = Settings.get("device");
            for (ClDevice device : Devices.discover().devices().stream()
                    .filter(each -> setting == null || Devices.matches(each, setting)).toList()) {
                Target.of(device).forEach(target -> all.addAll(verification.on(target)));
            }
            return all;
        }
    }

    /** In what precision and where the page is differentiated; why not in double, where it is not. */
    public String judge() {
        return probe.precision().name().toLowerCase(Locale.ROOT) + " precision on " + probe.device().name()
                + (remark == null ? "" : " (" + remark + ")");
    }

    /** A check for every gradient that the page makes: of each slot, each state and each vector. */
    public List<CellCheck> page() {
        return new PageCheck(probe).run().stream()
                .map(result -> CellCheck.of(judge(), "gradient of " + result.name(), List.of(result))).toList();
    }

    /**
     * Layers of the cell on a device: results, gradients, padding, one queue, and the same as on the target before. The
     * device's memory starts as NaN: nothing may depend on that.
     */
    public List<CellCheck> on(Target target) {
        List<CellCheck> checks = new ArrayList<>();
        for (boolean projected : cell.projectable() && !cell.inHalves() ? new boolean[] {false, true} : new boolean[] {false}) {
            try {
                on(target, projected, checks);
            } catch (PageException | ClException | DeviceMemoryException e) {
                checks.add(CellCheck.failed(target.toString(), name("layers", projected), e.getMessage()));
            }
        }
        firstTarget = firstTarget == null ? target : firstTarget;
        return checks;
    }

    private static String name(String what, boolean projected) {
        return projected ? what + ", h projected" : what;
    }

    private void on(Target target, boolean projected, List<CellCheck> checks) {
        CellCase setting = cases.computeIfAbsent(projected, p -> new CellCase(cell, p));
        CellGradients want = expected.computeIfAbsent(projected, p -> new CellGradients(setting, probe));
        Map<String, Tensor> found;
        Map<String, Tensor> alone;
        try (Engine engine = Engine.builder().device(target.device()).way(target.way()).poisoned().open()) {
            found = setting.run(engine);
            alone = Sequences.together(setting.runAlone(engine), found);
        }
        String where = target.toString();
        checks.add(CellCheck.of(where, name("outputs and final states", projected), want.results(found)));
        checks.add(CellCheck.of(where, name("gradients of inputs, states and parameters", projected),
                want.gradients(found)));
        checks.add(same(where, name("each sequence alone as in the padded batch", projected), found, alone, ROUNDING));
        if (!projected) {
            try (Engine engine = Engine.builder().device(target.device()).way(target.way()).oneQueue().open()) {
                checks.add(same(where, "one queue as two, to the bit", setting.run(engine), found, 0));
            }
        }
        if (first.containsKey(projected)) {
            checks.add(same(where, name("as on " + firstTarget.device().name() + ", " + firstTarget.way(), projected), found,
                    first.get(projected), ROUNDING));
        } else {
            first.put(projected, found);
        }
    }

    private static CellCheck same(String where, String what, Map<String, Tensor> got, Map<String, Tensor> want,
            double tolerance) {
        List<Comparison> all = new ArrayList<>();
        want.forEach((name, tensor) -> {
            float largest = 1;
            for (float value : tensor.data()) {
                largest = Math.max(largest, Math.abs(value));
            }
            all.add(Comparison.of(name, got.get(name), tensor, tolerance * largest));
        });
        return CellCheck.of(where, what, all);
    }

    @Override
    public void close() {
        probe.close();
    }
}
