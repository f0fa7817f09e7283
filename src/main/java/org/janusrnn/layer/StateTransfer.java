package org.janusrnn.layer;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.janusrnn.layer.Layer.LayerPass;
import org.janusrnn.layer.Layer.StateMemory;
import org.janusrnn.layer.Layer.StatefulPass;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Staging;
import org.janusrnn.tensor.Tensor;

/** Carries the states of a network's recurrent layers between the host, as tensors, and the device, piece by piece. */
final class StateTransfer {
    private final List<StatefulPass> passes;
    private final int batch;
    private final Engine engine;
    private final Staging staging;

    private StateTransfer(List<StatefulPass> passes, int batch, Engine engine) {
        this.passes = passes;
        this.batch = batch;
        this.engine = engine;
        long widest = passes.stream().map(StatefulPass::form)
                .mapToLong(form -> Math.max(form.outputs(), (long) form.hidden() * form.others())).max().orElse(0);
        this.staging = new Staging(engine.queue(0), batch * widest);
    }

    /** The states of all recurrent layers of a network, those inside blocks too. */
    static StateTransfer of(List<LayerPass> passes, int batch, Engine engine) {
        return new StateTransfer(passes.stream().flatMap(LayerPass::all).filter(StatefulPass.class::isInstance)
                .map(StatefulPass.class::cast).toList(), batch, engine);
    }

    /** Where a pass finds its initial states, layer by layer, h and then the others of each. */
    List<Arena.Region> initial() {
        return regions(StateMemory::h0, StateMemory::s0);
    }

    /** Where a pass leaves its final states, in the same order. */
    List<Arena.Region> last() {
        return regions(StateMemory::hn, StateMemory::sn);
    }

    private List<Arena.Region> regions(Function<StateMemory, Arena.Region> h, Function<StateMemory, Arena.Region> c) {
        return passes.stream().flatMap(pass -> pass.states().stream()).flatMap(s -> Stream.of(h, c).map(f -> f.apply(s)))
                .filter(Objects::nonNull).toList();
    }

    /** Layers without given states start from zeros. */
    void writeInitial(States states) {
        write(states, StateMemory::h0, StateMemory::s0);
    }

    void writeFinalGradients(States gradients) {
        write(gradients, StateMemory::dhn, StateMemory::dsn);
    }

    States readFinal() {
        return read(0, StateMemory::hn, StateMemory::sn);
    }

    States readInitialGradients() {
        return read(0, StateMemory::dh0, StateMemory::ds0);
    }

    private void write(States states, Function<StateMemory, Arena.Region> h, Function<StateMemory, Arena.Region> c) {
        States rest = states;
        for (StatefulPass pass : passes) {
            write(pass, rest == null ? null : rest.h(), h);
            write(pass, rest == null ? null : rest.c(), c);
            rest = rest == null ? null : rest.next();
        }
    }

    private void write(StatefulPass pass, Tensor tensor, Function<StateMemory, Arena.Region> which) {
        for (int i = 0; i < pass.states().size(); i++) {
            Arena.Region region = which.apply(pass.states().get(i));
            if (region == null) {
                continue;
            }
            if (tensor == null) {
                engine.queue(0).fill(region.buffer(), 0, region.bytes(), 0);
                continue;
            }
            int piece = floats(region);
            staging.write(region.buffer(), 0, tensor.data(), i * piece, piece);
        }
    }

    private static int floats(Arena.Region region) {
        return Math.toIntExact(region.bytes() / Float.BYTES);
    }

    private States read(int from, Function<StateMemory, Arena.Region> h, Function<StateMemory, Arena.Region> c) {
        return from == passes.size() ? null
                : new States(read(passes.get(from), 1, h), read(passes.get(from), passes.get(from).form().others(), c),
                        read(from + 1, h, c));
    }

    /** @param rows states that lie one behind the other in each region. */
    private Tensor read(StatefulPass pass, int rows, Function<StateMemory, Arena.Region> which) {
        if (which.apply(pass.states().get(0)) == null) {
            return null;
        }
        int piece = floats(which.apply(pass.states().get(0)));
        Tensor tensor = Tensor.zeros(pass.states().size() * rows, batch, piece / batch / rows);
        for (int i = 0; i < pass.states().size(); i++) {
            staging.read(which.apply(pass.states().get(i)).buffer(), 0, tensor.data(), i * piece, piece);
        }
        return tensor;
    }
}
