package org.janusrnn.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolution and pooling against finite differences, and against sums worked out by hand. */
class ReferenceWindowsTest {
    private final SplittableRandom random = new SplittableRandom(11);

    @ParameterizedTest
    @CsvSource({"1,1,0,0,1,", "3,1,1,1,1,7 4 3", "2,2,0,1,1,7 2 5", "3,2,2,2,2,7 5 6", "4,3,2,2,1,4 7 7"})
    void gradients(int kernel, int stride, int before, int after, int dilation, String ends) {
        ReferenceWindows windows = new ReferenceWindows(kernel, stride, before, after, dilation);
        int[] lengths = ends == null ? null : Arrays.stream(ends.split(" ")).mapToInt(Integer::parseInt)
                .toArray();
        DoubleTensor x = FiniteDifferences.random(random, 1, 7, 3, 2);
        DoubleTensor weight = FiniteDifferences.random(random, 1, 4, 2, kernel);
        DoubleTensor bias = FiniteDifferences.random(random, 1, 4);
        DoubleTensor dy = FiniteDifferences.random(random, 1, windows.count(7), 3, 4);
        // The padding's part of dy has no effect: it is multiplied by zeros.
        ReferenceConvolution.Gradients found = ReferenceConvolution.backward(x, lengths, weight, windows, dy);
        FiniteDifferences.check(named(x, weight, bias), named(found.x(), found.weight(), found.bias()), () ->
                FiniteDifferences.dot(ReferenceConvolution.forward(x, lengths, weight, bias, windows), dy));

        DoubleTensor dPool = FiniteDifferences.random(random, 1, windows.count(7), 3, 2);
        FiniteDifferences.check(Map.of("x", x), Map.of("x", ReferencePooling.meanBack(x, lengths, windows, dPool)),
                () -> FiniteDifferences.dot(ReferencePooling.mean(x, lengths, windows), dPool));
        FiniteDifferences.check(Map.of("x", x), Map.of("x", ReferencePooling.maximumBack(x, lengths, windows, dPool)),
                () -> FiniteDifferences.dot(ReferencePooling.maximum(x, lengths, windows), dPool));
    }

    private static Map<String, DoubleTensor> named(DoubleTensor x, DoubleTensor weight, DoubleTensor bias) {
        Map<String, DoubleTensor> named = new LinkedHashMap<>();
        named.put("x", x);
        named.put("weight", weight);
        named.put("bias", bias);
        return named;
    }

    /** Two sequences, 1 2 3 4 and 5 6 (and padding that would be seen), side by side. */
    @Test
    void byHand() {
        DoubleTensor x = DoubleTensor.of(new double[] {1, 5, 2, 6, 3, 100, 4, 100}, 4, 2, 1);
        int[] lengths = {4, 2};
        ReferenceWindows windows = ReferenceWindows.of(3, 2, 1, 1);     // 0 1 2, 2 3 4; 0 5 6 and no other
        DoubleTensor weight = DoubleTensor.of(new double[] {1, 10, 1000}, 1, 1, 3);
        DoubleTensor bias = DoubleTensor.of(new double[] {0.5}, 1);
        assertThat(windows.count(lengths)).containsExactly(2, 1);
        assertThat(ReferenceConvolution.forward(x, lengths, weight, bias, windows).data())
                .containsExactly(2010.5, 6050.5, 4032.5, 0);
        assertThat(ReferencePooling.maximum(x, lengths, windows).data()).containsExactly(2, 6, 4, 0);
        assertThat(ReferencePooling.mean(x, lengths, windows).data())
                .containsExactly(new double[] {1, 11.0 / 3, 3, 0}, Offset.offset(1e-15));
    }
}
