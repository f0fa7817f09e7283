package org.janusrnn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.janusrnn.bench.Bench;
import org.janusrnn.bench.BenchTarget;
import org.janusrnn.bench.Explanation;
import org.janusrnn.bench.Extent;
import org.janusrnn.bench.Measurement;
import org.janusrnn.bench.Pass;
import org.janusrnn.bench.Row;
import org.janusrnn.bench.Stopwatch;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.ClException;
import org.janusrnn.cl.Devices;
import org.janusrnn.cl.Settings;
import org.janusrnn.schedule.StorageFormat;
import org.janusrnn.schedule.Way;
import org.janusrnn.tensor.DeviceMemoryException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast a device is at recurrent work. */
@Command(name = "bench", sortOptions = false, subcommands = {BenchPeersCommand.class, BenchCellsCommand.class,
        BenchStartupCommand.class},
        description = {"Time recurrent layers on a device, after checking all that they compute against a reference in "
            + "double precision.",
            "Without a cell or a shape: a table of a few standard rows on every device, or on the one named; rows "
            + "that would take a device too long are left out."},
        footerHeading = "%nExamples:%n",
        footer = {
            "  janus bench                                          a few standard rows on every device",
            "  janus bench --cell gru --shape 100,32,256,256        one row: T,B,I,H",
            "  janus bench --cell lstm --shape S4 --bidirectional --pass train --json",
            "  janus bench --cell mycell.json --shape S1 --shape S3 --pass both",
            "  janus bench --shape S4 --pass train --way tiled --explain --peak 19500 --bandwidth 1555",
            "                                                       what to expect of a GPU",
            "",
            "A run is everything enqueued and the device done. A training step is the forward pass, the sum of",
            "the outputs as loss, and the backward pass to weights and biases. GFLOP/s count 2 T B (I+H) G H for",
            "each direction with G gates, three times that for training. The spread is how far the middle half",
            "of the runs is apart. Device times are taken in an engine of their own, since their events cost",
            "time.",
            "",
            "Exit status: 1 where a result is wrong, 3 without a device. Ctrl-C keeps what was measured."})
final class BenchCommand implements Callable<Integer> {
    /** A row whose run would take longer is left out of the table of standard rows. */
    private static final double MOST_SECONDS = 3;

    enum Passes { forward, train, both }

    @Option(names = "--cell", paramLabel = "CELL", converter = CellConverter.class,
            description = "Name of a cell, or the description of your own, a file that ends in .json; default lstm.")
    private Cell cell;

    @Option(names = "--shape", paramLabel = "T,B,I,H", converter = ExtentConverter.class,
            description = "Time steps, sequences, input size, hidden units; or one of S1 to S7, for which results are "
                + "published. Can be given several times; default S3.")
    private List<Extent> shapes;

    @Option(names = "--bidirectional", description = "Both directions.")
    private boolean bidirectional;

    @Option(names = "--pass", paramLabel = "PASS", description = "${COMPLETION-CANDIDATES}; default forward.")
    private Passes pass;

    @Option(names = "--layers", paramLabel = "N", defaultValue = "1",
            description = "Layers on top of each other; default ${DEFAULT-VALUE}.")
    private int layers;

    @Option(names = "--way", paramLabel = "WAY", converter = WayConverter.class,
            description = "How to run the time loop: wide or tiled; default JANUS_WAY, else what suits the device.")
    private Way way;

    @Option(names = "--recompute",
            description = "Do not store gates in training, but compute them again in the backward pass: less memory, "
                + "more time. Also JANUS_RECOMPUTE=true.")
    private boolean recompute;

    @Option(names = "--weights", paramLabel = "FORMAT", converter = FormatConverter.class,
            description = "How packed weights are stored: float or half; default JANUS_WEIGHTS, else float.")
    private StorageFormat weights;

    @Option(names = "--activations", paramLabel = "FORMAT", converter = FormatConverter.class,
            description = "How a training step keeps gates and states for its backward pass: float or half; default "
                + "JANUS_ACTIVATIONS, else float.")
    private StorageFormat activations;

    @Option(names = "--runs", paramLabel = "N",
            description = "Runs that count; default as many as fit into a second and a half, at least 5.")
    private Integer runs;

    @Option(names = "--wall-only", description = "Do not ask the device for its times.")
    private boolean wallOnly;

    @Mixin
    private BenchExplain explain;

    @Mixin
    private DeviceOptions deviceOptions;

    @Mixin
    private JsonOption json;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    private final List<String> leftOut = new ArrayList<>();

    @Override
    public Integer call() {
        if (runs != null && runs < 1) {
            throw new IllegalArgumentException("--runs must be at least 1, not " + runs);
        }
        boolean standard = cell == null && shapes == null && pass == null && layers == 1 && !bidirectional;
        List<Row> rows = standard ? standardRows() : rows();
        List<ClDevice> devices = standard && Settings.get("device") == null ? everyDevice()
                : List.of(Devices.select(null));
        PrintWriter out = spec.commandLine().getOut();
        if (explain.wanted()) {
            BenchTarget target = target(devices.get(0));
            rows.forEach(row -> explain.add(out, json.wanted(), Explanation.of(target, row)));
            explain.end(out, json.wanted());
            return ExitStatus.DONE;
        }
        AtomicBoolean stopped = new AtomicBoolean();
        try (Interrupt interrupt = Interrupt.stops(() -> stopped.set(true))) {
            BenchReport report = new BenchReport(out, json.wanted(), rows.size() * devices.size() > 1);
            try (Bar bar = Bar.open("timing", (long) devices.size() * rows.size())) {
                for (ClDevice device : devices) {
                    onDevice(device, rows, standard, stopped, bar, report);
                }
            }
            report.end(leftOut, !interrupt.came());
            if (interrupt.came()) {
                spec.commandLine().getErr().println("janus: stopped before all rows were timed");
                return ExitStatus.INTERRUPTED;
            }
            return report.allRight() ? ExitStatus.DONE : ExitStatus.FAILURES;
        }
    }

    private BenchTarget target(ClDevice device) {
        return new BenchTarget(device, way, recompute, weights, activations);
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Extent extent : shapes == null ? List.of(Extent.parse("S3")) : shapes) {
            for (Pass each : Pass.values()) {
                if (pass == Passes.both || (pass == Passes.train) == (each == Pass.TRAIN)) {
                    rows.add(new Row(cell == null ? Cells.lstm() : cell, extent, layers, bidirectional, each));
                }
            }
        }
        return rows;
    }

    /** By the arithmetic in them, so that what a device takes too long for comes last. */
    private static List<Row> standardRows() {
        List<Row> rows = new ArrayList<>();
        for (String name : List.of("S1", "S7", "S3", "S4")) {
            for (Cell each : List.of(Cells.lstm(), Cells.gru())) {
                for (Pass pass : Pass.values()) {
                    rows.add(new Row(each, Extent.parse(name), true, pass));
                }
            }
        }
        rows.sort((a, b) -> Double.compare(a.flops(), b.flops()));
        return rows;
    }

    private List<ClDevice> everyDevice() {
        List<ClDevice> devices = new ArrayList<>();
        for (ClDevice device : Devices.discover().devices()) {
            if (device.simulated()) {
                leftOut.add(device.name() + ": a simulator, which is not timed unless --device names it");
            } else {
                devices.add(device);
            }
        }
        return devices.isEmpty() ? List.of(Devices.select(null)) : devices;
    }

    private void onDevice(ClDevice device, List<Row> rows, boolean bounded, AtomicBoolean stopped, Bar bar,
            BenchReport report) {
        Stopwatch stopwatch = runs == null ? Stopwatch.standard() : Stopwatch.standard().runs(runs);
        Bench bench = new Bench(target(device), stopwatch, !wallOnly, stopped::get,
                text -> bar.show(report.count(), text));
        double secondsAFlop = 0;
        for (Row row : rows) {
            if (stopped.get()) {
                return;
            }
            if (bounded && row.flops() * secondsAFlop > MOST_SECONDS) {
                leftOut.add(String.format(Locale.ROOT, "%s: %s, whose run would take about %.0f s (--cell and --shape "
                        + "time it all the same)", device.name(), row, row.flops() * secondsAFlop));
                continue;
            }
            try {
                Measurement measured = bench.measure(row);
                if (measured.times() != null) {
                    secondsAFlop = measured.times().wall().medianMillis() / 1e3 / row.flops();
                }
                if (measured.times() != null || !stopped.get()) {
                    bar.above(() -> report.add(measured));
                }
            } catch (ClException | DeviceMemoryException e) {
                if (stopped.get()) {
                    return; // Ctrl-C reaches the driver too
                }
                if (!bounded) {
                    throw e;
                }
                bar.above(() -> report.failed(device, row, e.getMessage()));
            }
        }
    }
}
