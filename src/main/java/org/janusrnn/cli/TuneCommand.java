package org.janusrnn.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.Devices;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.kernel.Tuning;
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
            "  janus tune --minutes 10                  with what it found by then",
            "  janus tune --explain                     what is chosen now, and why",
            "  JANUS_TUNING=off janus bench             without the user's file",
            "  JANUS_FORCE=tiled_step.DEPTH=8 janus verify",
            "                                           with a value forced"})
final class TuneCommand implements Callable<Integer> {
    private static final double NANOS_PER_MINUTE = 60e9;

    @Option(names = "--kernel", paramLabel = "KERNEL",
            description = "Only this one: ${COMPLETION-CANDIDATES}; may be given several times.")
    private List<Tunable> kernels = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE",
            description = "Where to keep what is found; default tuning.json in $XDG_CONFIG_HOME/janus or "
                + "~/.config/janus, or what JANUS_TUNING names.")
    private Path out;

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "0",
            description = "Try nothing more after so many minutes; what was found by then is kept. Default: no limit.")
    private double minutes;

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
    private UserTuning kept;
    private PrintWriter writer;

    @Override
    public Integer call() {
        writer = spec.commandLine().getOut();
        ClDevice device = Devices.select(null);
        if (explain) {
            explain(device);
            return ExitStatus.DONE;
        }
        kept = new UserTuning(out != null ? out : Tuning.userFile());
        if (out == null && Tuning.namedFile().isPresent()) {
            // Every later run reads the file that JANUS_TUNING names, and refuses to start without it.
            kept.create();
        }
        AtomicBoolean stopped = new AtomicBoolean();
        long deadline = minutes > 0 ? System.nanoTime() + (long) (minutes * NANOS_PER_MINUTE) : Long.MAX_VALUE;
        BooleanSupplier over = () -> stopped.get() || System.nanoTime() > deadline;
        try (Interrupt interrupt = Interrupt.stops(() -> stopped.set(true));
             Bar bar = Bar.open("tuning", -1)) {
            say("On " + device);
            int[] tried = {0};
            Tuner tuner = new Tuner(device, trial -> {
                bar.show(++tried[0], trial.kernel() + " " + trial.rows());
                if (trial.better()) {
                    kept.keep(trial.entry(device));
                }
            }, over);
            for (Tunable kernel : kernels.isEmpty() ? suiting(device) : kernels) {
                for (Tunable.Rows rows : kernel.rows()) {
                    if (!over.getAsBoolean()) {
                        Tuner.Found found = tuner.search(kernel, rows);
                        bar.above(() -> say(found, rows, over.getAsBoolean()));
                    }
                }
            }
            end(!stopped.get() && over.getAsBoolean());
            return interrupt.came() ? ExitStatus.INTERRUPTED : ExitStatus.DONE;
        }
    }

    /** The kernels of the way that the device runs. */
    private static List<Tunable> suiting(ClDevice device) {
        List<Tunable> suiting = new ArrayList<>(Tuner.kernels(Way.chosen(device, Tuning.of(device)).way()));
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

    private void say(Tuner.Found found, Tunable.Rows rows, boolean cut) {
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
        row.put("cutShort", cut);
        report.add(row);
        say(String.format(Locale.ROOT, "%-28s %s", at, found.better()
                ? String.format(Locale.ROOT, "%.2f times as fast with %s", found.speedup(), found.entry().parameters())
                : "nothing faster than what it has") + ", " + found.trials().size() + " tried"
                + (cut ? ", cut short" : ""));
        faults.forEach(fault -> say("    " + fault));
    }

    private void end(boolean late) {
        if (json.wanted()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("kernels", report);
            all.put("file", kept.changed() ? kept.file().toString() : null);
            writer.println(JsonOption.text(all));
            writer.flush();
        } else {
            if (late) {
                say(String.format(Locale.ROOT, "The %.3g minutes are over (--minutes)", minutes));
            }
            say(kept.changed() ? "Kept in " + kept.file() : "Nothing to keep: the parameters are as fast as they get here");
        }
    }

    private void explain(ClDevice device) {
        Tuning tuning = Tuning.of(device);
        Map<String, Object> all = new LinkedHashMap<>();
        say("On " + device + (device.architecture().isEmpty() ? "" : ", " + device.architecture()));
        Way.Chosen way = Way.chosen(device, tuning);
        say("It runs the " + way.way() + " kernels: " + way.why());
        all.put("way", Map.of("value", way.way().toString(), "from", way.why()));
        for (Tunable kernel : kernels.isEmpty() ? List.of(Tunable.values()) : kernels) {
            for (Tunable.Rows rows : kernel.rows()) {
                String at = kernel + (kernel.byRows() ? ", " + rows + " rows" : "");
                tuning.choices(kernel, rows).forEach((name, choice) -> {
                    say(String.format(Locale.ROOT, "%-28s %-14s %5d   %s", at, name, choice.value(), choice.from()));
                    all.put(kernel + (kernel.byRows() ? "." + rows : "") + "." + name,
                            Map.of("value", choice.value(), "from", choice.from()));
                });
            }
        }
        if (json.wanted()) {
            writer.println(JsonOption.text(all));
            writer.flush();
        }
    }
}
