package org.janusrnn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.schedule.Cost;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.junit.jupiter.api.Test;

/** What a row costs, against sums done by hand. */
class ExplanationTest {
    private static final int T = 5;
    private static final int B = 3;
    private static final int I = 20;
    private static final int H = 24;

    private static Explanation explain(DeviceAndWay target, Cell cell, Pass pass) {
        return Explanation.of(new BenchTarget(target.device(), target.way()),
                new Row(cell, new Extent(T, B, I, H), true, pass));
    }

    @EveryWay
    void everyMultiplyAddIsCountedOnce(DeviceAndWay target) {
        double input = 2.0 * T * B * I * H;
        double recurrent = 2.0 * T * B * H * H;
        assertThat(explain(target, Cells.lstm(), Pass.FORWARD).total().flops())
                .isEqualTo(2 * 4 * (input + recurrent));
        // Backward: the gradient of h, and those of both weights; nobody asks for the gradient of the input.
        assertThat(explain(target, Cells.gru(), Pass.TRAIN).total().flops())
                .isEqualTo(2 * 3 * (2 * input + 3 * recurrent));
        assertThat(explain(target, Cells.mgu(), Pass.FORWARD).total().flops()).isEqualTo(2 * 2 * (input + recurrent));
        assertThat(explain(target, Cells.indrnnRelu(), Pass.FORWARD).total().flops()).isEqualTo(2 * input);
    }

    @EveryWay
    void launchesAreThoseOfARunAndWeightsAreReadAsOftenAsLoopsAreLaunched(DeviceAndWay target) {
        Explanation e = explain(target, Cells.lstm(), Pass.FORWARD);
        assertThat(e.parts()).filteredOn(part -> part.label().equals("time loop")).hasSize(2).allSatisfy(part -> {
            double weights = 4.0 * 4 * H * H;
            double rows = 4.0 * T * B * (4 * H + H);
            assertThat(part.cost().bytes()).isEqualTo(rows + part.launches() * weights);
        });
        assertThat(e.launches()).isEqualTo(e.parts().stream().mapToInt(part -> part.launches()).sum()).isPositive();
    }

    @Test
    void theRooflineIsTheSlowerOfBoth() {
        assertThat(new Cost(8e9, 1e9).bound(4e9, 1e9)).isEqualTo(2);
        assertThat(new Cost(8e9, 1e9).bound(16e9, 1e9)).isCloseTo(1, within(1e-12));
    }
}
