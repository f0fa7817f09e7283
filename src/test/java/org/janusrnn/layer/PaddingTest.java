package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.Bits;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.Rounding;
import org.janusrnn.testing.TestCells;
import org.janusrnn.testing.TestCells.Form;
import org.junit.jupiter.api.Tag;

/** A padded batch is its sequences side by side: each gives what it gives alone, and the padding gives nothing. */
@Tag("numbers")
class PaddingTest {
    private static final int[] LENGTHS = {5, 1, 4, 2, 5};
    private static final int STEPS = 6;
    private static final Set<String> OF_SEQUENCES = Set.of("y", "hn", "cn", "grad_x", "grad_h0", "grad_c0");

    private static RecurrentCase padded(Form form) {
        return RecurrentCase.bidirectional(form, 2, STEPS, LENGTHS.length, 3, 18).lengths(LENGTHS);
    }

    @EveryWay
    void whatStandsInThePaddingHasNoEffect(DeviceAndWay on) {
        try (Engine engine = on.open()) {
            for (Form form : on.forms()) {
                RecurrentCase made = padded(form);
                Map<String, Tensor> zeros = withPadding(made, 0).run(engine);
                for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e30f}) {
                    assertThat(Bits.differences(withPadding(made, value).run(engine), zeros))
                            .as(form + ", padding " + value).isEmpty();
                }
            }
        }
    }

    private static RecurrentCase withPadding(RecurrentCase made, float value) {
        for (Tensor tensor : List.of(made.x, made.dy)) {
            int width = tensor.shape().dim(2);
            for (int t = 0; t < made.steps; t++) {
                for (int b = 0; b < made.batch; b++) {
                    if (t >= LENGTHS[b]) {
                        int at = (t * made.batch + b) * width;
                        Arrays.fill(tensor.data(), at, at + width, value);
                    }
                }
            }
        }
        return made;
    }

    /**
     * In the tiled way a sum's order depends on its own row alone, so the sequences' results are the same to the bit. In
     * the wide way one row alone adds up in four parts (kernels-cl/dense/tile.cl), which rounds otherwise. Gradients of
     * parameters are sums over other rows in either way.
     */
    @EveryWay
    void aPaddedBatchEqualsEachSequenceAlone(DeviceAndWay on) {
        try (Engine engine = on.open()) {
            for (Form form : on.forms()) {
                RecurrentCase made = withPadding(padded(form), Float.NaN);
                Map<String, Tensor> together = made.run(engine);
                Map<String, DoubleTensor> alone = new LinkedHashMap<>();
                together.forEach((name, tensor) -> alone.put(name, DoubleTensor.zeros(tensor.shape())));
                for (int b = 0; b < made.batch; b++) {
                    int sequence = b;
                    made.sequence(b).run(engine).forEach((name, tensor) -> put(alone.get(name), tensor,
                            OF_SEQUENCES.contains(name) ? sequence : -1));
                }
                assertThat(Rounding.differences(made, together, alone)).isEmpty();
                if (on.way() == Way.TILED) {
                    OF_SEQUENCES.stream().filter(alone::containsKey).forEach(name -> assertThat(
                            alone.get(name).maxDifference(together.get(name))).as(form + " " + name).isZero());
                }
            }
        }
    }

    /** Puts the result of a sequence into its place, [., b, .]; or, with b below 0, adds it. */
    private static void put(DoubleTensor whole, Tensor of, int b) {
        int width = b < 0 ? 0 : of.shape().dim(2);
        for (int i = 0; i < of.data().length; i++) {
            int at = b < 0 ? i : (i / width * LENGTHS.length + b) * width + i % width;
            whole.data()[at] += of.data()[i];
        }
    }
}
