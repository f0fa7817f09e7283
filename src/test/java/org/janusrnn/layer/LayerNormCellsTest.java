package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryDevice;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.Rounding;
import org.janusrnn.testing.TestCells.Form;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** LSTM and GRU with layer normalisation, in all that the tests over every cell do not look at. */
class LayerNormCellsTest {

    private static final List<Cell> CELLS = List.of(Cells.lstmLayerNorm(), Cells.gruLayerNorm());
    /** A slow compiler has the other in ShapesTest. */
    private static final List<Cell> SLOW = List.of(Cells.gruLayerNorm());

    /**
     * On a simulator, which looks for races, a few steps. Elsewhere two layers of two directions, sequences of different
     * lengths, initial states, hidden units of two blocks and tails.
     */
    @Tag("device")
    @EveryWay
    void forwardAndBackward(DeviceAndWay on) {
        List<String> failures = new ArrayList<>();
        try (Engine engine = on.open()) {
            for (Cell cell : on.slow() && !on.device().simulated() ? SLOW : CELLS) {
                Form form = new Form(cell, false);
                RecurrentCase each = on.device().simulated() ? RecurrentCase.of(form, 3, 2, 2, 17).lengths(3, 2)
                        : RecurrentCase.bidirectional(form, 2, 6, 5, 7, 21).lengths(6, 1, 4, 6, 3);
                Map<String, Tensor> got = each.run(engine);
                failures.addAll(Rounding.differences(each, got, each.expected()));
                each.run(engine).forEach((name, again) -> assertThat(again.data()).as(name).isEqualTo(
                        got.get(name).data()));
            }
        }
        assertThat(failures).isEmpty();
    }

    /** A norm over products with one number, whose gradient is nearly 0: its terms cancel, and a missing one would show. */
    @EveryWay
    void oneInput(DeviceAndWay on) {
        List<String> failures = new ArrayList<>();
        try (Engine engine = on.open()) {
            for (Cell cell : on.slow() ? SLOW : CELLS) {
                RecurrentCase each = RecurrentCase.of(new Form(cell, false), 9, 5, 1, 20);
                failures.addAll(Rounding.differences(each, each.run(engine), each.expected()));
            }
        }
        assertThat(failures).isEmpty();
    }

    /** What x and h are multiplied by is of no account: the norm takes it out, but for the eps in it. */
    @EveryDevice
    void weightsOfAnotherSizeChangeNothing(ClDevice device) {
        RecurrentCase each = RecurrentCase.of(new Form(Cells.lstmLayerNorm(), false), 5, 3, 8, 32);
        try (Engine engine = Engine.builder().device(device).open(); Network network = each.network(engine)) {
            float[] before = network.run(each.batch()).y().data();
            for (String name : List.of("weight_ih_l0", "weight_hh_l0")) {
                Tensor larger = Tensor.zeros(each.parameters.get(name).shape().toArray());
                for (int i = 0; i < larger.data().length; i++) {
                    larger.data()[i] = 8 * each.parameters.get(name).data()[i];
                }
                network.parameters().set(name, larger);
            }
            float[] after = network.run(each.batch()).y().data();
            double most = 0;
            for (int i = 0; i < after.length; i++) {
                most = Math.max(most, Math.abs(after[i] - before[i]));
            }
            assertThat(most).isLessThan(2e-3).isPositive();
        }
    }

    @EveryDevice
    void gainsStartAtOneAndAModelKeepsThem(ClDevice device, @TempDir Path folder) {
        try (Engine engine = Engine.builder().device(device).open();
             Network network = Network.builder(engine).input(3).recurrent(Cells.lstmLayerNorm(), 5,
                     r -> r.initializer(Initializers.glorotOrthogonal()))
                     .recurrent(Cells.gruLayerNorm(), 4, r -> r.bidirectional()).build()) {
            float[] lstm = network.parameters().get("rnn.weight_norm_l0").data();
            assertThat(Arrays.copyOf(lstm, 9 * 5)).containsOnly(1);
            assertThat(Arrays.copyOfRange(lstm, 9 * 5, 10 * 5)).containsOnly(0);
            assertThat(network.parameters().get("rnn.bias_ih_l0").data()).startsWith(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0);
            assertThat(network.parameters().get("rnn2.weight_norm_l0_reverse").data()).hasSize(6 * 4).containsOnly(1);
            Path file = folder.resolve("model.safetensors");
            network.save(file);
            try (Network again = Network.read(engine, file)) {
                assertThat(again.architecture()).isEqualTo(
                        "input 3; lstm_layer_norm 5; gru_layer_norm 4 bidirectional");
                Batch batch = Batch.of(Tensor.zeros(4, 2, 3));
                assertThat(again.run(batch).y().data()).isEqualTo(network.run(batch).y().data());
            }
        }
    }

    @EveryDevice
    void whatDoesNotGoTogetherIsRefused(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open()) {
            refused(engine, r -> r.projection(3), "the cell lstm_layer_norm cannot project h");
            refused(engine, r -> r.zoneout(0.1, 0), "zoneout does not go with the cell lstm_layer_norm");
        }
    }

    private static void refused(Engine engine, UnaryOperator<RecurrentOptions> options, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> Network.builder(engine).input(2)
                .recurrent(Cells.lstmLayerNorm(), 5, options).build()).withMessageContaining(reason);
    }
}
