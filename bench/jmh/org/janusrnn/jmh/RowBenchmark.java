package org.janusrnn.jmh;

import java.util.concurrent.TimeUnit;
import org.janusrnn.bench.Content;
import org.janusrnn.bench.Extent;
import org.janusrnn.bench.Oracle;
import org.janusrnn.bench.Pass;
import org.janusrnn.bench.Row;
import org.janusrnn.bench.RowRun;
import org.janusrnn.cell.Cells;
import org.janusrnn.schedule.Engine;
import org.janusrnn.verify.Comparison;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Each standard row and pass; a call enqueues everything and waits for the device. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RowBenchmark {
    /** The cell's name. */
    @Param({"lstm", "gru", "rnn_tanh"})
    public String cell;

    /** One of the standard shapes, or T,B,I,H. */
    @Param({"S1", "S2", "S3", "S4", "S5", "S6", "S7"})
    public String shape;

    /** Whether there are two directions. */
    @Param({"false", "true"})
    public boolean bidirectional;

    /** What of it. */
    @Param({"FORWARD", "TRAIN"})
    public Pass pass;

    private Engine engine;
    private RowRun run;

    /** Makes the row ready, and stops where its results are wrong. */
    @Setup(Level.Trial)
    public void prepare() {
        Row row = new Row(Cells.named(cell).orElseThrow(), Extent.parse(shape), bidirectional, pass);
        Content content = new Content(row);
        engine = Engine.open();
        run = new RowRun(engine, content);
        run.run();
        for (Comparison comparison : new Oracle(content).check(run.results())) {
            if (!comparison.passed()) {
                throw new IllegalStateException("wrong: " + comparison);
            }
        }
    }

    /** One run. */
    @Benchmark
    public void run() {
        run.run();
    }

    /** Closes all. */
    @TearDown(Level.Trial)
    public void close() {
        run.close();
        engine.close();
    }
}
