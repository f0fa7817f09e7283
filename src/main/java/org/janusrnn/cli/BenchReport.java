package org.janusrnn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.janusrnn.bench.BenchTarget;
import org.janusrnn.bench.DeviceTimes;
import org.janusrnn.bench.Environment;
import org.janusrnn.bench.Measurement;
import org.janusrnn.bench.Row;
import org.janusrnn.cl.ClDevice;

/** What was timed: in full for one row, a line each for several, or JSON. */
final class BenchReport {
    private final PrintWriter out;
    private final boolean json;
    private final boolean table;
    private final List<Object> rows = new ArrayList<>();
    private Map<String, Object> environment;
    private ClDevice device;
    private boolean right = true;

    BenchReport(PrintWriter out, boolean json, boolean table) {
        this.out = out;
        this.json = json;
        this.table = table;
    }

    /** Rows so far. */
    int count() {
        return rows.size();
    }

    /** Whether every row was right and could be run. */
    boolean allRight() {
        return right;
    }

    void add(Measurement m) {
        right &= m.right();
        rows.add(m.json());
        if (environment == null) {
            environment = Environment.of(m.target().device());
        }
        if (json) {
            return;
        }
        if (table) {
            head(m.target());
            line(m);
        } else {
            full(m);
        }
        out.flush();
    }

    void failed(ClDevice on, Row row, String why) {
        right = false;
        Map<String, Object> failed = new LinkedHashMap<>(row.json());
        failed.put("device", on.name());
        failed.put("failure", why);
        rows.add(failed);
        if (!json) {
            out.println("  " + row + ": failed, " + why);
            out.flush();
        }
    }

    private void head(BenchTarget target) {
        if (target.device().equals(device)) {
            return;
        }
        device = target.device();
        out.println((rows.size() > 1 ? "\n" : "") + "On " + target);
        out.printf(Locale.ROOT, "  %-48s %9s %7s %9s %9s %9s%n", "row", "ms", "spread", "GFLOP/s", "launches", "host us");
    }

    private void line(Measurement m) {
        if (!m.right()) {
            out.println("  " + m.row() + ": WRONG, " + m.worst());
            return;
        }
        out.printf(Locale.ROOT, "  %-48s %9s %6.1f%% %9.1f %9d %9.2f%n", m.row(), millis(m.times().wall().medianMillis()),
                100 * m.times().wall().spread(), m.gflops(), m.launches(), m.hostMicros());
    }

    private void full(Measurement m) {
        out.println(m.row() + " on " + m.target());
        if (!m.right()) {
            m.checks().stream().filter(check -> !check.passed()).forEach(check -> out.println("  WRONG: " + check));
            out.println("  not timed");
            return;
        }
        out.printf(Locale.ROOT, "  right    %s; worst %s, %.2f of what rounding may cost%n", m.known()
                ? "all outputs" + (m.row().pass().toString().equals("train") ? " and gradients" : "")
                    + ", by the reference in double precision"
                : "copies of a sequence agree (there is no reference for this cell)", m.worst().name(),
                m.worst().ratio());
        if (m.times() == null) {
            return;
        }
        out.printf(Locale.ROOT, "  wall     %s ms, %.1f GFLOP/s (min %s, max %s, spread %.1f %%, %d runs)%n",
                millis(m.times().wall().medianMillis()), m.gflops(), millis(m.times().wall().minMillis()),
                millis(m.times().wall().maxMillis()), 100 * m.times().wall().spread(), m.times().wall().runs());
        out.printf(Locale.ROOT, "  host     %d launches, %.2f us each; plan %.1f MiB%n", m.launches(), m.hostMicros(),
                m.planBytes() * 0x1p-20);
        if (m.device() == null) {
            return;
        }
        DeviceTimes device = m.device();
        out.printf(Locale.ROOT, "  device   %s ms; streams busy %s and %s ms, overlap %.0f %%%n", millis(device.millis()),
                millis(device.timeline().busy(0) / 1e6), millis(device.timeline().busy(1) / 1e6),
                100 * device.timeline().overlap());
        for (DeviceTimes.Part part : device.parts()) {
            out.printf(Locale.ROOT, "    %9s ms  %5.1f %%  stream %d  %s%s%n", millis(part.millis()),
                    100 * part.millis() / device.millis(), part.stream(), part.label(),
                    part.spans() > 1 ? " (" + part.spans() + ")" : "");
        }
    }

    /** Four digits are more than a time is worth. */
    private static String millis(double value) {
        return String.format(Locale.ROOT, value < 1 ? "%.4f" : value < 100 ? "%.3f" : "%.1f", value);
    }

    void end(List<String> leftOut, boolean complete) {
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("environment", environment);
            all.put("complete", complete);
            all.put("leftOut", leftOut);
            all.put("rows", rows);
            out.println(JsonOption.text(all));
        } else {
            leftOut.forEach(line -> out.println("left out: " + line));
        }
        out.flush();
    }
}
