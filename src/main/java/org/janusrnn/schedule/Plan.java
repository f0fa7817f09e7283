package org.janusrnn.schedule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClEvent;
import org.janusrnn.cl.ClKernel;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.tensor.Arena;

/**
 * A list of launches with their arguments, recorded once and enqueued as often as wanted. Enqueueing allocates nothing on
 * the Java heap (LWJGL) or the device.
 *
 * <p>Work is recorded on stream 0 or 1. A plan starts and ends on stream 0: whoever records on stream 1 forks it first
 * and joins it afterwards.
 */
public final class Plan implements AutoCloseable {
    private static final int WIDE_GROUP = 8;
    private static final int TILED_GROUP = 64;

    private final Engine engine;
    private final List<Op> recorded = new ArrayList<>();
    private final List<ClKernel> kernels = new ArrayList<>();
    private final List<ClEvent> events = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private Op[] ops;

    /** An empty plan. */
    public Plan(Engine engine) {
        this.engine = engine;
    }

    public Engine engine() {
        return engine;
    }

    /** What to launch: a kernel of a file under kernels-cl, with its parameters and the cell page it includes. */
    public record Source(String file, String kernel, Defines defines, Map<String, String> pages) {
        /** A kernel that includes no page. */
        public static Source of(String file, String kernel, Defines defines) {
            return new Source(file, kernel, defines, Map.of());
        }
    }

    /** An argument that is local memory. */
    record Local(long floats) {
    }

    /** Remembers for people how a part was planned, and why. */
    void note(int stream, String label, String text) {
        notes.add("stream " + stream + ", " + label + ": " + text);
    }

    /** How parts were planned, and why: those with a choice. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * Records a launch.
     *
     * @param label what it does, for timelines.
     * @param args  the kernel's arguments in order: {@link ClBuffer}, {@link Arena.Region}, Integer, Long, Float,
     *              {@link Local} or null.
     * @return the kernel, for arguments that change from run to run; the plan closes it.
     */
    public ClKernel launch(int stream, String label, Source source, WorkSize size, Object... args) {
        ClKernel kernel = kernel(source, args);
        ClEvent event = engine.profiling() ? event() : null;
        recorded.add(new Op.Launch(label, stream, engine.queue(stream), kernel, size, event, new Cost(0, bytes(args))));
        return kernel;
    }

    /** Everything that a launch is given, once: right for what touches each number once. */
    private static double bytes(Object... args) {
        double sum = 0;
        for (Object arg : args) {
            sum += arg instanceof ClBuffer buffer ? buffer.bytes() : arg instanceof Arena.Region region ? region.bytes()
                    : 0;
        }
        return sum;
    }

    /** Says what the launch that was recorded last costs, where that is not simply all its memory once. */
    void cost(Cost cost) {
        int last = recorded.size() - 1;
        Op op = recorded.get(last);
        recorded.set(last, op instanceof Op.Steps s
                ? new Op.Steps(s.label(), s.stream(), s.queue(), s.stages(), s.from(), s.to(), s.first(), s.last(), cost)
                : withCost((Op.Launch) op, cost));
    }

    private static Op withCost(Op.Launch l, Cost cost) {
        return new Op.Launch(l.label(), l.stream(), l.queue(), l.kernel(), l.size(), l.event(), cost);
    }

    /**
     * Records a launch of a kernel under kernels-cl/pointwise over {@code rows} rows of {@code width} floats each, of which
     * a work-item takes one piece: a vector in the wide way, a float in the tiled one.
     */
    public ClKernel pointwise(int stream, String label, Source source, long rows, long width, Object... args) {
        boolean wide = engine.way() == Way.WIDE;
        Source sized = new Source(source.file, source.kernel,
                source.defines.with("WIDE", wide).with("UNITS", Kernels.UNITS), source.pages);
        long pieces = rows * Kernels.ceil(width, wide ? Kernels.UNITS : 1L);
        return launch(stream, label, sized, WorkSize.covering(pieces, wide ? WIDE_GROUP : TILED_GROUP), args);
    }

    /** One kernel of a loop over steps; the last argument, behind {@code args}, will be the step's number. */
    public Op.Stage stage(Source source, WorkSize size, Object... args) {
        return new Op.Stage(kernel(source, args), size, args.length);
    }

    /** Records the launches of all stages for each step. */
    public void steps(int stream, String label, int from, int to, Op.Stage... stages) {
        boolean several = (to - from) * stages.length > 1;
        ClEvent first = engine.profiling() && several ? event() : null;
        ClEvent last = engine.profiling() ? event() : null;
        recorded.add(new Op.Steps(label, stream, engine.queue(stream), stages, from, to, first, last, Cost.NONE));
    }

    /** Records that a buffer is set to zero. */
    public void zero(int stream, ClBuffer buffer) {
        recorded.add(new Op.Zero(engine.queue(stream), buffer));
    }

    /** What follows on stream 1 starts after all that stands on stream 0. */
    public void fork() {
        wait(0, 1);
    }

    /** What follows on stream 0 starts after all that stands on stream 1. */
    public void join() {
        wait(1, 0);
    }

    /** Both streams wait for each other. */
    public void meet() {
        join();
        fork();
    }

    private void wait(int forStream, int stream) {
        await(stream, mark(forStream));
    }

    /** Marks this point of a stream; null where there is one queue for both, which needs no marks. */
    public ClEvent mark(int stream) {
        if (!engine.twoQueues()) {
            return null;
        }
        ClEvent event = event();
        recorded.add(new Op.Signal(engine.queue(stream), event));
        return event;
    }

    /** What follows on a stream starts after a point that was marked. */
    public void await(int stream, ClEvent mark) {
        if (mark != null) {
            recorded.add(new Op.Await(engine.queue(stream), mark));
        }
    }

    private ClEvent event() {
        ClEvent event = engine.context().event();
        events.add(event);
        return event;
    }

    private ClKernel kernel(Source source, Object... args) {
        Defines defines = engine.weights() == StorageFormat.FLOAT ? source.defines()
                : source.defines().with("HALF_WEIGHTS", 1);
        ClKernel kernel = engine.library().kernel(source.file(), source.kernel(), defines, source.pages());
        kernels.add(kernel);
        for (int i = 0; i < args.length; i++) {
            Object arg = args[i];
            if (arg == null) {
                kernel.arg(i, (ClBuffer) null);
            } else if (arg instanceof ClBuffer buffer) {
                kernel.arg(i, buffer);
            } else if (arg instanceof Arena.Region region) {
                kernel.arg(i, region.buffer());
            } else if (arg instanceof Local local) {
                kernel.localArg(i, local.floats * Float.BYTES);
            } else if (arg instanceof Integer number) {
                kernel.arg(i, number.intValue());
            } else if (arg instanceof Long number) {
                kernel.arg(i, number.longValue());
            } else if (arg instanceof Float number) {
                kernel.arg(i, number.floatValue());
            } else {
                throw new IllegalArgumentException("kernel " + source.kernel() + ", argument " + i + ": "
                        + arg.getClass().getSimpleName() + " is no kernel argument");
            }
        }
        return kernel;
    }

    /** Enqueues everything and sends it on its way; does not wait. */
    public void enqueue() {
        if (ops == null) {
            ops = recorded.toArray(new Op[0]);
        }
        for (Op op : ops) {
            op.enqueue();
        }
        engine.queue(0).flush();
        if (engine.twoQueues()) {
            engine.queue(1).flush();
        }
    }

    /** How many kernels one run launches. */
    public int launches() {
        int count = 0;
        for (Op op : recorded) {
            count += op instanceof Op.Launch ? 1 : op instanceof Op.Steps steps ? steps.launches() : 0;
        }
        return count;
    }

    /** A part of a plan: one launch, or one loop of launches. */
    public record Part(String label, int stream, int launches, Cost cost) {
    }

    /** What one run does, in the order in which it is enqueued. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Op op : recorded) {
            if (op instanceof Op.Launch launch) {
                parts.add(new Part(launch.label(), launch.stream(), 1, launch.cost()));
            } else if (op instanceof Op.Steps steps) {
                parts.add(new Part(steps.label(), steps.stream(), steps.launches(), steps.cost()));
            }
        }
        return parts;
    }

    /**
     * The device's times of the last run, which must have finished.
     *
     * @throws IllegalStateException where the engine does not profile.
     */
    public Timeline timeline() {
        if (!engine.profiling()) {
            throw new IllegalStateException("the engine takes no times: open it with Engine.builder().profiling()");
        }
        List<Timeline.Span> spans = new ArrayList<>();
        for (Op op : recorded) {
            if (op instanceof Op.Launch launch) {
                spans.add(new Timeline.Span(launch.label(), launch.stream(), launch.event().startNanos(),
                        launch.event().endNanos()));
            } else if (op instanceof Op.Steps steps && steps.to() > steps.from()) {
                ClEvent first = steps.first() != null ? steps.first() : steps.last();
                spans.add(new Timeline.Span(steps.label(), steps.stream(), first.startNanos(),
                        steps.last().endNanos()));
            }
        }
        return new Timeline(spans);
    }

    @Override
    public void close() {
        kernels.forEach(ClKernel::close);
        events.forEach(ClEvent::close);
        kernels.clear();
        events.clear();
        recorded.clear();
        ops = new Op[0];
    }
}
