package org.janusrnn.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.kernel.Tuning;
import org.janusrnn.kernel.TuningEntry;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Mode;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkPlan;
import org.janusrnn.layer.RecurrentOptions;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.Bits;
import org.janusrnn.testing.EveryDevice;
import org.janusrnn.testing.Numbers;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.Rounding;
import org.janusrnn.testing.TestCells.Form;

/** A launch for all steps computes to the bit what a launch a step does, and right, however it is shared out. */
class SequenceLoopTest {
    private static final int STEPS = 7;
    private static final int INPUTS = 3;
    private static final int[] LENGTHS = {7, 1, 4, 7, 7, 2, 7, 5, 3, 6, 7};
    private static final int BATCH = LENGTHS.length;
    /** Blocks of units: one and a tail; as many as fill a panel and more lines than a work-group of 4 has. */
    private static final int[] HIDDEN = {21, 83};

    /** The shares: 16 sequences or 4 a line of many, and few lines, which take several pieces each. */
    private static final List<Map<String, Integer>> SHARES = List.of(
            Map.of("LINES", 16, "ROWS_PER_ITEM", 1, "LOCAL_WEIGHTS", 1),
            Map.of("LINES", 4, "ROWS_PER_ITEM", 4, "LOCAL_WEIGHTS", 0));

    private static Engine open(ClDevice device, Map<String, Integer> parameters) {
        return Engine.builder().device(device).way(Way.TILED).tuning(
                Tuning.trial(device, TuningEntry.of(device, Tunable.TILED_SEQUENCE, null, parameters))).open();
    }

    private static Engine steps(ClDevice device) {
        return open(device, Map.of("MOST_HIDDEN", 0));
    }

    /** Cells of one product: of one panel a block, of several blocks a panel, with vectors, with other gates. */
    private static List<Cell> cells(ClDevice device) {
        return device.slowCompiler() ? List.of(Cells.lstm())
                : List.of(Cells.lstm(), Cells.rnnTanh(), Cells.lstmPeephole(), Cells.gru());
    }

    @EveryDevice
    void allStepsInALaunchGiveTheSameBitsAsALaunchAStep(ClDevice device) {
        List<String> failures = new ArrayList<>();
        List<RecurrentCase> cases = new ArrayList<>();
        for (Cell cell : cells(device)) {
            for (int hidden : HIDDEN) {
                cases.add(RecurrentCase.bidirectional(new Form(cell, false), 1, STEPS, BATCH, INPUTS, hidden)
                        .lengths(LENGTHS));
            }
        }
        List<Map<String, Tensor>> want = new ArrayList<>();
        try (Engine byStep = steps(device)) {
            for (RecurrentCase each : cases) {
                want.add(each.run(byStep));
                failures.addAll(Rounding.differences(each, want.get(want.size() - 1), each.expected()));
            }
        }
        for (Map<String, Integer> share : SHARES) {
            try (Engine whole = open(device, share)) {
                for (int i = 0; i < cases.size(); i++) {
                    String at = share + ", " + cases.get(i) + ": ";
                    Bits.differences(want.get(i), cases.get(i).run(whole)).forEach(f -> failures.add(at + f));
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    /** Dropped and held states, layers that overlap by pieces of time, gates computed again by pieces. */
    @EveryDevice
    void optionsGiveTheSameBits(ClDevice device) {
        List<UnaryOperator<RecurrentOptions>> options = device.slowCompiler()
                ? List.of(r -> r.recurrentDropout(0.3))
                : List.of(r -> r.recurrentDropout(0.3), r -> r.zoneout(0.2, 0.3), r -> r.layers(2),
                        r -> r.recompute());
        try (Engine byStep = overlapping(device, Map.of("MOST_HIDDEN", 0));
             Engine whole = overlapping(device, Map.of("ROWS_PER_ITEM", 2))) {
            for (int i = 0; i < options.size(); i++) {
                assertThat(Bits.differences(trained(byStep, options.get(i)), trained(whole, options.get(i))))
                        .as("option %d", i).isEmpty();
            }
        }
    }

    private static Engine overlapping(ClDevice device, Map<String, Integer> parameters) {
        return Engine.builder().device(device).way(Way.TILED).overlapLayers().tuning(
                Tuning.trial(device, TuningEntry.of(device, Tunable.TILED_SEQUENCE, null, parameters))).open();
    }

    private static Map<String, Tensor> trained(Engine engine, UnaryOperator<RecurrentOptions> options) {
        int steps = 40;
        try (Network network = Network.builder(engine).input(INPUTS).recurrent(Cells.lstm(), 21, options).build()) {
            Numbers numbers = new Numbers(3);
            Batch batch = Batch.of(numbers.uniform(1, steps, 5, INPUTS)).lengths(steps, 3, 38, 1, steps);
            return RecurrentCase.results(network.gradients(batch, numbers.uniform(1, steps, 5, network.outputs()),
                    null));
        }
    }

    /** One launch a direction where the size allows it; else a launch a step, and the plan says why. */
    @EveryDevice
    void thePlanSaysWhatItChose(ClDevice device) {
        try (Engine engine = open(device, Map.of("MOST_HIDDEN", 64))) {
            assertThat(notes(engine, Cells.rnnTanh(), 64)).singleElement().asString()
                    .startsWith("stream 0, time loop: all steps a launch");
            assertThat(notes(engine, Cells.rnnTanh(), 65)).containsExactly("stream 0, time loop: a launch a step, "
                    + "since a hidden size above 64 is tuned to a launch a step");
            assertThat(notes(engine, Cells.mgu(), 20)).containsExactly(
                    "stream 0, time loop: a launch a step, since a step has two products, one behind the other");
        }
    }

    private static List<String> notes(Engine engine, Cell cell, int hidden) {
        try (Network network = Network.builder(engine).input(INPUTS).recurrent(cell, hidden).build()) {
            NetworkPlan plan = network.plan(Batch.of(Tensor.zeros(STEPS, 2, INPUTS)), Mode.INFERENCE);
            assertThat(plan.parts()).filteredOn(part -> part.label().equals("time loop")).singleElement()
                    .satisfies(part -> assertThat(part.launches()).isPositive());
            assertThat(plan.launches() < STEPS).isEqualTo(hidden <= 64 && !cell.inHalves());
            return plan.notes();
        }
    }
}
