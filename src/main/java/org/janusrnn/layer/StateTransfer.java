package org.janusrnn.layer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Function;
import org.janusrnn.layer.Layer.LayerPass;
import org.janusrnn.layer.RecurrentPass.StateMemory;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Tensor;

/** Carries the states of a network's recurrent layer between the host, as one tensor, and the device, piece by piece. */
final class StateTransfer {
    private final RecurrentPass pass;
    private final int batch;
    private final Engine engine;
    private final ByteBuffer staging;

    private StateTransfer(RecurrentPass pass, int batch, Engine engine) {
        this.pass = pass;
        this.batch = batch;
        this.engine = engine;
        this.staging = ByteBuffer.allocateDirect(pass == null ? 0 : Float.BYTES * batch * pass.layer.hidden)
                .order(ByteOrder.nativeOrder());
    }

    /** The states of the first recurrent layer of a network; without one there is nothing to carry. */
    static StateTransfer of(List<LayerPass> passes, int batch, Engine engine) {
        RecurrentPass recurrent = null;
        for (LayerPass pass : passes) {
            if (recurrent == null && pass instanceof RecurrentPass found) {
                recurrent = found;
            }
        }
        return new StateTransfer(recurrent, batch, engine);
    }

    void writeInitial(States states) {
        write(states.h(), pass.layer.directionOutputs(), StateMemory::h0);
        if (states.c() != null) {
            write(states.c(), pass.layer.hidden, StateMemory::s0);
        }
    }

    void writeFinalGradients(States gradients) {
        if (pass != null) {
            write(gradients == null ? null : gradients.h(), pass.layer.directionOutputs(), StateMemory::dhn);
            write(gradients == null ? null : gradients.c(), pass.layer.hidden, StateMemory::dsn);
        }
    }

    States readFinal() {
        return pass == null ? null : new States(read(pass.layer.directionOutputs(), StateMemory::hn),
                read(pass.layer.hidden, StateMemory::sn));
    }

    States readInitialGradients() {
        return pass == null ? null : new States(read(pass.layer.directionOutputs(), StateMemory::dh0),
                read(pass.layer.hidden, StateMemory::ds0));
    }

    private void write(Tensor tensor, int size, Function<StateMemory, Arena.Region> which) {
        int piece = batch * size;
        for (int i = 0; i < pass.states.size(); i++) {
            Arena.Region region = which.apply(pass.states.get(i));
            if (region == null) {
                continue;
            }
            if (tensor == null) {
                engine.queue(0).fill(region.buffer(), 0, region.bytes(), 0);
                continue;
            }
            staging.clear().limit(Float.BYTES * piece);
            staging.asFloatBuffer().put(tensor.data(), i * piece, piece);
            engine.queue(0).write(region.buffer(), 0, staging);
        }
    }

    private Tensor read(int size, Function<StateMemory, Arena.Region> which) {
        if (which.apply(pass.states.get(0)) == null) {
            return null;
        }
        int piece = batch * size;
        Tensor tensor = Tensor.zeros(pass.states.size(), batch, size);
        for (int i = 0; i < pass.states.size(); i++) {
            staging.clear().limit(Float.BYTES * piece);
            engine.queue(0).read(which.apply(pass.states.get(i)).buffer(), 0, staging);
            staging.asFloatBuffer().get(tensor.data(), i * piece, piece);
        }
        return tensor;
    }
}
