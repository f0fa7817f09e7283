import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.janusrnn.bench.Bench;
import org.janusrnn.bench.BenchTarget;
import org.janusrnn.bench.Environment;
import org.janusrnn.bench.Explanation;
import org.janusrnn.bench.Extent;
import org.janusrnn.bench.Measurement;
import org.janusrnn.bench.Pass;
import org.janusrnn.bench.Row;
import org.janusrnn.bench.Stopwatch;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.Devices;
import org.janusrnn.tensor.DeviceMemoryException;

/**
 * How time and memory grow: the time of a step over the number of steps, and what a training step takes where it stores
 * its gates and where it computes them again. Every row is checked before it is timed.
 */
public final class Growth {
    private static final int[] STEPS = {10, 100, 1000, 10_000};
    private static final List<Cell> CELLS = List.of(Cells.lstm(), Cells.gru());
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
        text.append("\n## Time of a step\n\nMedian microseconds of a run by its time steps T, and how much slower a "
                + "step is at 10,000 than where it is fastest.\n\n"
                + "| row | T = 10 | 100 | 1000 | 10000 | last by least |\n"
                + "| --- | ---: | ---: | ---: | ---: | ---: |\n");
        for (int batch : new int[] {1, 16}) {
            for (Cell cell : CELLS) {
                for (Pass pass : Pass.values()) {
                    line(text, device, cell, batch, pass);
                }
            }
        }
        text.append("\n## Memory of a training step\n\nMiB of activations and workspace, gradients of the outputs "
                + "included; parameters, their gradients and packed weights come on top (see docs/memory.md). "
                + "Milliseconds are medians.\n\n"
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
        List<Double> micros = new ArrayList<>();
        for (int steps : STEPS) {
            try {
                micros.add(MICROS * millis(new BenchTarget(device, null),
                        new Row(cell, new Extent(steps, batch, 128, 128), false, pass)) / steps);
            } catch (DeviceMemoryException e) {
                System.err.println(e.getMessage());
                micros.add(Double.NaN);
            }
        }
        double least = micros.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        text.append(String.format(Locale.ROOT, "| %s, B = %d, I = H = 128, %s |", cell.name(), batch, pass));
        micros.forEach(each -> text.append(String.format(Locale.ROOT, " %.2f |", each)));
        text.append(String.format(Locale.ROOT, " %.2f |%n", micros.get(micros.size() - 1) / least));
    }

    private static void memory(StringBuilder text, ClDevice device, Row row) {
        BenchTarget stores = new BenchTarget(device, null, false);
        BenchTarget recomputes = new BenchTarget(device, null, true);
        Explanation stored = Explanation.of(stores, row);
        Explanation again = Explanation.of(recomputes, row);
        double before = millis(stores, row);
        double after = millis(recomputes, row);
        text.append(String.format(Locale.ROOT, "| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n", row,
                stored.mustKeep() * MEBI, stored.planBytes() * MEBI, before, again.planBytes() * MEBI, after,
                (double) again.planBytes() / stored.planBytes(), after / before));
    }

    private static double millis(BenchTarget target, Row row) {
        Measurement measured = new Bench(target, Stopwatch.standard(), false, () -> false, said -> { }).measure(row);
        if (!measured.right()) {
            throw new IllegalStateException(row + " is wrong: " + measured.worst());
        }
        System.err.printf(Locale.ROOT, "%s: %.3f ms%n", row, measured.times().wall().medianMillis());
        return measured.times().wall().medianMillis();
    }
}
