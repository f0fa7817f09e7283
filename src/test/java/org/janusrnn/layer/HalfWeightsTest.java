package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.StorageFormat;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.RecurrentCase;
import org.janusrnn.testing.Rounding;
import org.janusrnn.testing.TestCells;
import org.janusrnn.testing.TestCells.Form;
import org.junit.jupiter.api.Test;

/** Weights stored in half precision: rounded to the nearest, and nothing else is. */
class HalfWeightsTest {
    /** Half precision has 11 binary digits. */
    private static final float UNIT = 0x1p-11f;
    /** Below 2^-14 its numbers are multiples of 2^-24. */
    private static final float LEAST_NORMAL = 0x1p-14f;
    private static final float LEAST = 0x1p-24f;

    /** To the nearest number of half precision, of two equally near ones the even. */
    private static float half(float value) {
        float unit = Math.abs(value) < LEAST_NORMAL ? LEAST
                : Math.scalb(1f, Math.getExponent(value)) * UNIT * 2;
        return (float) Math.rint(value / unit) * unit;
    }

    /** What the products see of the parameters: matrices are packed, vectors are not. */
    private static Map<String, Tensor> rounded(Map<String, Tensor> parameters) {
        Map<String, Tensor> rounded = new LinkedHashMap<>();
        parameters.forEach((name, tensor) -> {
            float[] data = tensor.data().clone();
            for (int i = 0; tensor.shape().rank() == 2 && i < data.length; i++) {
                data[i] = half(data[i]);
            }
            rounded.put(name, new Tensor(tensor.shape(), data));
        });
        return rounded;
    }

    /** Everything, gradients too, is what the reference makes of the rounded weights. */
    @EveryWay
    void resultsAreThoseOfTheRoundedWeights(DeviceAndWay on) {
        List<String> failures = new ArrayList<>();
        try (Engine engine = on.builder().weights(StorageFormat.HALF).open()) {
            for (Form form : on.slow() ? List.of(TestCells.kinds().get(1)) : TestCells.kinds()) {
                for (int batch : on.slow() ? new int[] {5} : new int[] {1, 5}) {
                    RecurrentCase each = RecurrentCase.of(form, 6, batch, 21, 35);
                    Map<String, Tensor> got = each.run(engine);
                    each.parameters = rounded(each.parameters);
                    Map<String, DoubleTensor> want = each.expected();
                    failures.addAll(Rounding.differences(each, got, want));
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    /** Outputs of an LSTM with weights of a usual size move by less than half precision's own unit. */
    @EveryWay
    void theErrorIsSmallAndThere(DeviceAndWay on) {
        RecurrentCase each = RecurrentCase.of(TestCells.kinds().get(1), 20, 3, 64, 64);
        Tensor exact;
        try (Engine engine = on.open()) {
            exact = each.run(engine).get("y");
        }
        try (Engine engine = on.builder().weights(StorageFormat.HALF).open()) {
            double error = DoubleTensor.of(exact).maxDifference(each.run(engine).get("y"));
            assertThat(error).isPositive().isLessThan(UNIT);
        }
    }

    @Test
    void aFormatThatIsNoneIsNamed() {
        System.setProperty("janus.weights", "double");
        try {
            assertThatThrownBy(() -> Engine.builder().open()).hasMessage(
                    "JANUS_WEIGHTS is float or half, not 'double'");
        } finally {
            System.clearProperty("janus.weights");
        }
    }
}
