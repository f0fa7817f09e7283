package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.janusrnn.cell.Cell;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.Rounding;
import org.janusrnn.testing.TestCells.Form;
import org.junit.jupiter.api.Tag;

/**
 * Inputs and weights so large that every gate saturates: its slope is then 0 and not merely small, since what it is
 * multiplied with, the input or the weight, is as large as a float can be.
 */
@Tag("numbers")
class SaturationTest {
    /** A sum of three products with weights below 0.6 may pass the largest float; a gate saturates by infinity as well. */
    private static final float HUGEST = 3e38f;
    /** For relu, which hands large numbers on: its sums and their products with gradients stay floats. */
    private static final float LARGE = 1e30f;
    /**
     * For a norm over the sums, whose variance adds up squares, which must be floats: the sums of hugeWeights, of 3 weights
     * times numbers below 2, are below 6e17; off a mean as large they are 1.2e18; and 72 squares of that, of 4 gates of 18
     * units, are 1.04e38. Ten times as much is beyond the largest float, 3.4e38.
     */
    private static final float SQUARED = 1e17f;

    @EveryWay
    void hugeInputsAgreeWithTheReference(DeviceAndWay on) {
        check(on, made -> fill(made.x, relu(made.form.cell()) ? LARGE : most(made.form.cell(), HUGEST)));
    }

    @EveryWay
    void hugeWeightsAgreeWithTheReference(DeviceAndWay on) {
        check(on, made -> made.parameters.forEach((name, tensor) -> {
            // The layer above has weights of the usual size: its inputs are 1 or -1 throughout, and sums of equal
            // numbers that cancel would leave nothing but their rounding.
            if (name.startsWith("weight_ih_l0") && !relu(made.form.cell())) {
                fill(tensor, most(made.form.cell(), HUGEST / 10));
            }
        }));
    }

    private static void check(DeviceAndWay on, Consumer<RecurrentCase> change) {
        List<String> failures = new ArrayList<>();
        try (Engine engine = on.open()) {
            for (Form form : on.forms()) {
                RecurrentCase made = RecurrentCase.bidirectional(form, 2, 4, 5, 3, 18);
                change.accept(made);
                Map<String, DoubleTensor> expected = made.expected();
                failures.addAll(Rounding.differences(made, made.run(engine), expected));
            }
        }
        assertThat(failures).isEmpty();
    }

    private static float most(Cell cell, float otherwise) {
        return cell.normalised() ? SQUARED : otherwise;
    }

    private static boolean relu(Cell cell) {
        return cell.name().endsWith("relu");
    }

    /** The size in place of every number's own, which keeps its sign. */
    private static void fill(Tensor tensor, float size) {
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = Math.copySign(size, tensor.data()[i]);
        }
    }
}
