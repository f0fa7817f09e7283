import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.janusrnn.bench.BenchTarget;
import org.janusrnn.bench.Content;
import org.janusrnn.bench.Environment;
import org.janusrnn.bench.Explanation;
import org.janusrnn.bench.Extent;
import org.janusrnn.bench.Oracle;
import org.janusrnn.bench.Pass;
import org.janusrnn.bench.Row;
import org.janusrnn.bench.RowRun;
import org.janusrnn.bench.Sample;
import org.janusrnn.bench.Turns;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.Devices;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.DeviceMemoryException;
import org.janusrnn.verify.Comparison;

/**
 * How time and memory grow: the time of a step over the number of steps, and what a training step takes where it stores
 * its gates and where it computes them again. Every row is checked before it is timed.
 */
public final class Growth {
    private static final int[] STEPS = {10, 100, 1000, 10_000};
    private static final List<Cell> CELLS = List.of(Cells.lstm(), Cells.gru());
    private static final int LAST = STEPS.length - 1;
    private static final int ROUNDS = 9;
    private static final long TURN_NANOS = 100_000_000;
    private static final double MICROS = 1e3;
    private static final double MEBI = 0x1p-20;

    private Growth() {
    }

    /** @param arguments the file to write. */
    public static void main(String[] arguments) throws IOException {
        ClDevice device = Devices.select(null);
        StringBuilder text = new StringBuilder("# How time and memory grow\n\nWritten by `bench/growth/run`. Every row "
                + "is checked before it is timed.\n\n## Environment\n\n");
        Environment.of(device).forEach((name, value) -> text.append("- ").append(name).append(": ").append(value)
                .append('\n'));
        text.append("\n## Time of a step\n\nMicroseconds of a run by its time steps T; then those of each further step, from "
                + "one T to the next, without what a run takes however long it is. The four take turns: all numbers are "
                + "medians of " + ROUNDS + " rounds, and how much slower a step is at 10,000 than at 1000 is the median of "
                + "the rounds' ratios, its lowest and highest in brackets.\n\n"
                + "| row | T = 10 | 100 | 1000 | 10,000 | further: to 100 | to 1000 | to 10,000 | 10,000 by 1000 |\n"
                + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        for (int batch : new int[] {1, 16}) {
            for (Cell cell : CELLS) {
                for (Pass pass : Pass.values()) {
                    line(text, device, cell, batch, pass);
                }
            }
        }
        text.append("\n## Memory of a training step\n\nMiB of activations and workspace, gradients of the outputs "
                + "included; parameters, their gradients and packed weights come on top (see docs/memory.md). "
                + "Both take turns: milliseconds and the ratio of time are medians of the rounds.\n\n"
                + "| row | must be kept | stored | ms | recomputed | ms | memory | time |\n"
                + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        for (Cell cell : CELLS) {
            for (boolean both : new boolean[] {false, true}) {
                for (String shape : List.of("S1", "S2", "S3", "S6", "S7")) {
                    memory(text, device, new Row(cell, Extent.parse(shape), both, Pass.TRAIN));
                }
            }
        }
        Files.writeString(Path.of(arguments[0]), text);
    }

    private static void line(StringBuilder text, ClDevice device, Cell cell, int batch, Pass pass) {
        String name = String.format(Locale.ROOT, "%s, B = %d, I = H = 128, %s", cell.name(), batch, pass);
        System.err.println(name);
        List<RowRun> runs = new ArrayList<>();
        try (Engine engine = Engine.builder().device(device).open()) {
            try {
                for (int steps : STEPS) {
                    runs.add(checked(engine, new Row(cell, new Extent(steps, batch, 128, 128), false, pass)));
                }
                line(text, name, rounds(runs));
            } finally {
                runs.forEach(RowRun::close);
            }
        } catch (DeviceMemoryException e) {
            text.append("| ").append(name).append(" | ").append(e.getMessage()).append(" |\n");
        }
    }

    /** Microseconds of a run, round by round. */
    private static double[][] rounds(List<RowRun> runs) {
        double[][] micros = new double[ROUNDS][];
        for (int round = 0; round < ROUNDS; round++) {
            micros[round] = runs.stream().mapToDouble(Growth::turnMicros).toArray();
        }
        return micros;
    }

    private static void line(StringBuilder text, String name, double[][] micros) {
        text.append("| ").append(name).append(" |");
        for (int i = 0; i < STEPS.length; i++) {
            int at = i;
            text.append(String.format(Locale.ROOT, " %.2f |", median(micros, round -> round[at] / STEPS[at])));
        }
        for (int i = 1; i < STEPS.length; i++) {
            int at = i;
            text.append(String.format(Locale.ROOT, " %.2f |", median(micros,
                    round -> (round[at] - round[at - 1]) / (STEPS[at] - STEPS[at - 1]))));
        }
        double[] ratios = sorted(micros, round -> round[LAST] / STEPS[LAST] / (round[LAST - 1] / STEPS[LAST - 1]));
        text.append(String.format(Locale.ROOT, " %.2f (%.2f to %.2f) |%n", Turns.median(ratios), ratios[0],
                ratios[ROUNDS - 1]));
    }

    private static double median(double[][] rounds, ToDoubleFunction<double[]> of) {
        return Turns.median(sorted(rounds, of));
    }

    private static double[] sorted(double[][] rounds, ToDoubleFunction<double[]> of) {
        return Arrays.stream(rounds).mapToDouble(of).sorted().toArray();
    }

    private static RowRun checked(Engine engine, Row row) {
        Content content = new Content(row);
        RowRun run = new RowRun(engine, content);
        run.run();
        for (Comparison each : new Oracle(content).check(run.results())) {
            if (!each.passed()) {
                run.close();
                throw new IllegalStateException(row + " is wrong: " + each);
            }
        }
        return run;
    }

    private static double turnMicros(RowRun run) {
        run.run();
        long begin = System.nanoTime();
        List<Long> nanos = new ArrayList<>();
        for (long before = begin; before - begin < TURN_NANOS;) {
            run.run();
            long now = System.nanoTime();
            nanos.add(now - before);
            before = now;
        }
        return MICROS * new Sample(nanos.stream().mapToLong(Long::longValue).toArray()).medianMillis();
    }

    private static void memory(StringBuilder text, ClDevice device, Row row) {
        System.err.println(row);
        Explanation stored = Explanation.of(new BenchTarget(device, null, false), row);
        Explanation again = Explanation.of(new BenchTarget(device, null, true), row);
        try (Engine stores = Engine.builder().device(device).open();
             Engine recomputes = Engine.builder().device(device).recompute(true).open();
             RowRun before = checked(stores, row); RowRun after = checked(recomputes, row)) {
            double[][] micros = rounds(List.of(before, after));
            text.append(String.format(Locale.ROOT, "| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n", row,
                    stored.mustKeep() * MEBI, stored.planBytes() * MEBI, median(micros, round -> round[0] / MICROS),
                    again.planBytes() * MEBI, median(micros, round -> round[1] / MICROS),
                    (double) again.planBytes() / stored.planBytes(), median(micros, round -> round[1] / round[0])));
        }
    }
}
