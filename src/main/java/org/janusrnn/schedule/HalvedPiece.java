package org.janusrnn.schedule;

import java.util.ArrayList;
import java.util.List;
import org.janusrnn.kernel.Defines;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.MemoryKind;

/**
 * What the backward pass needs of one piece of a pass, put away in half precision while other pieces use its place.
 * See kernels-cl/pointwise/halves.cl, which says what that does to a number.
 */
final class HalvedPiece {
    private static final String FILE = "pointwise/halves.cl";
    /** Vectors a work-item of the wide way: so many that starting it costs little. */
    private static final int RUN = 32;
    private static final double BYTES = 6;      // of a number: one of four bytes, one of two

    /**
     * Numbers that lie in runs as long as each other.
     *
     * @param first  the float at which the first run begins.
     * @param run    how many numbers one has.
     * @param stride floats from one to the next.
     */
    record Runs(long first, long run, long stride) {
        static Runs one(long count) {
            return new Runs(0, count, count);
        }
    }

    /** Numbers of the piece at work, and where they are put away. */
    private record Part(Arena.Region place, Runs runs, long count, Arena.Region halves) {
    }

    private final List<Part> parts = new ArrayList<>();

    /** @param piece the piece, which shares its regions with the others. */
    HalvedPiece(Arena arena, TimePass piece) {
        long block = piece.size.rows() * piece.size.stride();
        long gates = block * piece.cell.slots();
        add(arena, "gates", piece.records, new Runs(piece.gatesAt(), gates / Kernels.blocks(piece.size.hidden()),
                piece.blockStride()), gates);
        add(arena, "states", piece.kept, block * (piece.cell.states() - 1));
        add(arena, "operands", piece.operands, piece.operands == null ? 0 : piece.size.rows() * piece.size.hidden());
    }

    private void add(Arena arena, String what, Arena.Region place, long count) {
        add(arena, what, place, Runs.one(count), count);
    }

    private void add(Arena arena, String what, Arena.Region place, Runs runs, long count) {
        if (count > 0) {
            // Whole vectors, so that the last one needs no care.
            long whole = Kernels.ceil(count, (long) Kernels.UNITS) * Kernels.UNITS;
            parts.add(new Part(place, runs, count, arena.reserve(MemoryKind.KEPT_ACTIVATIONS,
                    what + " of a piece in half precision", StorageFormat.HALF.words(whole))));
        }
    }

    /** Records that what the piece's forward loop has left is put away. */
    void putAway(Plan plan, int stream) {
        for (Part part : parts) {
            record(plan, stream, "activations to half", "to_halves", part.place, part.halves, part.runs, part.count);
        }
    }

    /** Records that it is where the piece's backward loop looks for it. */
    void bringBack(Plan plan, int stream) {
        for (Part part : parts) {
            record(plan, stream, "activations from half", "from_halves", part.halves, part.place, part.runs, part.count);
        }
    }

    /** Records that numbers are converted; {@code runs} says where those of single precision lie. */
    static void record(Plan plan, int stream, String label, String kernel, Object from, Object to, Runs runs,
                       long count) {
        int run = plan.engine().way() == Way.WIDE ? RUN : 1;
        plan.pointwise(stream, label, Plan.Source.of(FILE, kernel, Defines.of().with("RUN", run)), 1,
                Kernels.ceil(count, (long) run), from, to, count, runs.first, runs.run,
                runs.stride);
        plan.cost(new Cost(0, BYTES * count));
    }
}
