package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.CellFunctions;
import org.janusrnn.cell.Cells;
import org.janusrnn.cell.GateFunction;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryDevice;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.Rounding;
import org.janusrnn.testing.TestCells.Form;
import org.junit.jupiter.api.io.TempDir;

/** Cells with other functions than the usual ones: forward and backward against the reference, and what is refused. */
class CellFunctionsTest {

    private static Cell with(Cell cell, String... functions) {
        return cell.withFunctions(Stream.of(functions).map(GateFunction::parse).toArray(GateFunction[]::new));
    }

    /** Every function there is, in every cell that may have one; a slow compiler gets the first. */
    private static List<Cell> cells() {
        return List.of(with(Cells.lstmPeephole(), "hard_sigmoid(0.25,0.5)", "softsign", "elu(0.7)"),
                with(Cells.lstmCoupled(), "sigmoid", "thresholded_relu(0.1)", "scaled_tanh(1.2,0.7)"),
                with(Cells.gru(), "hard_sigmoid(0.2,0.5)", "softplus"),
                with(Cells.gruResetBefore(), "affine(0.1,0.4)", "leaky_relu(0.1)"),
                with(Cells.rnnTanh(), "elu(0.5)"), with(Cells.rnnRelu(), "softplus"));
    }

    @EveryWay
    void forwardAndBackward(DeviceAndWay on) {
        List<String> failures = new ArrayList<>();
        try (Engine engine = on.open()) {
            for (Cell cell : on.slow() ? cells().subList(0, 1) : cells()) {
                RecurrentCase each = RecurrentCase.bidirectional(new Form(cell, false), 1, 5, 3, 4, 19).lengths(5, 2, 4);
                failures.addAll(Rounding.differences(each, each.run(engine), each.expected()));
            }
        }
        assertThat(failures).isEmpty();
    }

    /** The directions of a layer do not see each other: each is as in a layer of its own functions. */
    @EveryDevice
    void everyDirectionHasItsOwn(ClDevice device) {
        Cell reverse = with(Cells.lstm(), "sigmoid", "softsign", "tanh");
        RecurrentCase plain = RecurrentCase.bidirectional(new Form(Cells.lstm(), false), 1, 4, 3, 5, 17);
        RecurrentCase other = RecurrentCase.bidirectional(new Form(reverse, false), 1, 4, 3, 5, 17);
        other.parameters = plain.parameters;
        other.x = plain.x;
        other.initial = plain.initial;
        other.dy = plain.dy;
        other.dStates = plain.dStates;
        Map<String, DoubleTensor> forward = plain.expected();
        Map<String, DoubleTensor> backward = other.expected();
        try (Engine engine = Engine.builder().device(device).open();
             Network network = Network.builder(engine).input(5)
                     .recurrent(Cells.lstm(), 17, r -> r.name("").bidirectional(reverse)).build()) {
            plain.parameters.forEach(network.parameters()::set);
            Map<String, Tensor> got = RecurrentCase.results(network.gradients(plain.batch(), plain.dy, plain.dStates));
            assertThat(forward.get("y").maxDifference(got.get("y"))).isGreaterThan(1e-2);
            for (String name : plain.parameters.keySet()) {
                DoubleTensor want = (name.endsWith("_reverse") ? backward : forward).get("grad_" + name);
                assertThat(want.maxDifference(got.get("grad_" + name))).as(name).isLessThan(2e-5);
            }
            DoubleTensor y = forward.get("y");
            for (int i = 0; i < y.data().length; i++) {
                double want = (i % 34 < 17 ? y : backward.get("y")).data()[i];
                assertThat(Math.abs(got.get("y").data()[i] - want)).isLessThan(2e-6);
            }
        }
    }

    @EveryDevice
    void aModelKeepsThem(ClDevice device, @TempDir Path folder) {
        Cell forward = with(Cells.lstm(), "hard_sigmoid(0.25,0.5)", "tanh", "elu(0.7)").withClip(1.5f);
        try (Engine engine = Engine.builder().device(device).open();
             Network network = Network.builder(engine).input(3).recurrent(forward, 5, r -> r.bidirectional(
                     Cells.lstm().withClip(0.1f))).recurrent(with(Cells.rnnRelu(), "softsign"), 4).build()) {
            assertThat(network.architecture()).isEqualTo("input 3; lstm 5 f=hard_sigmoid(0.25,0.5) h=elu(0.7) clip=1.5 "
                    + "reverse_f=sigmoid reverse_g=tanh reverse_h=tanh reverse_clip=0.1 bidirectional; "
                    + "rnn_relu 4 f=softsign");
            Path file = folder.resolve("model.safetensors");
            network.save(file);
            try (Network again = Network.read(engine, file)) {
                assertThat(again.architecture()).isEqualTo(network.architecture());
                Batch batch = Batch.of(ramp(4, 2, 3));
                assertThat(again.run(batch).y().data()).isEqualTo(network.run(batch).y().data());
            }
        }
    }

    private static Tensor ramp(int... dims) {
        Tensor tensor = Tensor.zeros(dims);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = 0.3f * i - 2;
        }
        return tensor;
    }

    @EveryDevice
    void whatHasNoBackwardPassIsNotTrained(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open()) {
            refused(engine, Cells.gru().withClip(2), Cells.gru(), "clips what goes into its functions");
            refused(engine, Cells.gru(), Cells.gru().withClip(2), "clips what goes into its functions");
            refused(engine, with(Cells.rnnTanh(), "leaky_relu(-0.1)"), null, "leaky_relu(-0.1)");
        }
    }

    private static void refused(Engine engine, Cell cell, Cell reverse, String reason) {
        try (Network network = Network.builder(engine).input(2)
                .recurrent(cell, 3, r -> reverse == null ? r : r.bidirectional(reverse)).build()) {
            Batch batch = Batch.of(Tensor.zeros(2, 1, 2));
            assertThat(network.run(batch).y()).isNotNull();
            assertThatIllegalArgumentException().isThrownBy(() -> network.plan(batch, Mode.TRAINING))
                    .withMessageContaining("the layer rnn cannot").withMessageContaining(reason);
        }
    }

    @EveryDevice
    void whatDoesNotFitIsRefused(ClDevice device) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cells.janet().withClip(1))
                .withMessageContaining("janet has no functions");
        Cell own = Cell.builder("mine").pageText("void cell_forward(REAL *a, REAL *s, const REAL *v) { }"
                + " void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv) { }").slots(1)
                .constant("CLIP", 3).build();
        assertThat(CellFunctions.of(own)).isEqualTo(new CellFunctions(List.of(), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> with(Cells.gru(), "tanh"))
                .withMessageContaining("gru has 2 functions to choose (f, g), not 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Cells.lstm().withClip(-1)).withMessageContaining("-1.0");
        for (String wrong : List.of("swish", "tanh(1)", "elu", "hard_sigmoid(1)", "elu(x)", "elu(NaN)")) {
            assertThatIllegalArgumentException().isThrownBy(() -> GateFunction.parse(wrong))
                    .withMessageContaining(wrong.replaceAll("\\(.*", ""));
        }
        try (Engine engine = Engine.builder().device(device).open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> Network.builder(engine).input(2)
                    .recurrent(Cells.lstm(), 3, r -> r.bidirectional(Cells.lstmPeephole())).build())
                    .withMessageContaining("lstm and lstm_peephole");
            assertThatIllegalArgumentException().isThrownBy(() -> Network.builder(engine).input(2)
                    .recurrent(Cells.janet(), 3, r -> r.bidirectional(Cells.janet(0))).build())
                    .withMessageContaining("janet and janet");
        }
    }
}
