package org.janusrnn.cl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.janusrnn.testing.Direct;
import org.janusrnn.testing.EveryDeviceAndBinding;

/** Building programs, setting arguments, launching. */
class KernelContractTest {
    private static final String OPTIONS = "-cl-std=CL1.2";
    private static final String ADD = """
            kernel void add(global int* out, int value) {
                out[get_global_id(0)] += value;
            }
            """;

    @EveryDeviceAndBinding
    void everyKindOfArgument(ClDevice device) {
        String source = """
                kernel void arguments(global float* out, global const float* none, int i, long l, float f,
                                      local float* tmp) {
                    size_t id = get_local_id(0);
                    tmp[id] = (float) id;
                    barrier(CLK_LOCAL_MEM_FENCE);
                    float big = (float) (l >> 32);
                    out[get_global_id(0)] = tmp[get_local_size(0) - 1 - id] + i * 100 + f + big + (none ? 1e6f : 0);
                }
                """;
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClProgram program = context.build("arguments.cl", source, OPTIONS);
             ClKernel kernel = program.kernel("arguments");
             ClBuffer out = context.buffer(4 * Float.BYTES)) {
            kernel.arg(0, out).arg(1, (ClBuffer) null).arg(2, 3).arg(3, 7L << 32 | 5).arg(4, 0.5f).localArg(5, 8);
            queue.launch(kernel, WorkSize.of(4, 2));
            assertThat(Direct.floats(queue, out)).containsExactly(308.5f, 307.5f, 308.5f, 307.5f);
            // Local size 1, and one argument set anew while the others stay.
            queue.launch(kernel.arg(2, -3), WorkSize.of(4, 1));
            assertThat(Direct.floats(queue, out)).containsOnly(-292.5f);
            // A buffer that takes the place of NULL.
            queue.launch(kernel.arg(1, out), WorkSize.of(new long[] {4}, null));
            assertThat(Direct.floats(queue, out)[0]).isGreaterThan(9e5f);
        }
    }

    @EveryDeviceAndBinding
    void threeDimensions(ClDevice device) {
        String source = """
                kernel void where(global int* out) {
                    size_t at = (get_global_id(2) * get_global_size(1) + get_global_id(1)) * get_global_size(0)
                            + get_global_id(0);
                    out[at] = get_global_id(0) + 10 * get_global_id(1) + 100 * get_global_id(2)
                            + 1000 * get_local_size(1);
                }
                """;
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClProgram program = context.build("where.cl", source, OPTIONS);
             ClKernel kernel = program.kernel("where");
             ClBuffer out = context.buffer(12 * Integer.BYTES)) {
            queue.launch(kernel.arg(0, out), WorkSize.of(new long[] {3, 2, 2}, new long[] {3, 2, 1}));
            assertThat(Direct.ints(queue, out))
                    .containsExactly(2000, 2001, 2002, 2010, 2011, 2012, 2100, 2101, 2102, 2110, 2111, 2112);
        }
    }

    @EveryDeviceAndBinding
    void wrongArgumentsAreNamed(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClContext other = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClQueue otherQueue = other.queue(false);
             ClProgram program = context.build("add.cl", ADD, OPTIONS);
             ClKernel kernel = program.kernel("add");
             ClBuffer foreign = other.buffer(4);
             ClBuffer buffer = Direct.buffer(context, queue, 1)) {
            WorkSize size = WorkSize.of(1, 1);
            assertThatThrownBy(() -> queue.launch(kernel.arg(0, buffer), size))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("kernel add is launched with argument 1 not set");
            assertThatThrownBy(() -> kernel.arg(2, 1)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("kernel add has 2 arguments, so there is none of index 2");
            assertThatThrownBy(() -> kernel.localArg(1, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> kernel.arg(0, foreign)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another context");
            assertThatThrownBy(() -> otherQueue.launch(kernel, size))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("another context");
            assertThatThrownBy(() -> kernel.arg(1, 41L))
                    .isInstanceOfSatisfying(ClException.class, e -> assertThat(e.code()).isEqualTo(-51))
                    .hasMessageContaining("clSetKernelArg failed with CL_INVALID_ARG_SIZE (-51) while setting argument 1"
                            + " of kernel add");
            kernel.arg(1, 41);
            queue.launch(kernel, size);
            assertThat(Direct.ints(queue, buffer)).containsExactly(42);
        }
    }

    @EveryDeviceAndBinding
    void unknownKernelIsNamed(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClProgram program = context.build("add.cl", ADD, OPTIONS)) {
            assertThatThrownBy(() -> program.kernel("subtract"))
                    .isInstanceOfSatisfying(ClException.class, e -> assertThat(e.code()).isEqualTo(-46))
                    .hasMessageContaining("clCreateKernel failed with CL_INVALID_KERNEL_NAME (-46) while making kernel"
                            + " subtract of add.cl");
        }
    }

    @EveryDeviceAndBinding
    void launchThatFailsNamesKernelAndSizes(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClProgram program = context.build("add.cl", ADD, OPTIONS);
             ClKernel kernel = program.kernel("add");
             ClBuffer buffer = Direct.buffer(context, queue, 1)) {
            assertThat(kernel.maxWorkGroupSize()).isBetween(1, device.maxWorkGroupSize());
            long tooMany = 2L * device.maxWorkGroupSize();
            assertThatThrownBy(() -> queue.launch(kernel.arg(0, buffer).arg(1, 1), WorkSize.of(tooMany, tooMany)))
                    .isInstanceOfSatisfying(ClException.class, e -> assertThat(e.code()).isIn(-54, -55))
                    .hasMessageContaining("while launching kernel add with global [" + tooMany + "], local ["
                            + tooMany + "] on " + device.id());
        }
    }

    @EveryDeviceAndBinding
    void buildLogNamesFileAndLine(ClDevice device) {
        try (ClContext context = ClContext.open(device)) {
            assertThatThrownBy(() -> context.build("broken.cl", "kernel void f() {\n  int x = nowhere;\n}\n", OPTIONS))
                    .isInstanceOfSatisfying(ClBuildException.class,
                            e -> assertThat(e.log()).contains("broken.cl:2").contains("nowhere"))
                    .hasMessageContaining("while building broken.cl")
                    .hasMessageContaining("nowhere");
        }
    }

    @EveryDeviceAndBinding
    void optionsReachTheCompiler(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClProgram program = context.build("n.cl", "kernel void n(global int* out) { out[0] = N; }",
                     OPTIONS + " -DN=17");
             ClKernel kernel = program.kernel("n");
             ClBuffer out = context.buffer(4)) {
            queue.launch(kernel.arg(0, out), WorkSize.of(1, 1));
            assertThat(Direct.ints(queue, out)).containsExactly(17);
        }
    }

    @EveryDeviceAndBinding
    void binaryOfAProgramRunsAgain(ClDevice device) {
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClProgram source = context.build("add.cl", ADD, OPTIONS);
             ClProgram program = context.load("add.cl", source.binary(), OPTIONS);
             ClKernel kernel = program.kernel("add");
             ClBuffer buffer = Direct.buffer(context, queue, 1, 2)) {
            queue.launch(kernel.arg(0, buffer).arg(1, 5), WorkSize.of(2, 1));
            assertThat(Direct.ints(queue, buffer)).containsExactly(6, 7);
        }
    }

    /** One queue and one kernel object a thread is the rule; two threads that keep to it do not disturb each other. */
    @EveryDeviceAndBinding
    void twoThreadsWithAQueueEach(ClDevice device) throws Exception {
        assumeThat(device.manyThreads()).as("a device that bears two threads").isTrue();
        int launches = 200;
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (ClContext context = ClContext.open(device);
             ClProgram program = context.build("add.cl", ADD, OPTIONS)) {
            Future<int[]> ones = threads.submit(() -> added(context, program, 1, launches));
            Future<int[]> thousands = threads.submit(() -> added(context, program, 1000, launches));
            assertThat(ones.get()).containsExactly(launches, launches);
            assertThat(thousands.get()).containsExactly(1000 * launches, 1000 * launches);
        } finally {
            threads.shutdown();
        }
    }

    private static int[] added(ClContext context, ClProgram program, int value, int launches) {
        try (ClQueue queue = context.queue(false);
             ClKernel kernel = program.kernel("add");
             ClBuffer buffer = Direct.buffer(context, queue, 0, 0)) {
            for (int i = 0; i < launches; i++) {
                queue.launch(kernel.arg(0, buffer).arg(1, value), WorkSize.of(2, 1));
            }
            return Direct.ints(queue, buffer);
        }
    }

    /** Seen from another queue, which waits for nothing: what was flushed long before counts too. */
    @EveryDeviceAndBinding
    void finishingWaitsForAllThatWasFlushed(ClDevice device) {
        String source = """
                kernel void slowly(global int* out, int n) {
                    int sum = 0;
                    for (int i = 0; i < n; i++) {
                        sum += out[1];
                    }
                    out[0] += sum;
                }
                """;
        int launches = 50;
        int iterations = device.simulated() ? 100 : 60_000;
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClQueue other = context.queue(false);
             ClProgram program = context.build("slowly.cl", source, OPTIONS);
             ClKernel kernel = program.kernel("slowly");
             ClBuffer buffer = Direct.buffer(context, queue, 0, 1)) {
            kernel.arg(0, buffer).arg(1, iterations);
            for (int i = 0; i < launches; i++) {
                queue.launch(kernel, WorkSize.of(1, 1));
            }
            queue.flush();
            queue.finish();
            assertThat(Direct.ints(other, buffer)[0]).isEqualTo(launches * iterations);
        }
    }

    /** The fault that KnownFaults has, and the limit it gives for the way round. */
    @EveryDeviceAndBinding
    void loopsRunToTheirEndUpToTheLimitOfTheDevice(ClDevice device) {
        String source = """
                kernel void count(global int* out, int n) {
                    int sum = 0;
                    for (int i = 0; i < n; i++) {
                        sum += out[1];
                    }
                    out[0] = sum;
                }
                """;
        int iterations = (int) Math.min(70_000, device.maxLoopIterations());
        try (ClContext context = ClContext.open(device);
             ClQueue queue = context.queue(false);
             ClProgram program = context.build("count.cl", source, OPTIONS);
             ClKernel kernel = program.kernel("count");
             ClBuffer buffer = Direct.buffer(context, queue, 0, 1)) {
            queue.launch(kernel.arg(0, buffer).arg(1, iterations), WorkSize.of(1, 1));
            assertThat(Direct.ints(queue, buffer)[0]).isEqualTo(iterations);
        }
    }
}
