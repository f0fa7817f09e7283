package org.janusrnn.jmh;

import java.util.concurrent.TimeUnit;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClContext;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.ClKernel;
import org.janusrnn.cl.ClProgram;
import org.janusrnn.cl.ClQueue;
import org.janusrnn.cl.Devices;
import org.janusrnn.cl.WorkSize;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a launch costs the host, by either binding: a kernel that writes one number, with one argument set before each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LaunchBenchmark {
    private static final int LAUNCHES = 1000;

    /** How Java reaches OpenCL. */
    @Param({"lwjgl", "jocl"})
    public String binding;

    private ClContext context;
    private ClQueue queue;
    private ClProgram program;
    private ClKernel kernel;
    private ClBuffer buffer;
    private final WorkSize one = WorkSize.of(1, 1);

    /** Opens the device and builds the kernel. */
    @Setup(Level.Trial)
    public void open() {
        System.setProperty("janus.binding", binding);
        ClDevice device = Devices.select(null);
        context = ClContext.open(device);
        queue = context.queue(false);
        program = context.build("launch.cl", "kernel void launch(global int* to, int value) { to[0] = value; }",
                "-cl-std=CL1.2");
        kernel = program.kernel("launch");
        buffer = context.buffer(Integer.BYTES);
        kernel.arg(0, buffer);
    }

    /** The host's part alone: a thousand launches one behind the other, while the device works on the first of them. */
    @Benchmark
    @OperationsPerInvocation(LAUNCHES)
    public void launches() {
        enqueue();
    }

    /** The same and the wait until the device is done with all: what is slower of the host's part and the driver's. */
    @Benchmark
    @OperationsPerInvocation(LAUNCHES)
    public void launchesAndWait() {
        enqueue();
        queue.finish();
    }

    private void enqueue() {
        for (int i = 0; i < LAUNCHES; i++) {
            kernel.arg(1, i);
            queue.launch(kernel, one);
        }
    }

    /** A launch, and the wait until it is done. */
    @Benchmark
    public void launchAndWait() {
        kernel.arg(1, 1);
        queue.launch(kernel, one);
        queue.finish();
    }

    /** Waits, outside of what is timed, so that every invocation finds an empty queue. */
    @TearDown(Level.Invocation)
    public void finish() {
        queue.finish();
    }

    /** Closes all. */
    @TearDown(Level.Trial)
    public void close() {
        buffer.close();
        kernel.close();
        program.close();
        queue.close();
        context.close();
    }
}
