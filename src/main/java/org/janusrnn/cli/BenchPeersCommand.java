package org.janusrnn.cli;

import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.janusrnn.bench.BenchTarget;
import org.janusrnn.bench.Contest;
import org.janusrnn.bench.ContestResults;
import org.janusrnn.bench.ContestRow;
import org.janusrnn.bench.Environment;
import org.janusrnn.bench.Extent;
import org.janusrnn.bench.Peers;
import org.janusrnn.bench.Row;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Janus beside other engines on the same processors. */
@Command(name = "peers", sortOptions = false,
        description = {"Time Janus and other engines in turns: libtorch in two builds, and ONNX Runtime for the forward "
            + "pass. Everyone's results are checked against the reference in double precision before they are timed.",
            "They come with 'mvn -Ppeers package -Dmaven.test.skip=true', which downloads 250 MB; linux-x86_64 only. "
            + "They compute on the processor, so compare a CPU device."},
        footerHeading = "%nExamples:%n",
        footer = {
            "  janus bench peers                                  all 84 rows, in an hour at most",
            "  janus bench peers --shapes S3 --cells lstm         four rows",
            "  janus bench peers --shapes S1,S2 --pass forward --rounds 7 --out /tmp/peers",
            "",
            "The folder gets peers.json, peers.md and peers.png. What was timed is kept, whatever happens: the",
            "same command goes on with the rows that are missing, as long as the program is that of the same",
            "commit.",
            "A row whose rounds leave open who is ahead takes four times as many.",
            "Nothing else should run meanwhile: an engine that shares a processor with other work collapses.",
            "",
            "Exit status: 1 where a result of Janus is wrong, 2 where the peers are not built."})
final class BenchPeersCommand implements Callable<Integer> {
    @Option(names = {"--shapes", "--rows"}, split = ",", paramLabel = "S1,S2",
            description = "Which of the standard shapes S1 to S7; default all.")
    private List<String> shapes;

    @Option(names = "--cells", split = ",", defaultValue = "lstm,gru,rnn_tanh", paramLabel = "CELL,CELL",
            description = "Default ${DEFAULT-VALUE}, which are those that the peers have.")
    private List<String> cells;

    @Option(names = "--seconds", defaultValue = "0.2", paramLabel = "S",
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

    @Override
    public Integer call() {
        turns.check(seconds);
        List<Row> rows = rows();
        PrintWriter print = spec.commandLine().getOut();
        AtomicBoolean stopped = new AtomicBoolean();
        try (Interrupt interrupt = Interrupt.stops(() -> stopped.set(true))) {
            boolean right = false;
            try (Peers peers = Peers.start(jar())) {
                right = contests(rows, peers, stopped, interrupt, print);
            } catch (IllegalArgumentException | IllegalStateException e) {
                if (!interrupt.came()) {
                    throw e;
                }
                // Ctrl-C ends the peers, too, even while they start; that one is gone is then no error.
            }
            if (interrupt.came()) {
                spec.commandLine().getErr().println("janus: stopped; the rows that were done are in " + turns.out());
                return ExitStatus.INTERRUPTED;
            }
            return right ? ExitStatus.DONE : ExitStatus.FAILURES;
        }
    }

    /** Whether Janus was right in all rows. */
    private boolean contests(List<Row> rows, Peers peers, AtomicBoolean stopped, Interrupt interrupt, PrintWriter print) {
        BenchTarget target = turns.target();
        ContestResults results = ContestResults.open(turns.out(), Environment.of(target.device()), turns.fresh());
        if (!turns.again()) {
            rows.removeIf(results::has);
        }
        boolean right = contest(rows, target, peers, results, stopped, print);
        if (!interrupt.came()) { // Java draws nothing while it goes down
            results.draw();
        }
        if (json.wanted()) {
            print.println(JsonOption.text(results.json()));
        } else {
            print.printf(Locale.ROOT, "Results: %s (peers.json, peers.md, peers.png), %d rows%s%n", turns.out(),
                    results.rows().size(), results.geometricMean() == null ? ""
                            : String.format(Locale.ROOT, ", geometric mean %.2f", results.geometricMean()));
        }
        print.flush();
        return right;
    }

    private boolean contest(List<Row> rows, BenchTarget target, Peers peers, ContestResults results,
            AtomicBoolean stopped, PrintWriter print) {
        boolean right = true;
        int[] done = new int[1];
        if (rows.isEmpty()) {
            return right;
        }
        try (Bar bar = Bar.open("timing", rows.size());
             Contest contest = new Contest(
                     turns.sitting(target, seconds, stopped, text -> bar.show(done[0], text)), peers)) {
            for (Row row : rows) {
                ContestRow result = stopped.get() ? null : contest.row(row);
                if (result == null) {
                    return right;
                }
                right &= result.right();
                results.add(result);
                done[0]++;
                if (!json.wanted()) {
                    bar.above(() -> {
                        print.println(result.line());
                        print.flush();
                    });
                }
            }
        }
        return right;
    }

    private List<Row> rows() {
        List<Extent> extents = new ArrayList<>();
        for (String name : shapes == null ? List.copyOf(Extent.standard().keySet()) : shapes) {
            Extent extent = Extent.parse(name);
            extents.add(extent);
        }
        List<Row> rows = new ArrayList<>();
        for (Extent extent : extents) {
            for (String name : cells) {
                Cell cell = Cells.named(name).filter(c -> List.of("lstm", "gru", "rnn_tanh").contains(c.name()))
                        .orElseThrow(() -> new IllegalArgumentException("the peers have no cell '" + name
                                + "'; they have lstm, gru and rnn_tanh"));
                for (boolean bidirectional : turns.bidirectional()) {
                    turns.passes().forEach(each -> rows.add(new Row(cell, extent, bidirectional, each)));
                }
            }
        }
        return rows;
    }

    /** The jar that this runs from, beside which the peers are. */
    private static Path jar() {
        try {
            return Path.of(BenchPeersCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
