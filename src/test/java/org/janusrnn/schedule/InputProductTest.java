package org.janusrnn.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.layer.Mode;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkPlan;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.Rounding;
import org.janusrnn.testing.TestCells.Form;

/** Inference is right wherever the input is multiplied, in both directions and with padding. */
class InputProductTest {
    private static final int SEVERAL_SPANS = 53;
    private static final int INPUTS = 5;
    private static final int HIDDEN = 37;

    private static List<Cell> cells(DeviceAndWay on) {
        return on.slow() ? List.of(Cells.lstm()) : List.of(Cells.lstm(), Cells.gru(), Cells.rnnTanh(), Cells.janet());
    }

    /** What is off by more than rounding explains. */
    private static List<String> wrong(Engine engine, RecurrentCase each) {
        Map<String, Tensor> got = each.infer(engine);
        Map<String, DoubleTensor> want = each.expected();
        want.keySet().removeIf(name -> name.startsWith("grad_"));
        return Rounding.differences(each, got, want);
    }

    private static boolean hasProjection(Engine engine, RecurrentCase each) {
        try (Network network = each.network(engine); NetworkPlan plan = network.plan(each.batch(), Mode.INFERENCE)) {
            return plan.parts().stream().anyMatch(part -> part.label().equals("input projection"));
        }
    }

    /** A work-item that has all sequences, and steps for several spans of them, of which the last is shorter. */
    @EveryWay
    void someStepsAhead(DeviceAndWay on) {
        List<String> failures = new ArrayList<>();
        try (Engine engine = on.open()) {
            for (Cell cell : cells(on)) {
                RecurrentCase alone = RecurrentCase.bidirectional(new Form(cell, false), 1, SEVERAL_SPANS, 1, INPUTS,
                        HIDDEN);
                failures.addAll(wrong(engine, alone));
                assertThat(hasProjection(engine, alone)).isEqualTo(on.way() == Way.TILED);
                failures.addAll(wrong(engine, RecurrentCase.bidirectional(new Form(cell, false), 1, SEVERAL_SPANS, 3,
                        INPUTS, HIDDEN).lengths(SEVERAL_SPANS, 1, 30)));
            }
        }
        assertThat(failures).isEmpty();
    }

    /** Rows enough for every slice; small weights, and some that only inference multiplies in each step. */
    @EveryWay
    void inEachStep(DeviceAndWay on) {
        List<String> failures = new ArrayList<>();
        try (Engine engine = on.open()) {
            int batch = 16 * engine.device().computeUnits();
            for (int hidden : on.slow() ? new int[] {HIDDEN} : new int[] {HIDDEN, 230}) {
                for (Cell cell : cells(on)) {
                    RecurrentCase each = RecurrentCase.bidirectional(new Form(cell, false), 1, 3, batch, INPUTS,
                            hidden);
                    failures.addAll(wrong(engine, each));
                    // Strips are not fetched ahead: with them large weights have a projection.
                    if (hidden == HIDDEN || !engine.kernels().stripped()) {
                        assertThat(hasProjection(engine, each)).isEqualTo(on.way() == Way.TILED);
                    }
                }
            }
        }
        assertThat(failures).isEmpty();
    }
}
