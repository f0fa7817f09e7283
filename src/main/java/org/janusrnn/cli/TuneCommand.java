package org.janusrnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.Devices;
import org.janusrnn.io.WholeFile;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.kernel.Tuning;
import org.janusrnn.kernel.TuningEntry;
import org.janusrnn.kernel.TuningFile;
import org.janusrnn.schedule.Way;
import org.janusrnn.tune.Tuner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds the kernels' parameters that suit a device, and keeps them for the user. */
@Command(name = "tune", sortOptions = false,
        description = {"Find the parameters of the kernels that make them fastest on a device, and keep them in the user's "
            + "tuning file, which every later run reads.",
            "What computes wrong or does not build is passed over. Nothing else should run meanwhile."},
        footerHeading = "%nExamples:%n",
        footer = {
            "  janus tune                               the best device: some minutes",
            "  janus tune --device gpu --kernel tiled_step",
            "  janus tune --explain                     what is chosen now, and why",
            "  JANUS_TUNING=off janus bench             without the user's file",
            "  JANUS_FORCE=tiled_step.DEPTH=8 janus verify",
            "                                           with a value forced"})
final class TuneCommand implements Callable<Integer> {
    @Option(names = "--kernel", paramLabel = "KERNEL",
            description = "Only this one: ${COMPLETION-CANDIDATES}; may be given several times.")
    private List<Tunable> kernels = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE",
            description = "Where to keep what is found; default tuning.json in $XDG_CONFIG_HOME/janus or "
                + "~/.config/janus, or what JANUS_TUNING names.")
    private Path out;

    @Option(names = "--explain", description = "Tune nothing: print every parameter and where its value comes from.")
    private boolean explain;

    @Mixin
    private DeviceOptions deviceOptions;

    @Mixin
    private JsonOption json;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    private final List<Object> report = new ArrayList<>();
    private PrintWriter writer;

    @Override
    public Integer call() {
        writer = spec.commandLine().getOut();
        ClDevice device = Devices.select(null);
        if (explain) {
            explain(device);
            return ExitStatus.DONE;
        }
        Path file = out != null ? out : Tuning.userFile();
        List<TuningEntry> entries = new ArrayList<>(Files.exists(file) ? Tuning.read(file) : List.of());
        AtomicBoolean stopped = new AtomicBoolean();
        int better = 0;
        try (Interrupt interrupt = Interrupt.stops(() -> stopped.set(true));
             Bar bar = Bar.open("tuning", -1)) {
            say("On " + device);
            int[] tried = {0};
            Tuner tuner = new Tuner(device, trial -> bar.show(++tried[0], trial.kernel() + " " + trial.rows()),
                    stopped::get);
            for (Tunable kernel : kernels.isEmpty() ? suiting(device) : kernels) {
                for (Tunable.Rows rows : classes(kernel)) {
                    if (stopped.get()) {
                        continue;
                    }
                    Tuner.Found found = tuner.search(kernel, rows);
                    bar.above(() -> say(found, rows));
                    if (found.better()) {
                        entries.removeIf(found.entry()::sameKey);
                        entries.add(found.entry());
                        better++;
                    }
                }
            }
            if (better > 0) {
                write(file, entries);
            }
            end(file, better);
            return interrupt.came() ? ExitStatus.INTERRUPTED : ExitStatus.DONE;
        }
    }

    private static List<Tunable.Rows> classes(Tunable kernel) {
        return kernel.byRows() ? List.of(Tunable.Rows.values()) : List.of(Tunable.Rows.MANY);
    }

    /** The kernels of the way that the device runs. */
    private static List<Tunable> suiting(ClDevice device) {
        Way way = device.slowCompiler() || Tuning.of(device).value(Tunable.WAY, null, "WIDE") == 0 ? Way.TILED
                : Way.WIDE;
        List<Tunable> suiting = new ArrayList<>(Tuner.kernels(way));
        if (!device.slowCompiler()) {
            suiting.add(0, Tunable.WAY);
        }
        return suiting;
    }

    private void say(String line) {
        if (!json.wanted()) {
            writer.println(line);
            writer.flush();
        }
    }

    private void say(Tuner.Found found, Tunable.Rows rows) {
        String at = found.entry().kernel() + (found.entry().rows() == null ? "" : ", " + rows + " rows");
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kernel", found.entry().kernel().toString());
        row.put("rows", found.entry().rows() == null ? null : rows.toString());
        row.put("parameters", found.entry().parameters());
        row.put("speedup", found.speedup());
        row.put("tried", found.trials().size());
        List<String> faults = found.trials().stream().filter(t -> t.fault() != null)
                .map(t -> t.parameters() + " passed over: " + t.fault()).toList();
        row.put("passedOver", faults);
        report.add(row);
        say(String.format(Locale.ROOT, "%-28s %s", at, found.better()
                ? String.format(Locale.ROOT, "%.2f times as fast with %s", found.speedup(), found.entry().parameters())
                : "nothing faster than what it has") + ", " + found.trials().size() + " tried");
        faults.forEach(fault -> say("    " + fault));
    }

    private void end(Path file, int better) {
        if (json.wanted()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("kernels", report);
            all.put("file", better > 0 ? file.toString() : null);
            writer.println(JsonOption.text(all));
            writer.flush();
        } else {
            say(better > 0 ? "Kept in " + file : "Nothing to keep: the parameters are as fast as they get here");
        }
    }

    private static void write(Path file, List<TuningEntry> entries) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        WholeFile.write(file, TuningFile.text(entries).getBytes(StandardCharsets.UTF_8));
    }

    private void explain(ClDevice device) {
        Tuning tuning = Tuning.of(device);
        Map<String, Object> all = new LinkedHashMap<>();
        say("On " + device + (device.architecture().isEmpty() ? "" : ", " + device.architecture()));
        for (Tunable kernel : kernels.isEmpty() ? List.of(Tunable.values()) : kernels) {
            for (Tunable.Rows rows : classes(kernel)) {
                String at = kernel + (kernel.byRows() ? ", " + rows + " rows" : "");
                tuning.choices(kernel, rows).forEach((name, choice) -> {
                    say(String.format(Locale.ROOT, "%-28s %-14s %5d   %s", at, name, choice.value(), choice.from()));
                    all.put(kernel + (kernel.byRows() ? "." + rows : "") + "." + name, Map.of("value", choice.value(), "from", choice.from()));
                });
            }
        }
        if (json.wanted()) {
            writer.println(JsonOption.text(all));
            writer.flush();
        }
    }
}
