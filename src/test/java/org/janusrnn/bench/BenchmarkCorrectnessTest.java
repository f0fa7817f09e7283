package org.janusrnn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.verify.Comparison;
import org.junit.jupiter.api.Test;

/** What is timed is right, in the run that is timed, and what is wrong is seen before it is timed. */
class BenchmarkCorrectnessTest {
    private static final Extent SMALL = new Extent(5, 7, 6, 17);

    private static List<Row> rows(DeviceAndWay on) {
        List<Row> rows = new ArrayList<>();
        for (Pass pass : Pass.values()) {
            rows.add(new Row(Cells.lstm(), SMALL, 2, true, pass));
            if (!on.slow()) {
                for (Cell cell : List.of(Cells.gru(), Cells.rnnTanh(), Cells.janet(), Cells.mgu(), Cells.indrnnRelu(),
                        Cells.lstmCoupled())) {
                    rows.add(new Row(cell, SMALL, 1, cell.name().equals("gru"), pass));
                }
            }
        }
        return rows;
    }

    @EveryWay
    void everyRunLeavesWhatTheReferenceComesTo(DeviceAndWay on) {
        List<Comparison> wrong = new ArrayList<>();
        try (Engine engine = on.open()) {
            for (Row row : rows(on)) {
                Content content = new Content(row);
                Oracle oracle = new Oracle(content);
                assertThat(oracle.known()).isTrue();
                try (RowRun run = new RowRun(engine, content)) {
                    // The second run starts from what the first one left.
                    for (int i = 0; i < 2; i++) {
                        run.run();
                        List<Comparison> checks = oracle.check(run.results());
                        int gradients = row.pass() == Pass.TRAIN ? content.parameters().size() + 1 : 0;
                        assertThat(checks).hasSize(1 + gradients);
                        checks.stream().filter(c -> !c.passed()).forEach(wrong::add);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @EveryWay
    void aRowIsMeasuredWithItsTimes(DeviceAndWay on) {
        Row row = new Row(Cells.lstm(), SMALL, true, Pass.TRAIN);
        Measurement m = new Bench(new BenchTarget(on.device(), on.way()), Stopwatch.standard().runs(3), !on.slow(),
                () -> false, text -> { }).measure(row);
        assertThat(m.right()).isTrue();
        assertThat(m.times().wall().runs()).isEqualTo(3);
        assertThat(m.target().way()).isEqualTo(on.way());
        assertThat(m.launches()).isPositive();
        if (m.device() != null) {
            assertThat(m.device().parts()).extracting(DeviceTimes.Part::label).contains("sum", "pack weights",
                    "input projection");
        }
    }

    private final Row row = new Row(Cells.gru(), SMALL, true, Pass.TRAIN);
    private final Content content = new Content(row);
    private final Oracle oracle = new Oracle(content);

    /** The reference's own results, as a device would leave them. */
    private Map<String, Tensor> perfect() {
        return oracle.expected();
    }

    private List<String> failures(Map<String, Tensor> results) {
        return oracle.check(results).stream().filter(c -> !c.passed()).map(Comparison::name).toList();
    }

    @Test
    void anOutputInAnotherPlaceIsSeen() {
        Map<String, Tensor> results = perfect();
        assertThat(failures(results)).isEmpty();
        float[] y = results.get(Oracle.OUTPUT).data();
        int width = 2 * SMALL.hidden();
        float[] second = new float[width];
        System.arraycopy(y, width, second, 0, width);
        System.arraycopy(y, 0, y, width, width);
        System.arraycopy(second, 0, y, 0, width);
        assertThat(failures(results)).containsExactly(Oracle.OUTPUT);
    }

    @Test
    void aSequenceMissingFromAGradientIsSeen() {
        Map<String, Tensor> results = perfect();
        float[] gradient = results.get("grad_weight_hh_l0_reverse").data();
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= 1 - 1f / SMALL.batch();
        }
        assertThat(failures(results)).containsExactly("grad_weight_hh_l0_reverse");
    }

    @Test
    void whatIsNotANumberIsSeen() {
        Map<String, Tensor> results = perfect();
        results.get("grad_bias_hh_l0").data()[3] = Float.NaN;
        assertThat(failures(results)).containsExactly("grad_bias_hh_l0");
    }

    @Test
    void aResultThatIsLackingIsAnError() {
        Map<String, Tensor> results = perfect();
        results.remove("grad_bias_ih_l0");
        assertThatThrownBy(() -> oracle.check(results))
                .hasMessageContaining("no result grad_bias_ih_l0");
    }

    /** By hand: LSTM, T=2, B=3, I=5, H=7: 2*2*3 * (5+7) * 4*7 a direction. */
    @Test
    void countsTheArithmeticOfTheProducts() {
        Extent extent = new Extent(2, 3, 5, 7);
        assertThat(new Row(Cells.lstm(), extent, false, Pass.FORWARD).flops()).isEqualTo(4032);
        assertThat(new Row(Cells.gru(), extent, true, Pass.TRAIN).flops()).isEqualTo(4032 / 4 * 3 * 2 * 3);
        assertThat(new Row(Cells.indrnnTanh(), extent, false, Pass.FORWARD).flops()).isEqualTo(2 * 2 * 3 * 5 * 7);
        // The second layer reads both directions of the first: (5+7) + (14+7) columns.
        assertThat(new Row(Cells.rnnTanh(), extent, 2, true, Pass.FORWARD).flops()).isEqualTo(2 * 12 * 33 * 7);
    }

    @Test
    void theSpreadIsThatOfTheMiddleHalf() {
        Sample sample = new Sample(9_000_000, 1_000_000, 2_000_000, 3_000_000, 4_000_000);
        assertThat(sample.medianMillis()).isEqualTo(3);
        assertThat(sample.minMillis()).isEqualTo(1);
        assertThat(sample.maxMillis()).isEqualTo(9);
        assertThat(sample.spread()).isEqualTo(2.0 / 3);
    }
}
