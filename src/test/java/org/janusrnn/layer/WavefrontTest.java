package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.EveryDevice;

/** The layers of a stack side by side give the bits that they give one behind the other. */
class WavefrontTest {
    private static final int STEPS = 37;

    private static Tensor random(int stream, int... dims) {
        Tensor tensor = Tensor.zeros(dims);
        CounterRandom random = CounterRandom.of(7, stream);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = 2 * random.uniform(i) - 1;
        }
        return tensor;
    }

    private static Gradients run(Engine.Builder builder, Cell cell, int batch) {
        try (Engine engine = builder.open()) {
            return run(engine, cell, batch);
        }
    }

    private static Gradients run(Engine engine, Cell cell, int batch) {
        try (Network network = Network.builder(engine).input(6).recurrent(cell, 18, r -> r.layers(3)).build()) {
            int[] lengths = new int[batch];
            for (int b = 0; b < batch; b++) {
                lengths[b] = b == 0 ? STEPS : 1 + b * 7 % STEPS;
            }
            return network.gradients(Batch.of(random(1, STEPS, batch, 6)).lengths(lengths),
                    random(2, STEPS, batch, 18), States.of(random(3, 3, batch, 18)));
        }
    }

    private static void assertSame(Gradients got, Gradients want) {
        assertThat(got.output().y().data()).isEqualTo(want.output().y().data());
        assertThat(got.output().states().h().data()).isEqualTo(want.output().states().h().data());
        assertThat(got.x().data()).isEqualTo(want.x().data());
        assertThat(got.initial().h().data()).isEqualTo(want.initial().h().data());
        got.parameters().forEach((name, tensor) -> assertThat(tensor.data()).as(name)
                .isEqualTo(want.parameters().get(name).data()));
    }

    @EveryDevice
    void layersSideBySideGiveTheSameBits(ClDevice device) {
        List<Way> ways = device.slowCompiler() ? List.of(Way.TILED) : List.of(Way.values());
        for (Way way : ways) {
            try (Engine overlapping = Engine.builder().device(device).way(way).overlapLayers().open();
                 Engine plain = Engine.builder().device(device).way(way).open();
                 Engine oneQueue = Engine.builder().device(device).way(way).overlapLayers().oneQueue().open()) {
                for (Cell cell : List.of(Cells.gru(), Cells.indrnnRelu())) {
                    Gradients overlapped = run(overlapping, cell, 5);
                    assertSame(overlapped, run(plain, cell, 5));
                    assertSame(overlapped, run(oneQueue, cell, 5));
                }
            }
        }
    }

    /** Where one sequence leaves cores idle, the layers of a stack keep them busy. */
    @EveryDevice
    void aSingleSequenceIsTheSameToo(ClDevice device) {
        if (device.slowCompiler()) {
            return;
        }
        assertSame(run(Engine.builder().device(device).way(Way.WIDE).overlapLayers(), Cells.rnnTanh(), 1),
                run(Engine.builder().device(device).way(Way.WIDE).oneQueue(), Cells.rnnTanh(), 1));
    }
}
