package org.janusrnn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.janusrnn.bench.BenchTarget;
import org.janusrnn.bench.CellsContest;
import org.janusrnn.bench.CellsResults;
import org.janusrnn.bench.CellsRow;
import org.janusrnn.bench.Environment;
import org.janusrnn.bench.Extent;
import org.janusrnn.bench.LoopBench;
import org.janusrnn.bench.LoopRow;
import org.janusrnn.bench.Pass;
import org.janusrnn.bench.Sitting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The cells that other engines do not have, beside Janus's own LSTM; IndRNN's loop beside the memory. */
@Command(name = "cells", sortOptions = false,
        description = {"Time JANET, MGU and IndRNN in turns with the LSTM, and the time loop of IndRNN in turns with "
            + "kernels that only touch memory. All results are checked against the reference in double precision before "
            + "they are timed."},
        footerHeading = "%nExamples:%n",
        footer = {
            "  janus bench cells                                  all shapes, some minutes",
            "  janus bench cells --shapes S1,S7 --pass forward --rounds 5",
            "  janus bench cells --table loops --shapes S3 --out /tmp/cells --json",
            "",
            "The folder gets cells.json and cells.md. What was timed is kept, whatever happens: the same command",
            "goes on with the rows that are missing, as long as the program is that of the same commit.",
            "",
            "Exit status: 1 where a result is wrong, 3 without a device. Ctrl-C keeps what was measured."})
final class BenchCellsCommand implements Callable<Integer> {
    enum Tables { cells, loops, both }

    @Option(names = "--shapes", split = ",(?=[sS])|(?<=[sS]\\d),", converter = ExtentConverter.class,
            paramLabel = "S1,S2", hideParamSyntax = true,
            description = "Which of the standard shapes S1 to S7, or sizes T,B,I,H; can be given several times. Default "
                + "all that are standard.")
    private List<Extent> shapes;

    @Option(names = "--loop-shapes", defaultValue = "5000,32,128,128", converter = ExtentConverter.class,
            paramLabel = "T,B,I,H", description = "Shapes for the loops alone, beside the others; default "
                + "${DEFAULT-VALUE}, which is larger than most caches.")
    private List<Extent> loopShapes;

    @Option(names = "--table", defaultValue = "both", paramLabel = "TABLE",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}. The loops' has one direction alone.")
    private Tables table;

    @Option(names = "--seconds", defaultValue = "0.1", paramLabel = "S",
            description = "How long a turn is, at least one run; default ${DEFAULT-VALUE}.")
    private double seconds;

    @Mixin
    private TurnOptions turns;

    @Mixin
    private DeviceOptions deviceOptions;

    @Mixin
    private JsonOption json;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    /** A row of the first table; or with {@code loops} the loops of a shape and pass. */
    private record Work(Extent extent, boolean bidirectional, Pass pass, boolean loops) {
        boolean in(CellsResults results) {
            return loops ? results.hasLoops(extent, pass) : results.has(extent, bidirectional, pass);
        }
    }

    @Override
    public Integer call() {
        turns.check(seconds);
        PrintWriter print = spec.commandLine().getOut();
        AtomicBoolean stopped = new AtomicBoolean();
        try (Interrupt interrupt = Interrupt.stops(() -> stopped.set(true))) {
            BenchTarget target = turns.target();
            List<Work> work = work(target);
            CellsResults results = CellsResults.open(turns.out(), Environment.of(target.device()), turns.fresh());
            if (!turns.again()) {
                work.removeIf(each -> each.in(results));
            }
            boolean right = time(work, target, results, stopped, print);
            if (json.wanted()) {
                print.println(JsonOption.text(results.json()));
            } else {
                print.printf(Locale.ROOT, "Results: %s (cells.json, cells.md), %d rows%n", turns.out(),
                        results.size());
            }
            print.flush();
            if (interrupt.came()) {
                spec.commandLine().getErr().println("janus: stopped; the rows that were done are in " + turns.out());
                return ExitStatus.INTERRUPTED;
            }
            return right ? ExitStatus.DONE : ExitStatus.FAILURES;
        }
    }

    private boolean time(List<Work> work, BenchTarget target, CellsResults results, AtomicBoolean stopped,
            PrintWriter print) {
        boolean right = true;
        int[] done = new int[1];
        try (Bar bar = Bar.open("timing", work.size())) {
            Sitting sitting = turns.sitting(target, seconds, stopped, text -> bar.show(done[0], text));
            CellsContest cells = new CellsContest(sitting);
            LoopBench loops = new LoopBench(sitting);
            for (Work each : work) {
                List<String> lines = new ArrayList<>();
                if (!stopped.get() && each.loops) {
                    for (LoopRow row : loops.rows(each.extent, each.pass)) {
                        results.add(row);
                        right &= row.right();
                        lines.add(row.line());
                    }
                } else if (!stopped.get()) {
                    CellsRow row = cells.row(each.extent, each.bidirectional, each.pass);
                    if (row != null) {
                        results.add(row);
                        right &= row.right();
                        lines.add(row.line());
                    }
                }
                done[0]++;
                if (!json.wanted()) {
                    bar.above(() -> {
                        lines.forEach(print::println);
                        print.flush();
                    });
                }
            }
        }
        return right;
    }

    private List<Work> work(BenchTarget target) {
        List<Extent> standard = shapes != null ? shapes : List.copyOf(Extent.standard().values());
        Set<Work> work = new LinkedHashSet<>();
        for (Extent extent : standard) {
            for (boolean bidirectional : turns.bidirectional()) {
                if (table != Tables.loops) {
                    turns.passes().forEach(each -> work.add(new Work(extent, bidirectional, each, false)));
                }
            }
        }
        if (table == Tables.both && !target.device().eventTimes()) {
            spec.commandLine().getErr().println("janus: the table of loops is left out: the driver of "
                    + target.device().name() + " does not tell when a kernel ran");
        } else if (table != Tables.cells) {
            for (Extent extent : Stream.concat(standard.stream(), loopShapes.stream()).toList()) {
                turns.passes().forEach(each -> work.add(new Work(extent, false, each, true)));
            }
        }
        return new ArrayList<>(work);
    }
}
