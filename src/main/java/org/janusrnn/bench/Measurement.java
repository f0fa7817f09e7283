package org.janusrnn.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.verify.Comparison;

/**
 * What a row came to on a device.
 *
 * @param row       what was timed.
 * @param target    on what.
 * @param known     whether there is a reference for the cell; otherwise only copies were compared.
 * @param checks    the comparisons of the results, before anything was timed.
 * @param times     the times; null where the results were wrong, or it was stopped before.
 * @param launches  kernels a run launches.
 * @param planBytes device memory of the plan.
 * @param device    where the time went; null where the driver does not tell, or nobody asked.
 */
public record Measurement(Row row, BenchTarget target, boolean known, List<Comparison> checks, Stopwatch.Times times,
                          int launches, long planBytes, DeviceTimes device) {
    private static final double MICROS_A_MILLI = 1e3;
    private static final double FLOPS_A_MILLI = 1e6;

    /** Copies the list. */
    public Measurement {
        checks = List.copyOf(checks);
    }

    /** Whether all results were right. */
    public boolean right() {
        return checks.stream().allMatch(Comparison::passed);
    }

    /** The comparison that is worst in units of its tolerance. */
    public Comparison worst() {
        return Oracle.worst(checks);
    }

    /** By the median of the wall times. */
    public double gflops() {
        return row.flops() / (times.wall().medianMillis() * FLOPS_A_MILLI);
    }

    /** The host's time for a launch, everything that belongs to it included. */
    public double hostMicros() {
        return times.enqueue().medianMillis() * MICROS_A_MILLI / launches;
    }

    /** For programs. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(row.json());
        json.put("device", target.device().name());
        json.put("platform", target.device().platform());
        json.put("driver", target.device().driverVersion());
        json.put("binding", target.device().binding());
        json.put("way", target.way().toString());
        json.put("recompute", target.recompute());
        json.put("weights", target.weights().toString());
        json.put("activations", target.activations().toString());
        json.put("right", right());
        json.put("checkedAgainst", known ? "reference in double precision" : "copies of the same sequences");
        json.put("worst", worst().name());
        json.put("worstError", finite(worst().error()));
        json.put("worstOfTolerance", finite(worst().ratio()));
        json.put("launches", launches);
        json.put("planBytes", planBytes);
        json.put("flops", row.flops());
        if (times != null) {
            put(json, times.wall());
            json.put("gflops", gflops());
            json.put("hostMicrosPerLaunch", hostMicros());
        }
        json.put("deviceTimes", device == null ? null : device.json());
        return json;
    }

    /** JSON has no infinity. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    static void put(Map<String, Object> json, Sample sample) {
        json.put("runs", sample.runs());
        json.put("medianMillis", sample.medianMillis());
        json.put("minMillis", sample.minMillis());
        json.put("maxMillis", sample.maxMillis());
        json.put("spread", sample.spread());
    }
}
