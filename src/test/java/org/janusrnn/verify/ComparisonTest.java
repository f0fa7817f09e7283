package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.janusrnn.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

    @Test
    void findsTheWorstElementAndItsPlace() {
        Tensor want = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Tensor got = Tensor.of(new float[] {1, 2.25f, 3, 4, 5, 5.5f}, 2, 3);

        Comparison comparison = Comparison.of("y", got, want, 0.25);

        assertThat(comparison.error()).isEqualTo(0.5);
        assertThat(comparison.index()).isEqualTo(5);
        assertThat(comparison.ratio()).isEqualTo(2);
        assertThat(comparison.passed()).isFalse();
        assertThat(comparison)
                .hasToString("y: error 0.500, tolerance 0.250 (2.00 of it) at [1, 2]: got 5.50000000, want 6.00000000");
    }

    @Test
    void anErrorOfJustTheTolerancePasses() {
        assertThat(Comparison.of("y", new float[] {1.25f}, new float[] {1}, 0.25).passed()).isTrue();
        assertThat(Comparison.of("y", new float[] {0.75f}, new float[] {1}, Math.nextDown(0.25)).passed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"NaN,1", "1,NaN", "NaN,NaN", "Infinity,1", "-Infinity,Infinity", "NaN,Infinity", "1,Infinity"})
    void whatIsNotANumberOrEndlesslyOffNeverPasses(float got, float want) {
        Comparison comparison = Comparison.of("y", new float[] {0, got, 0}, new float[] {0, want, 0},
                Double.MAX_VALUE);

        assertThat(comparison.passed()).isFalse();
        assertThat(comparison.index()).isEqualTo(1);
        assertThat(comparison.error()).isInfinite();
        assertThat(comparison.ratio()).isInfinite();
    }

    @Test
    void equalInfinitiesAndSignedZerosAreEqual() {
        float[] got = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0f};
        float[] want = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f};

        Comparison comparison = Comparison.of("y", got, want, 0);

        assertThat(comparison.passed()).isTrue();
        assertThat(comparison.ratio()).isZero();
    }

    @Test
    void zeroToleranceFailsAnyError() {
        Comparison comparison = Comparison.of("y", new float[] {Float.MIN_VALUE}, new float[] {0}, 0);

        assertThat(comparison.passed()).isFalse();
        assertThat(comparison.ratio()).isInfinite();
    }

    @Test
    void differenceIsTakenInDoublePrecision() {
        Comparison comparison = Comparison.of("y", new double[] {1 + 1e-12}, Tensor.of(new float[] {1}, 1), 1e-11);

        assertThat(comparison.error()).isBetween(0.9e-12, 1.1e-12);
        assertThat(Comparison.of("y", new float[] {3e38f}, new float[] {-3e38f}, 1).error()).isBetween(5e38, 7e38);
    }

    @Test
    void nothingToCompareAndScalar() {
        assertThat(Comparison.of("y", new float[0], new float[0], 0)).hasToString(
                "y: error 0.00, tolerance 0.00 (0.00 of it)").matches(Comparison::passed);
        assertThat(Comparison.of("y", Tensor.of(new float[] {2}), Tensor.of(new float[] {1}), 1).toString())
                .contains(" at []: got 2.0");
    }

    @Test
    void whatCannotBeCompared() {
        assertThatIllegalArgumentException().isThrownBy(() -> Comparison.of("y", Tensor.zeros(2, 3),
                Tensor.zeros(3, 2), 1)).withMessage("y: got shape [2, 3], want [3, 2]");
        assertThatIllegalArgumentException().isThrownBy(() -> Comparison.of("y", new float[2], new float[3], 1))
                .withMessage("y: got 2 elements, want 3");
        for (double tolerance : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Comparison.of("y", new float[1], new float[1], tolerance));
        }
    }
}
