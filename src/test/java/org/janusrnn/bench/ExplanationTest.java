package org.janusrnn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.kernel.Tuning;
import org.janusrnn.schedule.Cost;
import org.janusrnn.schedule.Plan;
import org.janusrnn.schedule.Way;
import org.janusrnn.tensor.MemoryKind;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.NoLeaks;
import org.janusrnn.testing.SharedEngines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a row costs, against sums done by hand. */
@NoLeaks.CheckedAfterAll
class ExplanationTest {
    @RegisterExtension
    static final SharedEngines ENGINES = new SharedEngines();

    private static final int T = 5;
    private static final int B = 3;
    private static final int I = 20;
    private static final int H = 24;

    private static Explanation explain(DeviceAndWay target, Cell cell, Pass pass) {
        return explain(target, cell, pass, B);
    }

    private static Explanation explain(DeviceAndWay target, Cell cell, Pass pass, int batch) {
        return Explanation.of(ENGINES.of(target), new Row(cell, new Extent(T, batch, I, H), true, pass));
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
        boolean projected = e.parts().stream().anyMatch(part -> part.label().equals("input projection"));
        assertThat(projected || target.way() == Way.WIDE).isTrue();
        assertThat(e.parts()).filteredOn(part -> part.label().equals("time loop")).hasSize(2).allSatisfy(part -> {
            // A loop that multiplies some steps' input ahead writes the projection, too, before it reads it.
            double weights = 4.0 * 4 * H * (projected ? H : I + H);
            double rows = 4.0 * T * B * (4 * H + H + (projected ? 0 : I + 4 * H));
            assertThat(part.cost().bytes()).isEqualTo(rows + part.launches() * weights);
        });
        assertThat(e.launches()).isEqualTo(e.parts().stream().mapToInt(part -> part.launches()).sum()).isPositive();
    }

    /** With rows enough for each core's slice, a CPU's loop multiplies the input, too, and no projection is written. */
    @EveryWay
    void aLoopThatMultipliesTheInputReadsItAndItsWeightsInsteadOfAProjection(DeviceAndWay target) {
        Tuning tuning = Tuning.of(target.device());
        int slices = Math.max(tuning.value(Tunable.WIDE_STEP, Tunable.Rows.FEW, "SLICES"),
                tuning.value(Tunable.WIDE_STEP, Tunable.Rows.MANY, "SLICES")) * target.device().computeUnits();
        int batch = 8 * slices;
        double rows = (double) T * batch;
        Explanation forward = explain(target, Cells.lstm(), Pass.FORWARD, batch);
        assertThat(forward.total().flops()).isEqualTo(2 * 2 * rows * 4 * H * (I + H));
        List<String> labels = forward.parts().stream().map(Plan.Part::label).toList();
        if (target.way() == Way.TILED) {
            assertThat(labels).contains("input projection");
            return;
        }
        assertThat(labels).contains("time loop").doesNotContain("input projection");
        double weights = 4.0 * H * (I + H);
        assertThat(loop(forward)).isEqualTo(new Cost(2 * rows * weights, 4 * (rows * (I + H) + weights)));
        // What training keeps beside: four gates and c of every unit.
        assertThat(loop(explain(target, Cells.lstm(), Pass.TRAIN, batch)))
                .isEqualTo(new Cost(2 * rows * weights, 4 * (rows * (I + H + 4 * H + H) + weights)));
    }

    /** What the forward time loop of one direction costs; both cost the same. */
    private static Cost loop(Explanation explained) {
        List<Cost> loops = explained.parts().stream().filter(part -> part.label().equals("time loop"))
                .map(Plan.Part::cost).toList();
        assertThat(loops).hasSize(2);
        assertThat(loops.get(1)).isEqualTo(loops.get(0));
        return loops.get(0);
    }

    @EveryWay
    void everyPieceOfMemoryIsOfItsKind(DeviceAndWay target) {
        Map<MemoryKind, Long> memory = explain(target, Cells.lstm(), Pass.TRAIN).memory();
        long padded = 32;
        // The flat memory of parameters starts each at a multiple of the device's alignment.
        long gap = 8L * target.device().baseAlignment();
        long parameters = 4L * 2 * 4 * H * (I + H + 2);
        assertThat(memory.get(MemoryKind.PARAMETERS)).isBetween(parameters, parameters + gap + 4);
        assertThat(memory.get(MemoryKind.PARAMETER_GRADIENTS)).isBetween(parameters, parameters + gap);
        assertThat(memory.get(MemoryKind.KEPT_ACTIVATIONS)).isEqualTo(4L * T * B * (I + 2 * H + 2 * 5 * padded));
        assertThat(memory.get(MemoryKind.ACTIVATION_GRADIENTS)).isEqualTo(4L * T * B * 2 * H);
        assertThat(explain(target, Cells.lstm(), Pass.TRAIN).mustKeep()).isEqualTo(4L * T * B * (I + 2 * 6 * H));
        assertThat(explain(target, Cells.gruResetBefore(), Pass.TRAIN).mustKeep())
                .isEqualTo(4L * T * B * (I + 2 * 5 * H));
        assertThat(explain(target, Cells.lstm(), Pass.FORWARD).mustKeep()).isZero();
    }

    /** Beside what must be kept there is a tenth of it at most, the gradients of the outputs apart. */
    @EveryWay
    void aTrainingStepTakesHardlyMoreMemoryThanItMust(DeviceAndWay target) {
        assumeThat(target.slow()).isFalse();
        for (String shape : List.of("S1", "S2", "S3", "S6", "S7")) {
            for (Cell cell : List.of(Cells.lstm(), Cells.gru(), Cells.rnnTanh(), Cells.gruResetBefore(), Cells.mgu())) {
                for (boolean both : new boolean[] {false, true}) {
                    Row row = new Row(cell, Extent.parse(shape), both, Pass.TRAIN);
                    assertThat(Explanation.of(ENGINES.of(target), row).timesKept())
                            .as("%s on %s", row, target).isBetween(1.0, 1.1);
                }
            }
        }
    }

    @Test
    void theRooflineIsTheSlowerOfBoth() {
        assertThat(new Cost(8e9, 1e9).bound(4e9, 1e9)).isEqualTo(2);
        assertThat(new Cost(8e9, 1e9).bound(16e9, 1e9)).isCloseTo(1, within(1e-12));
    }
}
