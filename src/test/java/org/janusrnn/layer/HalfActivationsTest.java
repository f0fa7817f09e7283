package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.janusrnn.cell.Cells;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.StorageFormat;
import org.janusrnn.tensor.MemoryKind;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.Bits;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.Numbers;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.Rounding;
import org.janusrnn.testing.TestCells;
import org.janusrnn.testing.TestCells.Form;
import org.junit.jupiter.api.Tag;

/**
 * Gates, states beside h and operands kept in half precision for the backward pass: outputs have the bits that they have
 * without, and gradients are off by what rounding to 11 binary digits explains.
 */
@Tag("numbers")
class HalfActivationsTest {
    private static final double UNIT = StorageFormat.HALF.roundoff();
    private static final int STEPS = 43;

    private static Engine halving(DeviceAndWay on) {
        return on.builder().recompute(false).activations(StorageFormat.HALF).open();
    }

    private static List<Form> forms(DeviceAndWay on) {
        return on.slow() ? List.of(new Form(Cells.lstm(), false)) : TestCells.all();
    }

    /** Gradients of which every one is off by rounding once, and those of outputs not at all. */
    private static void check(RecurrentCase each, Map<String, Tensor> halved, Map<String, Tensor> stored,
            List<String> failures) {
        failures.addAll(Rounding.differences(each, halved, each.expected(), UNIT));
        Map<String, Tensor> forward = new LinkedHashMap<>(stored);
        forward.keySet().retainAll(Set.of("y", "hn", "cn"));
        Map<String, Tensor> again = new LinkedHashMap<>(halved);
        again.keySet().retainAll(forward.keySet());
        Bits.differences(forward, again).forEach(name -> failures.add(each + ": other bits of " + name));
    }

    /** Four pieces; sequences that end in one, or before it. */
    @EveryWay
    void oneDirectionIsRight(DeviceAndWay on) {
        List<String> failures = new ArrayList<>();
        try (Engine storing = on.builder().recompute(false).open(); Engine halving = halving(on)) {
            for (Form form : forms(on)) {
                RecurrentCase each = RecurrentCase.of(form, STEPS, 5, 7, 35).lengths(STEPS, 1, 9, 10, 42);
                check(each, each.run(halving), each.run(storing), failures);
            }
        }
        assertThat(failures).isEmpty();
    }

    @EveryWay
    void bothDirectionsOfAStackAreRight(DeviceAndWay on) {
        List<String> failures = new ArrayList<>();
        try (Engine storing = on.builder().recompute(false).open(); Engine halving = halving(on);
             Engine oneQueue = on.builder().recompute(false).activations(StorageFormat.HALF).oneQueue().open()) {
            for (Form form : on.slow() ? forms(on) : TestCells.kinds()) {
                RecurrentCase each = RecurrentCase.bidirectional(form, 2, STEPS, 3, 7, 21).lengths(STEPS, 1, 22);
                Map<String, Tensor> halved = each.run(halving);
                check(each, halved, each.run(storing), failures);
                Bits.differences(halved, each.run(oneQueue)).forEach(name ->
                        failures.add(each + ": one queue has other bits of " + name));
            }
        }
        assertThat(failures).isEmpty();
    }

    /**
     * The gradient of relu asks for the sign of what is kept alone, and no number loses it: all gradients have the bits
     * that they have where gates are computed again, in eight pieces, too. Weights this small make outputs below 2^-25, the
     * half of the least number of half precision.
     */
    @EveryWay
    void signsOfTheSmallestNumbersAreKept(DeviceAndWay on) {
        RecurrentCase each = RecurrentCase.of(new Form(Cells.rnnRelu(), false), 64, 7, 7, 35);
        each.parameters.replaceAll((name, tensor) -> scaled(tensor, name.startsWith("weight") ? 0x1p-4f : 0));
        each.x = scaled(each.x, 0x1p-22f);
        try (Engine again = on.builder().recompute(true).open(); Engine halving = halving(on)) {
            Map<String, Tensor> wanted = each.run(again);
            float[] y = wanted.get("y").data();
            int small = 0;
            for (int i = y.length / 2; i < y.length; i++) {
                small += y[i] > 0 && y[i] < 0x1p-25f ? 1 : 0;
            }
            assertThat(small).isGreaterThan(y.length / 8);
            assertThat(Bits.differences(wanted, each.run(halving))).isEmpty();
        }
    }

    private static Tensor scaled(Tensor tensor, float by) {
        float[] data = tensor.data().clone();
        for (int i = 0; i < data.length; i++) {
            data[i] *= by;
        }
        return new Tensor(tensor.shape(), data);
    }

    /** What docs/memory.md says: a gradient moves by less than half precision's own unit, in the sum of squares. */
    @EveryWay
    void theErrorIsSmallAndThere(DeviceAndWay on) {
        for (Form form : on.slow() ? forms(on) : TestCells.kinds()) {
            RecurrentCase each = RecurrentCase.of(form, STEPS, 5, 64, 64);
            try (Engine storing = on.builder().recompute(false).open(); Engine halving = halving(on)) {
                Map<String, Tensor> exact = each.run(storing);
                Map<String, Tensor> halved = each.run(halving);
                for (String name : each.parameters.keySet()) {
                    assertThat(distance(exact.get("grad_" + name), halved.get("grad_" + name)))
                            .as("%s %s", each, name).isPositive().isLessThan(UNIT);
                }
            }
        }
    }

    /** The norm of the difference by that of the first. */
    private static double distance(Tensor exact, Tensor other) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < exact.data().length; i++) {
            difference += Math.pow((double) exact.data()[i] - other.data()[i], 2);
            size += Math.pow(exact.data()[i], 2);
        }
        return Math.sqrt(difference / size);
    }

    /** Of gates and memories half is kept, and an eighth has its place: together with all else less than three quarters. */
    @EveryWay
    void theyTakeLessMemoryInTrainingAlone(DeviceAndWay on) {
        Batch batch = Batch.of(Tensor.zeros(64, 4, 16));
        List<Map<MemoryKind, Long>> training = new ArrayList<>();
        List<Long> inference = new ArrayList<>();
        for (StorageFormat format : StorageFormat.values()) {
            try (Engine engine = on.builder().recompute(false).activations(format).open();
                 Network network = Network.builder(engine).input(16).recurrent(Cells.lstm(), 64).build()) {
                training.add(network.plan(batch, Mode.TRAINING).memory());
                inference.add(network.plan(batch, Mode.INFERENCE).bytes());
            }
        }
        long rows = 64 * 4;
        long others = 4 * rows * (16 + 64);                     // input and output
        assertThat(training.get(1).get(MemoryKind.KEPT_ACTIVATIONS) - others)
                .isLessThan((training.get(0).get(MemoryKind.KEPT_ACTIVATIONS) - others) / 2);
        assertThat(total(training.get(1))).isLessThan(total(training.get(0)) * 3 / 4);
        assertThat(inference.get(0)).isEqualTo(inference.get(1));
    }

    private static long total(Map<MemoryKind, Long> bytes) {
        return bytes.get(MemoryKind.KEPT_ACTIVATIONS) + bytes.get(MemoryKind.WORKSPACE);
    }

    /** Zoneout and passes of few rows stay as they are, to the bit. */
    @EveryWay
    void whatCannotBeHalvedIsStored(DeviceAndWay on) {
        Batch batch = Batch.of(new Numbers(1).uniform(1, STEPS, 5, 12));
        Tensor dy = new Numbers(2).uniform(1, STEPS, 5, 12);
        RecurrentCase few = RecurrentCase.of(new Form(Cells.lstm(), false), 9, 5, 7, 12);
        List<Map<String, Tensor>> results = new ArrayList<>();
        for (StorageFormat format : StorageFormat.values()) {
            try (Engine engine = on.builder().recompute(false).activations(format).open();
                 Network network = Network.builder(engine).input(12)
                         .recurrent(Cells.lstm(), 12, r -> r.zoneout(0.2, 0.1)).build()) {
                Map<String, Tensor> all = RecurrentCase.results(network.gradients(batch, dy, null));
                few.run(engine).forEach((name, tensor) -> all.put("few rows: " + name, tensor));
                results.add(all);
            }
        }
        assertThat(Bits.differences(results.get(0), results.get(1))).isEmpty();
    }
}
