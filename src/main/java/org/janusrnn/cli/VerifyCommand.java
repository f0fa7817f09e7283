package org.janusrnn.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

import org.janusrnn.cell.Cell;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.Devices;
import org.janusrnn.cl.Settings;
import org.janusrnn.schedule.Way;
import org.janusrnn.verify.GoldenSet;
import org.janusrnn.verify.Outcome;
import org.janusrnn.verify.Target;
import org.janusrnn.verify.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether the devices of this computer compute recurrent networks right. */
@Command(name = "verify", sortOptions = false,
        description = {"Check that OpenCL devices compute recurrent networks right: run golden files, whose results "
            + "libtorch computed in double precision, and compare outputs, final states and every gradient.",
            "By default on every device, by each binding, in each way of running the time loop that the device can "
            + "build in reasonable time.",
            "With --cell: check a cell instead, a built-in one or your own: the gradients of its page by finite "
            + "differences, then layers of it in both directions over sequences of uneven lengths."},
        footerHeading = "%nExamples:%n",
        footer = {
            "  janus verify                               the few small files that come with Janus",
            "  janus verify --golden DIR                  every *.safetensors of a folder and its folder 'train'",
            "  janus verify --golden DIR/lstm-sat.safetensors --device gpu --way wide",
            "  janus verify --golden DIR --json > report.json",
            "  janus verify --cell my-cell.json           a cell of your own, see docs/own-cell.md",
            "",
            "A line a file: pass, fail, unsupported (what Janus does not have yet) or broken (not a golden",
            "file); the worst error in units of its tolerance; the tensor that has it. README.md beside the",
            "files in the jar's folder 'golden' describes the format.",
            "",
            "Exit status: 1 where a file or check fails or a file is broken, 2 for a folder without files,",
            "3 without a device."})
final class VerifyCommand implements Callable<Integer> {
    private static final List<String> BINDINGS = List.of("lwjgl", "jocl");

    private static final int MOST_WORDS = 20;

    enum Ways { wide, tiled, both }

    @Option(names = "--golden", paramLabel = "DIR",
            description = "A folder of golden files, or one file; default the files that come with Janus.")
    private Path golden;

    @Option(names = "--cell", paramLabel = "CELL", converter = CellConverter.class,
            description = "Check this cell: a name, or the description of your own, a .json file.")
    private Cell cell;

    @Option(names = "--way", paramLabel = "WAY",
            description = "How to run the time loop: ${COMPLETION-CANDIDATES}; default JANUS_WAY, else both, but only "
                + "tiled where the driver's compiler takes minutes over the wide kernels.")
    private Ways way;

    @Mixin
    private DeviceOptions deviceOptions;

    @Mixin
    private JsonOption json;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    private final List<String> refusals = new ArrayList<>();

    @Override
    public Integer call() {
        if (cell != null) {
            return checkCell();
        }
        PrintWriter out = spec.commandLine().getOut();
        AtomicBoolean stopped = new AtomicBoolean();
        try (Interrupt interrupt = Interrupt.stops(() -> stopped.set(true));
             GoldenSet set = golden == null ? GoldenSet.bundled() : GoldenSet.of(golden)) {
            List<Target> targets = targets();
            VerifyReport report = json.wanted() ? new VerifyJson(out, set, refusals)
                    : new VerifyText(out, set, refusals);
            run(set, targets, report, stopped);
            report.end(!interrupt.came());
            if (interrupt.came()) {
                spec.commandLine().getErr().println("janus: stopped before all files were run");
                return ExitStatus.INTERRUPTED;
            }
            return report.total().clean() ? ExitStatus.DONE : ExitStatus.FAILURES;
        }
    }

    private int checkCell() {
        if (golden != null) {
            throw new ParameterException(spec.commandLine(), "either --golden or --cell, not both");
        }
        AtomicBoolean stopped = new AtomicBoolean();
        try (Interrupt interrupt = Interrupt.stops(() -> stopped.set(true))) {
            boolean passed = new VerifyCell(spec.commandLine().getOut(), json.wanted()).run(cell, targets(), refusals,
                    stopped);
            return interrupt.came() ? ExitStatus.INTERRUPTED : passed ? ExitStatus.DONE : ExitStatus.FAILURES;
        }
    }

    private static void run(GoldenSet set, List<Target> targets, VerifyReport report, AtomicBoolean stopped) {
        long done = 0;
        try (Bar bar = Bar.open("verifying", (long) targets.size() * set.files().size())) {
            for (Target target : targets) {
                bar.above(() -> report.begin(target));
                try (Verification verification = new Verification(target)) {
                    for (Path file : set.files()) {
                        if (stopped.get()) {
                            return;
                        }
                        bar.show(done++, shortened(set.name(file)));
                        Outcome outcome = verification.check(file);
                        // Ctrl-C reaches the driver too, and what it was doing may have failed for that alone.
                        if (stopped.get()) {
                            return;
                        }
                        bar.above(() -> report.add(outcome));
                    }
                }
                bar.above(report::endTarget);
            }
        }
    }

    /** So that room is left for the bar itself. */
    private static String shortened(String name) {
        return name.length() <= MOST_WORDS ? name : name.substring(0, MOST_WORDS);
    }

    /** @throws org.janusrnn.cl.DeviceNotFoundException where there is no device, or none that was asked for. */
    private List<Target> targets() {
        String binding = Settings.get("binding");
        String device = Settings.get("device");
        List<Target> targets = new ArrayList<>();
        for (String name : binding == null ? BINDINGS : List.of(binding.toLowerCase(Locale.ROOT))) {
            Devices.Discovery found = Devices.discover(name);
            found.refusals().stream().filter(refusal -> !refusals.contains(refusal)).forEach(refusals::add);
            found.devices().stream().filter(each -> device == null || Devices.matches(each, device))
                    .forEach(each -> targets.addAll(inWays(each)));
        }
        if (targets.isEmpty()) {
            Devices.select(device);
        }
        return targets;
    }

    private List<Target> inWays(ClDevice device) {
        String setting = Settings.get("way");
        if (way == null && setting == null) {
            return Target.of(device);
        }
        if (way == Ways.both) {
            return List.of(new Target(device, Way.WIDE), new Target(device, Way.TILED));
        }
        return List.of(new Target(device, Way.parse(way == null ? setting : way.name())));
    }
}
