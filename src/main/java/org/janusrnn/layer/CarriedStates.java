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
 */
public final class CarriedStates implements AutoCloseable {
    private final Network network;
    private final Engine engine;
    private final List<Arena.Region> regions = new ArrayList<>();
    private Arena arena;
    private int batch;
    private boolean empty = true;

    /** @throws IllegalArgumentException naming a layer that needs whole sequences. */
    CarriedStates(Network network) {
        network.form().checkPieces();
        this.network = network;
        engine = network.engine();
    }

    /** The next piece starts from zeros, whatever its number of sequences. */
    public void reset() {
        empty = true;
    }

    /** @throws IllegalArgumentException where a piece has other sequences than the states are of. */
    void check(Batch piece) {
        if (!empty && piece.initial() == null && piece.size() != batch) {
            throw new IllegalArgumentException("the states carried are of B=" + batch + " sequences, the piece has B="
                    + piece.size() + ": reset them before other sequences come");
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
                engine.queue(0).copy(regions.get(i).buffer(), 0, to.buffer(), 0, to.bytes());
            }
        }
    }

    /** Enqueues that the final states of a pass over so many sequences become these. */
    void leave(StateTransfer pass, int sequences) {
        allocate(sequences);
        List<Arena.Region> last = pass.last();
        for (int i = 0; i < last.size(); i++) {
            Arena.Region from = last.get(i);
            engine.queue(0).copy(from.buffer(), 0, regions.get(i).buffer(), 0, from.bytes());
        }
        empty = false;
    }

    private void allocate(int sequences) {
        if (arena != null && batch == sequences) {
            return;
        }
        close();
        Arena fresh = new Arena(engine.context(), "states carried of B=" + sequences + " sequences");
        for (Layer.StateForm form : network.form().stateForms()) {
            for (int i = 0; i < form.count(); i++) {
                regions.add(fresh.reserve("h", (long) sequences * form.outputs()));
                if (form.hasC()) {
                    regions.add(fresh.reserve("c", (long) sequences * form.hidden()));
                }
            }
        }
        fresh.allocate();
        arena = fresh;
        batch = sequences;
    }

    /** A copy of the states; null where the next piece starts from zeros. */
    public States read() {
        return empty ? null : read(network.form().stateForms(), 0);
    }

    private States read(List<Layer.StateForm> forms, int first) {
        if (forms.isEmpty()) {
            return null;
        }
        Layer.StateForm form = forms.get(0);
        int kinds = form.hasC() ? 2 : 1;
        Tensor h = Tensor.zeros(form.count(), batch, form.outputs());
        Tensor c = form.hasC() ? Tensor.zeros(form.count(), batch, form.hidden()) : null;
        for (int i = 0; i < form.count(); i++) {
            read(regions.get(first + i * kinds), h, i);
            if (c != null) {
                read(regions.get(first + i * kinds + 1), c, i);
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
        int sequences = states.h().shape().rank() == 3 ? states.h().shape().dim(1) : 0;
        network.form().check("initial states", states, sequences, true);
        allocate(sequences);
        int next = 0;
        States rest = states;
        for (Layer.StateForm form : network.form().stateForms()) {
            for (int i = 0; i < form.count(); i++) {
                write(rest == null ? null : rest.h(), i, regions.get(next++));
                if (form.hasC()) {
                    write(rest == null ? null : rest.c(), i, regions.get(next++));
                }
            }
            rest = rest == null ? null : rest.next();
        }
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
        if (arena != null) {
            arena.close();
        }
        arena = null;
        regions.clear();
        empty = true;
    }
}
