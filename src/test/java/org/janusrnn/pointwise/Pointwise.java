package org.janusrnn.pointwise;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClContext;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.ClKernel;
import org.janusrnn.cl.ClQueue;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.kernel.KernelLibrary;
import org.janusrnn.testing.Direct;

/** A device on which single kernels of kernels-cl/pointwise are run, in either width. */
final class Pointwise implements AutoCloseable {
    private static final int UNITS = 16;
    private static final int GROUP = 8;

    private final ClContext context;
    private final KernelLibrary library;
    private final ClQueue queue;
    private final List<ClBuffer> buffers = new ArrayList<>();
    private final boolean wide;

    private Pointwise(ClDevice device, boolean wide) {
        this.wide = wide;
        context = ClContext.open(device);
        library = new KernelLibrary(context);
        queue = context.queue(false);
    }

    /** Runs a test in both widths. */
    static void inBothWidths(ClDevice device, Consumer<Pointwise> test) {
        for (boolean wide : new boolean[] {false, true}) {
            try (Pointwise pointwise = new Pointwise(device, wide)) {
                test.accept(pointwise);
            }
        }
    }

    ClBuffer floats(float... values) {
        ClBuffer buffer = context.buffer((long) values.length * Float.BYTES);
        buffers.add(buffer);
        queue.write(buffer, 0, Direct.floats(values));
        return buffer;
    }

    ClBuffer ints(int... values) {
        ClBuffer buffer = Direct.buffer(context, queue, values);
        buffers.add(buffer);
        return buffer;
    }

    /** A buffer that the test expects to be written: filled with a number that no result has. */
    ClBuffer blank(int count) {
        float[] values = new float[count];
        java.util.Arrays.fill(values, 777);
        return floats(values);
    }

    float[] floats(ClBuffer buffer) {
        return Direct.floats(queue, buffer);
    }

    int[] ints(ClBuffer buffer) {
        return Direct.ints(queue, buffer);
    }

    /** Runs a kernel over {@code rows} rows of {@code width} floats. */
    void run(String file, String name, long rows, long width, Object... args) {
        run(file, name, Defines.of(), rows, width, args);
    }

    void run(String file, String name, Defines defines, long rows, long width, Object... args) {
        int lanes = wide ? UNITS : 1;
        Defines sized = defines.with("WIDE", wide).with("UNITS", UNITS);
        try (ClKernel kernel = library.kernel("pointwise/" + file, name, sized)) {
            for (int i = 0; i < args.length; i++) {
                set(kernel, i, args[i]);
            }
            queue.launch(kernel, WorkSize.covering(rows * ((width + lanes - 1) / lanes), GROUP));
            queue.finish();
        }
    }

    private static void set(ClKernel kernel, int index, Object arg) {
        if (arg == null || arg instanceof ClBuffer) {
            kernel.arg(index, (ClBuffer) arg);
        } else if (arg instanceof Integer number) {
            kernel.arg(index, number.intValue());
        } else if (arg instanceof Long number) {
            kernel.arg(index, number.longValue());
        } else {
            kernel.arg(index, ((Float) arg).floatValue());
        }
    }

    @Override
    public void close() {
        buffers.forEach(ClBuffer::close);
        queue.close();
        library.close();
        context.close();
    }
}
