package org.janusrnn.bench;

import java.util.ArrayList;
import java.util.List;
import org.janusrnn.cl.WorkSize;
import org.janusrnn.kernel.Defines;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.Timeline;
import org.janusrnn.schedule.Way;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Staging;
import org.janusrnn.tensor.Tensor;

/**
 * The rate at which a device's memory can be touched, by a kernel that does nothing else: kernels-cl/bench/stream.cl. Which
 * way to share out the work is best depends on the device, so each run tries several.
 */
final class MemoryStream implements AutoCloseable {
    private static final int UNITS = 16;
    private static final int TILED_GROUP = 64;
    /** Pieces a core gets of the arrays; work-groups a compute unit, where work-items stand side by side. */
    private static final int[] PIECES_A_CORE = {1, 16, 256};

    private final Streams streams;
    private final long floats;
    private final Engine engine;
    private final Arena arena;
    private final List<Arena.Region> read = new ArrayList<>();
    private final Arena.Region updated;
    private final Arena.Region written;
    private final List<Plan> plans = new ArrayList<>();

    /**
     * @param engine one that takes times.
     * @param floats of each array; rounded up to a whole vector.
     * @param past   whether stores past the caches are tried, too.
     */
    MemoryStream(Engine engine, Streams streams, long floats, boolean past) {
        this.engine = engine;
        this.streams = streams;
        this.floats = (floats + UNITS - 1) / UNITS * UNITS;
        arena = new Arena(engine.context(), "measuring memory with arrays of " + floats + " floats");
        for (int i = 0; i < streams.read(); i++) {
            read.add(arena.reserve("an array to read", this.floats));
        }
        updated = streams.updated() > 0 ? arena.reserve("an array to update", this.floats) : null;
        written = streams.written() > 0 ? arena.reserve("an array to write", this.floats) : null;
        try {
            arena.allocate();
            for (int pieces : PIECES_A_CORE) {
                record(pieces, false);
                if (past && streams.written() > 0) {
                    record(pieces, true);
                }
            }
            fill();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void record(int pieces, boolean streamed) {
        boolean wide = engine.way() == Way.WIDE;
        long wanted = (long) pieces * engine.device().computeUnits();
        long vectors = floats / UNITS;
        long chunk = (vectors + wanted - 1) / wanted * UNITS;
        Defines defines = Defines.of().with("WIDE", wide).with("UNITS", UNITS).with("READ", streams.read())
                .with("UPDATED", streams.updated()).with("WRITTEN", streams.written())
                .with("STREAMED", streamed);
        Plan plan = new Plan(engine);
        plans.add(plan);
        plan.launch(0, "stream", Plan.Source.of("bench/stream.cl", "stream", defines),
                wide ? WorkSize.covering((floats + chunk - 1) / chunk, 1)
                        : WorkSize.covering(Math.min(floats, wanted * TILED_GROUP), TILED_GROUP),
                array(0), array(1), updated, written, floats, chunk);
    }

    private Arena.Region array(int number) {
        return number < read.size() ? read.get(number) : null;
    }

    /** Bytes read and written by a run. */
    long bytes() {
        return streams.bytes(floats);
    }

    /** Whole numbers below this, whose sums are exact; another place has another one. */
    private static float number(long place, int array) {
        return (place * (2 * array + 3) + place / 1000) % 251;
    }

    private void fill() {
        Staging staging = new Staging(engine.queue(0), floats);
        float[] values = new float[Math.toIntExact(floats)];
        for (int k = 0; k <= read.size(); k++) {
            Arena.Region to = k < read.size() ? read.get(k) : updated;
            if (to != null) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = number(i, k);
                }
                staging.write(to.buffer(), values);
            }
        }
    }

    /**
     * Runs once from the start, in each way to share out the work, and looks at every number.
     *
     * @throws IllegalStateException where one is wrong.
     */
    void check() {
        for (Plan plan : plans) {
            fill();
            plan.enqueue();
            compare();
            if (written != null) {
                engine.queue(0).fill(written.buffer(), 0, written.bytes(), Float.floatToRawIntBits(Float.NaN));
            }
        }
        fill();
    }

    /** Enqueues a run; its times do not count. */
    void enqueue() {
        plans.get(0).enqueue();
    }

    /** Looks at every number as it must be after a first run. */
    void compare() {
        engine.finish();
        for (Arena.Region result : new Arena.Region[] {updated, written}) {
            if (result != null) {
                compare(result);
            }
        }
    }

    private void compare(Arena.Region result) {
        Tensor found = Tensor.zeros(Math.toIntExact(floats));
        new Staging(engine.queue(0), floats).read(result.buffer(), 0, found.data(), 0, found.data().length);
        for (int i = 0; i < found.data().length; i++) {
            float wanted = 0;
            for (int k = 0; k < read.size(); k++) {
                wanted += number(i, k);
            }
            wanted += updated == null ? 0 : 0.5f * number(i, read.size());
            if (found.data()[i] != wanted) {
                throw new IllegalStateException("the kernel that measures memory is wrong: float " + i + " of " + floats
                        + " is " + found.data()[i] + ", not " + wanted);
            }
        }
    }

    /**
     * Runs in each way; the device's nanoseconds for the shortest. A first run of each leaves in the caches what the way
     * itself does, not what the one before it did, and does not count.
     */
    long run() {
        long best = Long.MAX_VALUE;
        for (Plan plan : plans) {
            plan.enqueue();
            engine.finish();
            plan.enqueue();
            engine.finish();
            Timeline.Span span = plan.timeline().spans().get(0);
            best = Math.min(best, span.end() - span.start());
        }
        return best;
    }

    @Override
    public void close() {
        plans.forEach(Plan::close);
        arena.close();
    }
}
