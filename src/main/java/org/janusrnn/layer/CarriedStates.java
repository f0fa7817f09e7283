package org.janusrnn.layer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Tensor;

/**
 * The states of all recurrent layers of a network between two pieces of the same sequences. They stay on the device: a
 * piece starts from them and leaves them what the next one starts from. Without any, a piece starts from zeros.
 *
 * <p>Room for what a piece will leave is taken before it runs, and what was there stays until then: a piece that cannot
 * run changes nothing. One that fails on its way spoils the states, and the next is refused with an
 * {@link IllegalStateException} until they are reset or set; closed, they refuse all.
 */
public final class CarriedStates implements AutoCloseable {
    /** Device memory for the states of so many sequences, layer by layer, h and then the others of each. */
    private record Room(Arena arena, List<Arena.Region> regions, int batch) {
    }

    private final Network network;
    private final Engine engine;
    private Room room;
    /** Room for other numbers of sequences than there are states of; null: a piece leaves its states where these are. */
    private Room next;
    private boolean empty = true;
    private boolean spoilt;
    private boolean closed;

    /** @throws IllegalArgumentException naming a layer that needs whole sequences. */
    CarriedStates(Network network) {
        network.form().checkPieces();
        this.network = network;
        engine = network.engine();
    }

    /** The next piece starts from zeros, whatever its number of sequences. */
    public void reset() {
        requireOpen();
        empty = true;
        spoilt = false;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the states carried, or the session that carries them, are closed");
        }
    }

    private void requireWhole() {
        if (spoilt) {
            throw new IllegalStateException("the states carried were lost when a piece failed: reset them, or set them "
                    + "to others");
        }
    }

    /**
     * Takes the room that a piece's final states need.
     *
     * @return these.
     * @throws IllegalArgumentException where a piece has other sequences than the states are of.
     * @throws IllegalStateException    where they are closed or spoilt.
     */
    CarriedStates reserve(Batch piece) {
        requireOpen();
        if (piece.initial() == null) {
            requireWhole();
            if (!empty && piece.size() != room.batch) {
                throw new IllegalArgumentException("the states carried are of B=" + room.batch + " sequences, the piece "
                        + "has B=" + piece.size() + ": reset them before other sequences come");
            }
        }
        reserve(piece.size());
        return this;
    }

    private void reserve(int sequences) {
        if (next != null && next.batch != sequences) {
            next.arena.close();
            next = null;
        }
        if (next == null && (room == null || room.batch != sequences)) {
            next = allocate(sequences);
        }
    }

    private Room allocate(int sequences) {
        Arena arena = new Arena(engine.context(), "states carried of B=" + sequences + " sequences");
        List<Arena.Region> regions = new ArrayList<>();
        for (Layer.StateForm form : network.form().stateForms()) {
            for (int i = 0; i < form.count(); i++) {
                regions.add(arena.reserve("h", (long) sequences * form.outputs()));
                if (form.others() > 0) {
                    regions.add(arena.reserve("c", (long) sequences * form.hidden() * form.others()));
                }
            }
        }
        arena.allocate();
        return new Room(arena, regions, sequences);
    }

    /** Where the states are from now on; what is in it is not yet theirs. */
    private void moveIn() {
        if (next != null) {
            release(room);
            room = next;
            next = null;
        }
        spoilt = true;
    }

    private static void release(Room room) {
        if (room != null) {
            room.arena.close();
        }
    }

    /** Enqueues that a pass starts from these states. */
    void enter(StateTransfer pass) {
        List<Arena.Region> initial = pass.initial();
        for (int i = 0; i < initial.size(); i++) {
            Arena.Region to = initial.get(i);
            if (empty) {
                engine.queue(0).fill(to.buffer(), 0, to.bytes(), 0);
            } else {
                engine.queue(0).copy(room.regions.get(i).buffer(), 0, to.buffer(), 0, to.bytes());
            }
        }
    }

    /** Enqueues that the final states of a pass over the sequences that room was taken for become these. */
    void leave(StateTransfer pass) {
        moveIn();
        List<Arena.Region> last = pass.last();
        for (int i = 0; i < last.size(); i++) {
            Arena.Region from = last.get(i);
            engine.queue(0).copy(from.buffer(), 0, room.regions.get(i).buffer(), 0, from.bytes());
        }
        spoilt = false;
        empty = false;
    }

    /** Says that the piece whose states these are failed behind its forward pass: nobody has its results. */
    public void spoil() {
        spoilt = true;
    }

    /** A copy of the states; null where the next piece starts from zeros. */
    public States read() {
        requireOpen();
        requireWhole();
        return empty ? null : read(network.form().stateForms(), 0);
    }

    private States read(List<Layer.StateForm> forms, int first) {
        if (forms.isEmpty()) {
            return null;
        }
        Layer.StateForm form = forms.get(0);
        int kinds = form.others() > 0 ? 2 : 1;
        Tensor h = Tensor.zeros(form.count(), room.batch, form.outputs());
        Tensor c = form.others() > 0 ? Tensor.zeros(form.count() * form.others(), room.batch, form.hidden())
                : null;
        for (int i = 0; i < form.count(); i++) {
            read(room.regions.get(first + i * kinds), h, i);
            if (c != null) {
                read(room.regions.get(first + i * kinds + 1), c, i);
            }
        }
        return new States(h, c, read(forms.subList(1, forms.size()), first + form.count() * kinds));
    }

    private void read(Arena.Region from, Tensor to, int piece) {
        ByteBuffer staging = staging(from);
        engine.queue(0).read(from.buffer(), 0, staging);
        int floats = (int) (from.bytes() / Float.BYTES);
        staging.asFloatBuffer().get(to.data(), piece * floats, floats);
    }

    /**
     * The next piece starts from these; layers without given states start from zeros.
     *
     * @param states null: zeros for all.
     * @throws IllegalArgumentException where they do not fit the network.
     */
    public void write(States states) {
        if (states == null) {
            reset();
            return;
        }
        requireOpen();
        int sequences = states.h().shape().rank() == 3 ? states.h().shape().dim(1) : 0;
        network.form().check("initial states", states, sequences, true);
        reserve(sequences);
        moveIn();
        int at = 0;
        States rest = states;
        for (Layer.StateForm form : network.form().stateForms()) {
            for (int i = 0; i < form.count(); i++) {
                write(rest == null ? null : rest.h(), i, room.regions.get(at++));
                if (form.others() > 0) {
                    write(rest == null ? null : rest.c(), i, room.regions.get(at++));
                }
            }
            rest = rest == null ? null : rest.next();
        }
        spoilt = false;
        empty = false;
    }

    private void write(Tensor from, int piece, Arena.Region to) {
        if (from == null) {
            engine.queue(0).fill(to.buffer(), 0, to.bytes(), 0);
            return;
        }
        ByteBuffer staging = staging(to);
        int floats = (int) (to.bytes() / Float.BYTES);
        staging.asFloatBuffer().put(from.data(), piece * floats, floats);
        engine.queue(0).write(to.buffer(), 0, staging);
    }

    private static ByteBuffer staging(Arena.Region region) {
        return ByteBuffer.allocateDirect(Math.toIntExact(region.bytes())).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        closed = true;
        release(room);
        release(next);
        room = null;
        next = null;
    }
}
