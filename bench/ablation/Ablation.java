import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.janusrnn.bench.Content;
import org.janusrnn.bench.Environment;
import org.janusrnn.bench.Extent;
import org.janusrnn.bench.Oracle;
import org.janusrnn.bench.Pass;
import org.janusrnn.bench.Row;
import org.janusrnn.bench.RowRun;
import org.janusrnn.bench.Turns;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClContext;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.ClProgram;
import org.janusrnn.cl.Devices;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.verify.Comparison;

/**
 * What each step on the way from one launch a gate to Janus's kernels brings: the forward pass of a bidirectional LSTM, each
 * variant checked against the reference in double precision before it is timed. The first variants are of ablation.cl.
 *
 * <p>The variants take turns, since a computer that wavers would compare one minute with another: milliseconds are medians
 * of the rounds, and how many times as fast one variant is as another is the median of the rounds' ratios.
 */
public final class Ablation {
    private static final int ROUNDS = 7;
    private static final double TURN_NANOS = 1e8;

    private Ablation() {
    }

    /** Something to time: it has been run once, and was right. */
    private record Variant(String name, Runnable enqueue, Runnable finish) {
        /** One turn: runs for a tenth of a second, at least one. */
        long[] turn() {
            long[] nanos = new long[1];
            int runs = 0;
            long begin = System.nanoTime();
            do {
                long before = System.nanoTime();
                enqueue.run();
                finish.run();
                nanos = runs == nanos.length ? Arrays.copyOf(nanos, 2 * runs) : nanos;
                nanos[runs++] = System.nanoTime() - before;
            } while (System.nanoTime() - begin < TURN_NANOS);
            return Arrays.copyOf(nanos, runs);
        }
    }

    /** The variants of one table, all open at once. */
    private static final class Table implements AutoCloseable {
        private final Oracle oracle;
        private final List<Variant> variants = new ArrayList<>();
        private final List<Runnable> open = new ArrayList<>();

        Table(Oracle oracle) {
            this.oracle = oracle;
        }

        /** What is closed with the table, the last first. */
        <T> T with(T resource, Consumer<T> close) {
            open.add(() -> close.accept(resource));
            return resource;
        }

        void add(String name, Runnable enqueue, Runnable finish, Supplier<Map<String, Tensor>> results) {
            enqueue.run();
            finish.run();
            for (Comparison comparison : oracle.check(results.get())) {
                if (!comparison.passed()) {
                    throw new IllegalStateException(name + ": " + comparison);
                }
            }
            variants.add(new Variant(name, enqueue, finish));
        }

        /** Adds the forward pass as Janus runs it. */
        void add(String name, Engine.Builder builder, Content content) {
            Engine engine = with(builder.open(), Engine::close);
            RowRun run = with(new RowRun(engine, content), RowRun::close);
            add(name, run::enqueue, engine::finish, run::results);
        }

        Turns time() {
            Turns turns = new Turns();
            for (int round = 0; round < ROUNDS; round++) {
                for (Variant variant : variants) {
                    turns.add(variant.name, variant.turn());
                }
                System.out.println("round " + (round + 1) + " of " + ROUNDS);
            }
            return turns;
        }

        @Override
        public void close() {
            for (int i = open.size() - 1; i >= 0; i--) {
                open.get(i).run();
            }
        }
    }

    /** @param arguments where the table goes, then shapes. */
    public static void main(String[] arguments) throws IOException {
        ClDevice device = Devices.select(null);
        String source = Files.readString(Path.of("bench/ablation/ablation.cl"));
        StringBuilder text = new StringBuilder("# What each step brings\n\nForward pass of a bidirectional LSTM, median "
                + "milliseconds of " + ROUNDS + " rounds, in which the variants take turns;\nfactors are medians of the "
                + "rounds' ratios. Written by `bench/ablation/run`.\nEach variant is checked against the "
                + "reference in double precision before it is timed.\n\n## Environment\n\n");
        Environment.of(device).forEach((name, value) -> text.append("- ").append(name).append(": ").append(value)
                .append('\n'));
        for (int i = 1; i < arguments.length; i++) {
            Row row = new Row(Cells.lstm(), Extent.parse(arguments[i]), true, Pass.FORWARD);
            text.append("\n## ").append(row).append('\n');
            Content content = new Content(row);
            try (Table table = new Table(new Oracle(content))) {
                pass(table, device, source, content);
                print(table.time(), "variant", text);
            }
            content = new Content(new Row(Cells.lstm(), row.extent(), 2, false, Pass.FORWARD));
            try (Table table = new Table(new Oracle(content))) {
                stack(table, device, content);
                print(table.time(), "two layers of one direction", text);
            }
            Files.writeString(Path.of(arguments[0]), text);
        }
    }

    private static void print(Turns turns, String what, StringBuilder text) {
        text.append("\n| ").append(what).append(" | ms | rounds | times the one above | times the first |\n"
                + "| --- | ---: | ---: | ---: | ---: |\n");
        List<String> names = List.copyOf(turns.names());
        for (int k = 0; k < names.size(); k++) {
            double[] rounds = turns.roundMedianMillis(names.get(k)).stream().mapToDouble(Double::doubleValue).sorted()
                    .toArray();
            text.append(String.format(Locale.ROOT, "| %s | %.3f | %.3f to %.3f | %.2f | %.2f |%n", names.get(k),
                    Turns.median(rounds), rounds[0], rounds[rounds.length - 1],
                    turns.ratio(names.get(Math.max(0, k - 1)), names.get(k)), turns.ratio(names.get(0), names.get(k))));
        }
    }

    private static void pass(Table table, ClDevice device, String source, Content content) {
        Map<String, PlainLstm.Cut> variants = new LinkedHashMap<>();
        variants.put("a launch for each gate's products, another for the cell", PlainLstm.Cut.GATES_APART);
        variants.put("+ the gates in one launch", PlainLstm.Cut.GATES_TOGETHER);
        variants.put("+ the input's product for all steps at once", PlainLstm.Cut.PROJECTION_FIRST);
        variants.put("+ the cell fused with the product of h", PlainLstm.Cut.FUSED);
        for (boolean two : new boolean[] {false, true}) {
            ClContext context = table.with(ClContext.open(device), ClContext::close);
            ClProgram program = table.with(context.build("ablation.cl", source, "-cl-std=CL1.2"), ClProgram::close);
            PlainLstm plain = table.with(new PlainLstm(context, program, content, two), PlainLstm::close);
            if (two) {
                variants.clear();
                variants.put("+ the directions on two queues", PlainLstm.Cut.FUSED);
                variants.put("+ all steps in one launch", PlainLstm.Cut.LOOP);
            }
            variants.forEach((name, cut) -> table.add(name, () -> plain.enqueue(cut), plain::finish,
                    () -> Map.of(Oracle.OUTPUT, plain.result())));
        }
        for (Way way : Way.values()) {
            if (way == Way.WIDE && device.slowCompiler()) {
                continue;
            }
            table.add("Janus, " + way + ", one queue", Engine.builder().device(device).way(way).oneQueue(), content);
            table.add("Janus, " + way + ", two queues", Engine.builder().device(device).way(way), content);
        }
    }

    /** Two layers of one direction, which overlap on two queues where there is room. */
    private static void stack(Table table, ClDevice device, Content content) {
        table.add("one queue", Engine.builder().device(device).oneQueue(), content);
        table.add("two queues, layers overlap where there is room", Engine.builder().device(device), content);
        table.add("two queues, layers overlap always", Engine.builder().device(device).overlapLayers(), content);
    }
}
