package org.janusrnn.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cells;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.TestCells.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits of rounding: what is within them, and that what is not comes out. */
class RoundingTest {
    private static final double THOUSANDTH = 1.001;
    /** Rows of few units, so that elements have limits of their own, which each case works out once. */
    private static final List<RecurrentCase> FEW = List.of(RecurrentCase.of(normed().get(0), 33, 2, 3, 4),
            RecurrentCase.of(normed().get(0), 17, 33, 33, 7), RecurrentCase.of(normed().get(1), 129, 65, 33, 1));

    static List<Form> normed() {
        return List.of(new Form(Cells.lstmLayerNorm(), false), new Form(Cells.gruLayerNorm(), false));
    }

    @Test
    void roundsToOneOfTheTwoFloatsNextToIt() {
        StochasticRounding r = new StochasticRounding(1);
        for (double x : new double[] {1 / 3.0, -1 / 3.0, 0.1, 1 - 0x1p-26, -1e10 / 7}) {
            double nearest = (float) x;
            double other = nearest < x ? Math.nextUp((float) x) : Math.nextDown((float) x);
            double part = (x - nearest) / (other - nearest);
            int runs = 40_000;
            int others = 0;
            for (int i = 0; i < runs; i++) {
                double rounded = r.round(x);
                assertThat(rounded).isIn(nearest, other);
                others += rounded == other ? 1 : 0;
            }
            assertThat((double) others / runs).isCloseTo(part, within(5 * Math.sqrt(part * (1 - part) / runs)));
        }
    }

    @Test
    void whatAFloatHoldsStays() {
        StochasticRounding r = new StochasticRounding(1);
        for (float x : new float[] {0, 1, -1, 0.1f, 16777215, -Float.MIN_NORMAL, Float.MAX_VALUE}) {
            assertThat(r.round(x)).isEqualTo(x);
        }
    }

    /** In rows of so many units no deviation is small: a term that is missing, or a thousandth off, would show. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("normed")
    void theRoundedCellsAreTheExactOnesButForRounding(Form form) {
        RecurrentCase wide = RecurrentCase.bidirectional(form, 2, 6, 5, 7, 33).lengths(6, 1, 4, 6, 3);
        assertThat(Rounding.differences(wide, scaled(RoundingSpread.rounded(wide, 7), 1), wide.expected())).isEmpty();
    }

    static List<RecurrentCase> few() {
        return FEW;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("few")
    void floatsRoundedOtherwiseAreWithinTheLimits(RecurrentCase few) {
        Map<String, Tensor> other = scaled(RoundingSpread.rounded(few, 99), 1);
        Map<String, DoubleTensor> want = few.expected();
        assertThat(Rounding.differences(few, other, want)).isEmpty();
        assertThat(want.entrySet()).anyMatch(result -> result.getValue().maxDifference(other.get(result.getKey()))
                > Rounding.tolerance(few, result.getKey(), result.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("few")
    void aThousandthMoreIsBeyondThem(RecurrentCase few) {
        Map<String, DoubleTensor> want = few.expected();
        List<String> failures = Rounding.differences(few, scaled(want, THOUSANDTH), want);
        want.keySet().forEach(name -> assertThat(failures).anyMatch(line -> line.contains(": " + name + " is off by")));
    }

    private static Map<String, Tensor> scaled(Map<String, DoubleTensor> results, double by) {
        Map<String, Tensor> floats = new LinkedHashMap<>();
        results.forEach((name, tensor) -> {
            double[] data = tensor.data().clone();
            for (int i = 0; i < data.length; i++) {
                data[i] *= by;
            }
            floats.put(name, new DoubleTensor(tensor.shape(), data).toTensor());
        });
        return floats;
    }
}
