package org.janusrnn.verify;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClContext;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.cl.ClKernel;
import org.janusrnn.cl.ClQueue;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.KernelLibrary;
import org.janusrnn.kernel.PageException;

/**
 * A cell's page alone, to be called for many units at once: in double precision where the device has it. Slots, states and
 * vectors of unit u stand at {@code u * count}. Arrays are changed in place as the page changes them.
 */
final class PageProbe implements AutoCloseable {
    private static final String FILE = "verify/page.cl";
    private static final int GROUP = 16;

    /** How close differences can come. */
    enum Precision { DOUBLE, SINGLE }

    private final Cell cell;
    private final Precision precision;
    private final ClContext context;
    private final KernelLibrary library;
    private final ClQueue queue;
    private final ClKernel forward;
    private final ClKernel backward;
    private final ClKernel operand;
    private final ClKernel operandBackward;

    /** @throws PageException where the page cannot be compiled in this precision. */
    PageProbe(Cell cell, ClDevice device, Precision precision) {
        this.cell = cell;
        this.precision = precision;
        context = ClContext.open(device);
        library = new KernelLibrary(context);
        try {
            forward = kernel("page_forward");
            backward = kernel("page_backward");
            operand = cell.inHalves() ? kernel("page_operand") : null;
            operandBackward = cell.inHalves() ? kernel("page_operand_backward") : null;
            queue = context.queue(false);
        } catch (RuntimeException | Error e) {
            library.close();
            context.close();
            throw e;
        }
    }

    private ClKernel kernel(String name) {
        return library.kernel(FILE, name, cell.defines().with("DOUBLE", precision == Precision.DOUBLE),
                Map.of("CELL_PAGE", cell.page()));
    }

    static boolean hasDouble(ClDevice device) {
        return device.hasExtension("cl_khr_fp64");
    }

    Cell cell() {
        return cell;
    }

    Precision precision() {
        return precision;
    }

    ClDevice device() {
        return context.device();
    }

    /** {@code cell_forward}: changes slots and states. */
    void forward(double[] a, double[] s, double[] v) {
        call(forward, a.length / cell.slots(), a, s, v);
    }

    /** {@code cell_operand}: changes the slots that the recurrent product reaches, and gives the operands. */
    void operand(double[] a, double[] s, double[] v, double[] m) {
        call(operand, m.length, a, s, v, m);
    }

    /** {@code cell_backward}: changes slots and d, adds to dv. */
    void backward(double[] a, double[] before, double[] d, double[] v, double[] dv) {
        call(backward, a.length / cell.slots(), a, before, d, v, dv);
    }

    /** {@code cell_operand_backward}: changes the slots that the recurrent product reaches and d, adds to dv. */
    void operandBackward(double[] a, double[] before, double[] after, double[] m, double[] d, double[] v, double[] dv) {
        call(operandBackward, m.length, a, before, after, m, d, v, dv);
    }

    private void call(ClKernel kernel, int units, double[]... arrays) {
        List<ClBuffer> buffers = new ArrayList<>();
        try {
            for (double[] array : arrays) {
                ByteBuffer bytes = bytes(array);
                ClBuffer buffer = context.buffer(Math.max(1, bytes.capacity()));
                buffers.add(buffer);
                queue.write(buffer, 0, bytes);
                kernel.arg(buffers.size() - 1, buffer);
            }
            kernel.arg(arrays.length, units);
            queue.launch(kernel, WorkSize.covering(units, GROUP));
            for (int i = 0; i < arrays.length; i++) {
                ByteBuffer bytes = bytes(arrays[i]);
                queue.read(buffers.get(i), 0, bytes);
                for (int k = 0; k < arrays[i].length; k++) {
                    arrays[i][k] = precision == Precision.DOUBLE ? bytes.getDouble(k * Double.BYTES)
                            : bytes.getFloat(k * Float.BYTES);
                }
            }
        } finally {
            buffers.forEach(ClBuffer::close);
        }
    }

    private ByteBuffer bytes(double[] array) {
        int size = precision == Precision.DOUBLE ? Double.BYTES : Float.BYTES;
        ByteBuffer bytes = ByteBuffer.allocateDirect(array.length * size).order(ByteOrder.nativeOrder());
        for (int k = 0; k < array.length; k++) {
            if (precision == Precision.DOUBLE) {
                bytes.putDouble(k * size, array[k]);
            } else {
                bytes.putFloat(k * size, (float) array[k]);
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        try {
            queue.close();
            library.close();
        } finally {
            context.close();
        }
    }
}
