import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.janusrnn.bench.Content;
import org.janusrnn.bench.Extent;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClContext;
import org.janusrnn.cl.ClEvent;
import org.janusrnn.cl.ClKernel;
import org.janusrnn.cl.ClProgram;
import org.janusrnn.cl.ClQueue;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.tensor.Tensor;

/**
 * The forward pass of a bidirectional LSTM by the plain kernels of ablation.cl, put together in several ways, from a launch
 * for each gate's products to one for all steps.
 */
final class PlainLstm implements AutoCloseable {
    private static final int GATES = 4;
    private static final int MOST_LANES = 64;

    enum Cut { GATES_APART, GATES_TOGETHER, PROJECTION_FIRST, FUSED, LOOP }

    private final ClContext context;
    private final ClQueue[] queues;
    private final Content content;
    private final Extent e;
    private final Direction[] directions = new Direction[2];
    private final ClBuffer x;
    private final ClBuffer y;
    private final ClEvent first;
    private final ClEvent last;

    /** The buffers and kernels of a direction; a kernel object belongs to one thread of launches. */
    private final class Direction {
        final boolean reverse;
        final ClQueue queue;
        final ClBuffer w;
        final ClBuffer u;
        final ClBuffer bias;
        final ClBuffer sums;
        final ClBuffer c;
        final ClKernel product;
        final ClKernel cell;
        final ClKernel fused;
        final ClKernel loop;

        Direction(ClProgram program, boolean reverse, ClQueue queue) {
            this.reverse = reverse;
            this.queue = queue;
            String suffix = reverse ? "_l0_reverse" : "_l0";
            Map<String, Tensor> parameters = content.parameters();
            w = upload(transposed(parameters.get("weight_ih" + suffix)));
            u = upload(transposed(parameters.get("weight_hh" + suffix)));
            float[] both = parameters.get("bias_ih" + suffix).data().clone();
            for (int i = 0; i < both.length; i++) {
                both[i] += parameters.get("bias_hh" + suffix).data()[i];
            }
            bias = upload(both);
            sums = context.buffer((long) e.steps() * e.batch() * GATES * e.hidden() * Float.BYTES);
            c = context.buffer((long) e.batch() * e.hidden() * Float.BYTES);
            product = program.kernel("product");
            cell = program.kernel("cell");
            fused = program.kernel("fused");
            loop = program.kernel("loop");
        }

        void run(Cut cut) {
            queue.fill(c, 0, c.bytes(), 0);
            int columns = GATES * e.hidden();
            if (cut.compareTo(Cut.PROJECTION_FIRST) >= 0) {
                product(x, 0, e.inputs(), e.inputs(), w, 0, columns, false, 0, (long) e.steps() * e.batch());
            }
            if (cut == Cut.LOOP) {
                loop();
                return;
            }
            long previous = 0;
            for (int step = 0; step < e.steps(); step++) {
                long t = reverse ? e.steps() - 1 - step : step;
                long sumsAt = t * e.batch() * columns;
                long yAt = t * e.batch() * 2 * e.hidden() + (reverse ? e.hidden() : 0);
                int depth = step == 0 ? 0 : e.hidden();
                if (cut == Cut.FUSED) {
                    fused.arg(0, u).arg(1, sums).arg(2, sumsAt).arg(3, e.hidden()).arg(4, depth).arg(5, c).arg(6, y)
                            .arg(7, previous).arg(8, yAt).arg(9, 2 * e.hidden());
                    queue.launch(fused, size(e.hidden(), e.batch()));
                } else {
                    int width = cut == Cut.GATES_APART ? e.hidden() : columns;
                    for (int column = 0; column < columns; column += width) {
                        if (cut != Cut.PROJECTION_FIRST) {
                            product(x, t * e.batch() * e.inputs(), e.inputs(), e.inputs(), w, column, width, false,
                                    sumsAt, e.batch());
                        }
                        product(y, previous, 2 * e.hidden(), depth, u, column, width, true, sumsAt, e.batch());
                    }
                    cell.arg(0, sums).arg(1, sumsAt).arg(2, e.hidden()).arg(3, c).arg(4, y).arg(5, yAt)
                            .arg(6, 2 * e.hidden());
                    queue.launch(cell, size(e.hidden(), e.batch()));
                }
                previous = yAt;
            }
        }

        private void product(ClBuffer a, long aFirst, int aStride, int depth, ClBuffer weights, int column, int width,
                boolean accumulate, long sumsAt, long rows) {
            product.arg(0, a).arg(1, aFirst).arg(2, aStride).arg(3, depth).arg(4, weights).arg(5, bias)
                    .arg(6, GATES * e.hidden()).arg(7, column).arg(8, accumulate ? 1 : 0).arg(9, sums).arg(10, sumsAt);
            queue.launch(product, size(width, rows));
        }

        private void loop() {
            int lanes = Math.min(MOST_LANES, e.hidden());
            loop.arg(0, u).arg(1, sums).arg(2, e.hidden()).arg(3, e.steps()).arg(4, e.batch()).arg(5, reverse ? 1 : 0)
                    .arg(6, c).arg(7, y).arg(8, reverse ? e.hidden() : 0).arg(9, 2 * e.hidden())
                    .localArg(10, 2L * e.hidden() * Float.BYTES);
            queue.launch(loop, WorkSize.of((long) e.batch() * lanes, lanes));
        }
    }

    PlainLstm(ClContext context, ClProgram program, Content content, boolean twoQueues) {
        this.context = context;
        this.content = content;
        e = content.row().extent();
        queues = new ClQueue[] {context.queue(false), twoQueues ? context.queue(false) : null};
        x = upload(content.x().data());
        y = context.buffer((long) e.steps() * e.batch() * 2 * e.hidden() * Float.BYTES);
        first = context.event();
        last = context.event();
        directions[0] = new Direction(program, false, queues[0]);
        directions[1] = new Direction(program, true, twoQueues ? queues[1] : queues[0]);
    }

    /** The children of the context that are not closed by the program. */
    @Override
    public void close() {
        for (Direction each : directions) {
            List.of(each.product, each.cell, each.fused, each.loop).forEach(ClKernel::close);
            List.of(each.w, each.u, each.bias, each.sums, each.c).forEach(ClBuffer::close);
        }
        x.close();
        y.close();
        first.close();
        last.close();
        queues[0].close();
        if (queues[1] != null) {
            queues[1].close();
        }
    }

    private static WorkSize size(long width, long rows) {
        return WorkSize.of(new long[] {width, rows}, new long[] {Math.min(width, MOST_LANES), 1});
    }

    private static float[] transposed(Tensor matrix) {
        int rows = matrix.shape().dim(0);
        int columns = matrix.shape().dim(1);
        float[] out = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                out[column * rows + row] = matrix.data()[row * columns + column];
            }
        }
        return out;
    }

    private ClBuffer upload(float[] data) {
        ClBuffer buffer = context.buffer((long) data.length * Float.BYTES);
        ByteBuffer direct = ByteBuffer.allocateDirect(data.length * Float.BYTES).order(ByteOrder.nativeOrder());
        direct.asFloatBuffer().put(data);
        queues[0].write(buffer, 0, direct);
        return buffer;
    }

    void enqueue(Cut cut) {
        if (queues[1] != null) {
            queues[0].signal(first);
            queues[1].await(first);
        }
        // In turns of a direction each, so that the host feeds both queues; a loop of launches is long enough to overlap.
        directions[0].run(cut);
        queues[0].flush();
        directions[1].run(cut);
        if (queues[1] != null) {
            queues[1].signal(last);
            queues[1].flush();
            queues[0].await(last);
        }
        queues[0].flush();
    }

    /** Waits until all is done: both queues end where the first does. */
    void finish() {
        queues[0].finish();
    }

    Tensor result() {
        Tensor out = Tensor.zeros(e.steps(), e.batch(), 2 * e.hidden());
        ByteBuffer direct = ByteBuffer.allocateDirect(out.data().length * Float.BYTES).order(ByteOrder.nativeOrder());
        queues[0].read(y, 0, direct);
        direct.asFloatBuffer().get(out.data());
        return out;
    }
}
