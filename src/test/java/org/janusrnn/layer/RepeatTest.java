package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.reference.LstmReference;
import org.janusrnn.reference.ReferenceStack;
import org.janusrnn.reference.StackPass;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.EveryDevice;

/** One queue or two, this run or the next: the same bits; and as many rows as overflow 16 bits. */
class RepeatTest {
    private static Tensor random(int stream, int... dims) {
        Tensor tensor = Tensor.zeros(dims);
        CounterRandom random = CounterRandom.of(13, stream);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = 2 * random.uniform(i) - 1;
        }
        return tensor;
    }

    private static List<Way> ways(ClDevice device) {
        return device.slowCompiler() ? List.of(Way.TILED) : List.of(Way.values());
    }

    private static void assertSame(Gradients got, Gradients want) {
        assertThat(got.output().y().data()).isEqualTo(want.output().y().data());
        assertThat(got.output().states().h().data()).isEqualTo(want.output().states().h().data());
        assertThat(got.x().data()).isEqualTo(want.x().data());
        got.parameters().forEach((name, tensor) -> assertThat(tensor.data()).as(name)
                .isEqualTo(want.parameters().get(name).data()));
    }

    @EveryDevice
    void oneQueueOrTwoGiveTheSameBits(ClDevice device) {
        Batch batch = Batch.of(random(1, 9, 11, 5)).lengths(9, 1, 4, 9, 7, 2, 9, 5, 3, 8, 6);
        for (Way way : ways(device)) {
            try (Engine two = Engine.builder().device(device).way(way).open();
                 Engine one = Engine.builder().device(device).way(way).oneQueue().open()) {
                for (Cell cell : List.of(Cells.lstm(), Cells.mgu(), Cells.indrnnTanh())) {
                    try (Network left = network(two, cell); Network right = network(one, cell)) {
                        Gradients first = left.gradients(batch, random(2, 9, 11, 2 * 21), null);
                        assertSame(left.gradients(batch, random(2, 9, 11, 2 * 21), null), first);
                        assertSame(right.gradients(batch, random(2, 9, 11, 2 * 21), null), first);
                    }
                }
            }
        }
    }

    private static Network network(Engine engine, Cell cell) {
        return Network.builder(engine).input(5).recurrent(cell, 21, r -> r.bidirectional().layers(2)).build();
    }

    /** 69,700 rows: a sum of so many float32 terms keeps about four digits less than its terms, 1e-4 of the largest. */
    @EveryDevice
    void moreRowsThanSixteenBitsCount(ClDevice device) {
        int steps = 4100;
        int size = 17;
        Tensor x = random(1, steps, size, 3);
        Tensor dy = random(2, steps, size, 5);
        for (Way way : ways(device)) {
            try (Engine engine = Engine.builder().device(device).way(way).open();
                 Network network = Network.builder(engine).input(3).recurrent(Cells.lstm(), 5, r -> r.name(""))
                         .build()) {
                Gradients got = network.gradients(Batch.of(x), dy, null);
                StackPass pass = ReferenceStack.of(LstmReference.plain(), DoubleTensor.of(network.values()))
                        .forward(DoubleTensor.of(x), null, null, null);
                StackPass.Gradients want = pass.backward(DoubleTensor.of(dy), null, null);
                assertThat(pass.y().maxDifference(got.output().y())).isLessThan(1e-5);
                assertThat(want.x().maxDifference(got.x())).isLessThan(1e-5);
                for (Map.Entry<String, Tensor> entry : got.parameters().entrySet()) {
                    double largest = 0;
                    for (float value : entry.getValue().data()) {
                        largest = Math.max(largest, Math.abs(value));
                    }
                    assertThat(want.parameter(entry.getKey()).maxDifference(entry.getValue())).as(entry.getKey())
                            .isLessThan(1e-4 * largest);
                }
            }
        }
    }
}
