package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.Bits;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryDevice;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.Numbers;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.Rounding;
import org.janusrnn.testing.TestCells;
import org.janusrnn.testing.TestCells.Form;
import org.junit.jupiter.api.Tag;

/**
 * Gates that are computed again in the backward pass: what comes of them is right, and has the same bits as with gates
 * that were stored, but for sums over time, which are added up in another order.
 */
@Tag("numbers")
class RecomputeTest {
    private static final int STEPS = 23;

    private static Map<String, Tensor> run(Engine engine, RecurrentCase each) {
        return new LinkedHashMap<>(each.run(engine));
    }

    private static List<Form> forms(DeviceAndWay on) {
        return on.slow() ? List.of(new Form(Cells.lstm(), false)) : TestCells.all();
    }

    /** Three pieces; sequences that end in one, or before it. */
    @EveryWay
    void oneDirectionHasTheSameBits(DeviceAndWay on) {
        List<String> failures = new ArrayList<>();
        try (Engine storing = on.builder().recompute(false).open();
             Engine recomputing = on.builder().recompute(true).open()) {
            for (Form form : forms(on)) {
                RecurrentCase each = RecurrentCase.of(form, STEPS, 5, 7, 35).lengths(STEPS, 1, 9, 10, 22);
                Map<String, Tensor> again = run(recomputing, each);
                failures.addAll(Rounding.differences(each, again, each.expected()));
                Map<String, Tensor> stored = run(storing, each);
                Set<String> sumsOverTime = each.parameters.keySet();
                stored.keySet().removeIf(name -> sumsOverTime.contains(name.replaceFirst("^grad_", "")));
                again.keySet().retainAll(stored.keySet());
                Bits.differences(stored, again).forEach(name -> failures.add(form + ": other bits of " + name));
            }
        }
        assertThat(failures).isEmpty();
    }

    /**
     * The gradient of the input is a sum over both directions, which come from opposite ends: with four pieces, with
     * three, and with one.
     */
    @EveryWay
    void bothDirectionsOfAStackAreRight(DeviceAndWay on) {
        List<String> failures = new ArrayList<>();
        try (Engine storing = on.builder().recompute(false).open();
             Engine recomputing = on.builder().recompute(true).open();
             Engine oneQueue = on.builder().recompute(true).oneQueue().open()) {
            for (Form form : on.slow() ? forms(on) : TestCells.kinds()) {
                for (int steps : on.slow() ? new int[] {STEPS} : new int[] {43, 33, 2}) {
                    RecurrentCase each = RecurrentCase.bidirectional(form, 2, steps, 3, 7, 21)
                            .lengths(steps, 1, steps / 2 + 1);
                    Map<String, Tensor> again = run(recomputing, each);
                    failures.addAll(Rounding.differences(each, again, each.expected()));
                    Bits.differences(again, run(oneQueue, each)).forEach(name ->
                            failures.add(each + ": one queue has other bits of " + name));
                    Map<String, Tensor> stored = run(storing, each);
                    stored.keySet().retainAll(Set.of("y", "hn", "cn"));
                    again.keySet().retainAll(stored.keySet());
                    Bits.differences(stored, again).forEach(name -> failures.add(each + ": other bits of " + name));
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    /** Recurrent dropout draws one mask for all pieces; input without weights of its own is taken piece by piece. */
    @EveryWay
    void optionsOfTheLayerHoldInEveryPiece(DeviceAndWay on) {
        Batch batch = Batch.of(new Numbers(1).uniform(1, STEPS, 5, 12));
        Tensor dy = new Numbers(2).uniform(1, STEPS, 5, 12);
        List<Map<String, Tensor>> results = new ArrayList<>();
        try (Engine engine = on.open()) {
            for (boolean recompute : new boolean[] {false, true}) {
                try (Network network = Network.builder(engine).input(12)
                        .recurrent(Cells.lstm(), 12, r -> r.recurrentDropout(0.5).recompute(recompute))
                        .recurrent(Cells.indrnnTanh(), 12, r -> r.recurrenceOnly().recompute(recompute)).build()) {
                    assertThat(network.architecture().contains("recompute")).isEqualTo(recompute);
                    results.add(RecurrentCase.results(network.gradients(batch, dy, null)));
                }
            }
        }
        results.get(0).forEach((name, stored) -> {
            // A sum over 115 rows, each term below 1: see Rounding.
            double error = DoubleTensor.of(stored).maxDifference(results.get(1).get(name));
            assertThat(error).as(name).isLessThan(4 * Math.sqrt(STEPS * 5 + 24) * 0x1p-24
                    * Math.max(1, DoubleTensor.of(stored).maxAbs()));
        });
        assertThat(Bits.differences(Map.of("y", results.get(0).get("y")), Map.of("y", results.get(1).get("y"))))
                .isEmpty();
    }

    @EveryWay
    void gatesOfOnePieceTakeLittleMemory(DeviceAndWay on) {
        Batch batch = Batch.of(Tensor.zeros(64, 4, 16));
        long[] bytes = new long[2];
        try (Engine engine = on.open()) {
            for (int i = 0; i < 2; i++) {
                boolean recompute = i == 1;
                try (Network network = Network.builder(engine).input(16)
                        .recurrent(Cells.lstm(), 64, r -> r.recompute(recompute)).build()) {
                    bytes[i] = network.plan(batch, Mode.TRAINING).bytes();
                    assertThat(network.plan(batch, Mode.INFERENCE).bytes()).isPositive();
                }
            }
        }
        // Input, outputs and their gradients stay; of gates and memories, five numbers of eight, an eighth or less.
        assertThat(bytes[1]).isLessThan(bytes[0] / 2);
    }

    @EveryDevice
    void zoneoutKeepsItsMasksAndIsRefused(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open()) {
            assertThatThrownBy(() -> Network.builder(engine).input(3).recurrent(Cells.lstm(), 4,
                    r -> r.zoneout(0.1, 0.1).recompute())).hasMessageContaining("zoneout");
        }
    }
}
