package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.CellParameter;
import org.janusrnn.cell.Cells;
import org.janusrnn.layer.RecurrentInitializer.Place;
import org.janusrnn.tensor.Shape;
import org.junit.jupiter.api.Test;

/**
 * Start values are what the papers say, as far as a sample shows it. Means are held to five standard errors; the seed is
 * fixed, so a test that passes always does.
 */
class InitializersTest {
    private static final int INPUTS = 40;
    private static final int HIDDEN = 100;

    private static Map<String, float[]> start(RecurrentInitializer rule, Cell cell, long seed, boolean last) {
        Map<String, float[]> all = new TreeMap<>();
        rule.check(cell, true);
        for (CellParameter p : cell.parameters(INPUTS, HIDDEN, 0, true)) {
            all.put(p.stem(), rule.start(new Place(cell, p, "rnn." + p.stem(), INPUTS, HIDDEN, last),
                    new Initializer(seed, rule, null)).data());
        }
        return all;
    }

    private static Map<String, float[]> start(RecurrentInitializer rule, Cell cell) {
        return start(rule, cell, 1, false);
    }

    /** Nothing outside, the ends nearly reached, the mean in the middle. */
    private static void assertUniform(float[] values, double low, double high) {
        double most = 0;
        double least = Double.POSITIVE_INFINITY;
        double sum = 0;
        for (float value : values) {
            most = Math.max(most, value);
            least = Math.min(least, value);
            sum += value;
        }
        double width = high - low;
        assertThat(least).isBetween((double) (float) low, low + 10 * width / values.length);
        assertThat(most).isBetween(high - 10 * width / values.length, (double) (float) high);
        assertThat(sum / values.length).isCloseTo((low + high) / 2, within(5 * width / Math.sqrt(12.0 * values.length)));
    }

    private static float[] block(float[] values, int block, int blocks) {
        int size = values.length / blocks;
        return Arrays.copyOfRange(values, block * size, (block + 1) * size);
    }

    @Test
    void pytorchIsUniformWithinTheRootOfTheHiddenSize() {
        for (Cell cell : new Cell[] {Cells.lstmPeephole(), Cells.gru(), Cells.janet(), Cells.rnnTanh(),
            Cells.mgu()}) {
            start(Initializers.pytorch(), cell).values().forEach(v -> assertUniform(v, -0.1, 0.1));
        }
        assertUniform(start(Initializers.pytorch(), Cells.indrnnRelu()).get("weight_hh"), 0, 1);
        assertUniform(start(Initializers.pytorch(), Cells.indrnnRelu()).get("weight_ih"), -0.1, 0.1);
    }

    @Test
    void recurrentWeightsAreOrthogonalGateByGate() {
        for (Cell cell : new Cell[] {Cells.lstm(), Cells.gruResetBefore(), Cells.janet(), Cells.rnnRelu(),
            Cells.mgu()}) {
            float[] weights = start(Initializers.glorotOrthogonal(), cell).get("weight_hh");
            int gates = weights.length / (HIDDEN * HIDDEN);
            for (int gate = 0; gate < gates; gate++) {
                assertOrthonormalColumns(block(weights, gate, gates), HIDDEN, HIDDEN);
                if (gate > 0) {
                    assertThat(block(weights, gate, gates)).isNotEqualTo(block(weights, 0, gates));
                }
            }
        }
    }

    @Test
    void matricesThatAreNotSquareAreOrthogonalAlongTheirShorterSide() {
        float[] high = new Initializer(1, null, null).orthogonal("w", Shape.of(30, 5), 10).data();
        for (int first = 0; first < 3; first++) {
            assertOrthonormalColumns(block(high, first, 3), 10, 5);
        }
        float[] wide = new Initializer(1, null, null).orthogonal("w", Shape.of(5, 12), 5).data();
        float[] turned = new float[wide.length];
        for (int i = 0; i < wide.length; i++) {
            turned[i % 12 * 5 + i / 12] = wide[i];
        }
        assertOrthonormalColumns(turned, 12, 5);
    }

    private static void assertOrthonormalColumns(float[] q, int rows, int columns) {
        for (int a = 0; a < columns; a++) {
            for (int b = a; b < columns; b++) {
                double product = 0;
                for (int row = 0; row < rows; row++) {
                    product += (double) q[row * columns + a] * q[row * columns + b];
                }
                assertThat(product).as("columns %d and %d", a, b).isCloseTo(a == b ? 1 : 0, within(1e-5));
            }
        }
    }

    @Test
    void inputWeightsAreGlorotsAndBiasesZeroButForTheForgetGate() {
        Map<String, float[]> lstm = start(Initializers.glorotOrthogonal(), Cells.lstm());
        for (int gate = 0; gate < 4; gate++) {
            double bound = Math.sqrt(6.0 / (INPUTS + HIDDEN));
            assertUniform(block(lstm.get("weight_ih"), gate, 4), -bound, bound);
            assertThat(block(lstm.get("bias_ih"), gate, 4)).containsOnly(gate == 1 ? 1 : 0);
        }
        assertThat(lstm.get("bias_hh")).containsOnly(0);
        float[] janet = start(Initializers.glorotOrthogonal(0.5), Cells.janet()).get("bias_ih");
        assertThat(block(janet, 0, 2)).containsOnly(0.5f);
        assertThat(block(janet, 1, 2)).containsOnly(0);
        assertThat(start(Initializers.glorotOrthogonal(), Cells.gru()).get("bias_ih")).containsOnly(0);
        assertThat(start(Initializers.glorotOrthogonal(), Cells.lstmPeephole()).get("weight_peephole")).containsOnly(0);
        // Where f = 1 - i it is i's bias that holds the forget gate open.
        float[] coupled = start(Initializers.glorotOrthogonal(), Cells.lstmCoupled()).get("bias_ih");
        assertThat(block(coupled, 0, 4)).containsOnly(-1);
        assertUniform(start(Initializers.glorotOrthogonal(), Cells.indrnnTanh()).get("weight_hh"), -0.5, 0.5);
    }

    @Test
    void chronoSpreadsTheSpansOfForgetting() {
        Map<String, float[]> janet = start(Initializers.chrono(500), Cells.janet());
        assertUniform(spans(block(janet.get("bias_ih"), 0, 2)), 1, 499);
        assertThat(block(janet.get("bias_ih"), 1, 2)).containsOnly(0);
        double bound = Math.sqrt(6.0 / (INPUTS + HIDDEN + 2 * HIDDEN));
        assertUniform(janet.get("weight_ih"), -bound, bound);
        assertUniform(janet.get("weight_hh"), -bound, bound);

        Map<String, float[]> lstm = start(Initializers.chrono(20), Cells.lstm());
        float[] forget = block(lstm.get("bias_ih"), 1, 4);
        assertUniform(spans(forget), 1, 19);
        float[] input = block(lstm.get("bias_ih"), 0, 4);
        for (int unit = 0; unit < HIDDEN; unit++) {
            assertThat(input[unit]).isEqualTo(-forget[unit]);
        }
        assertThat(block(lstm.get("bias_ih"), 2, 4)).containsOnly(0);
        assertThat(block(lstm.get("bias_ih"), 3, 4)).containsOnly(0);
        assertThat(lstm.get("bias_hh")).containsOnly(0);
    }

    /** e^b of each bias; rounding may leave a hair beyond the ends. */
    private static float[] spans(float[] biases) {
        float[] spans = new float[biases.length];
        for (int i = 0; i < spans.length; i++) {
            spans[i] = Math.round(Math.exp(biases[i]) * 1000) / 1000f;
        }
        return spans;
    }

    @Test
    void indrnnBoundsTheGainOverTheSequence() {
        IndrnnInitializer rule = Initializers.indrnn(1000, 2);
        double bound = Math.pow(2, 1e-3);
        double low = Math.pow(0.5, 1e-3);
        assertUniform(start(rule, Cells.indrnnRelu(), 1, false).get("weight_hh"), 0, bound);
        assertUniform(start(rule, Cells.indrnnRelu(), 1, true).get("weight_hh"), low, bound);
        assertUniform(start(rule.last(), Cells.indrnnRelu(), 1, false).get("weight_hh"), low, bound);
        assertUniform(start(rule.inner(), Cells.indrnnRelu(), 1, true).get("weight_hh"), 0, bound);
        assertUniform(start(rule, Cells.indrnnTanh(), 1, true).get("weight_hh"), -Math.pow(2 / Math.pow(0.9, 100), 1e-3),
                Math.pow(2 / Math.pow(0.9, 100), 1e-3));
        double he = Math.sqrt(6.0 / (65 * INPUTS));
        assertUniform(start(rule, Cells.indrnnRelu()).get("weight_ih"), -he, he);
        assertThat(start(rule, Cells.indrnnRelu()).get("bias_ih")).containsOnly(0);
    }

    @Test
    void indrnnsInputWeightsCanBeGaussian() {
        float[] weights = start(Initializers.indrnn(1000, 2).inputDeviation(0.001), Cells.indrnnRelu()).get("weight_ih");
        double squares = 0;
        for (float w : weights) {
            squares += (double) w * w;
        }
        // The variance of n squares of deviates is 2 / n.
        assertThat(squares / weights.length / 1e-6).isCloseTo(1, within(5 * Math.sqrt(2.0 / weights.length)));
    }

    @Test
    void theSeedDecides() {
        for (RecurrentInitializer rule : new RecurrentInitializer[] {Initializers.pytorch(),
                Initializers.glorotOrthogonal(), Initializers.chrono(9)}) {
            float[] first = start(rule, Cells.lstm(), 7, false).get("weight_hh");
            assertThat(start(rule, Cells.lstm(), 7, false).get("weight_hh")).isEqualTo(first);
            assertThat(start(rule, Cells.lstm(), 8, false).get("weight_hh")).isNotEqualTo(first);
        }
    }

    @Test
    void aRuleRefusesCellsThatItIsNotFor() {
        assertThatThrownBy(() -> start(Initializers.chrono(9), Cells.gru()))
                .hasMessage("the initializer chrono(9.0) is for janet and lstm, not for gru: give that layer one of its own");
        assertThatThrownBy(() -> start(Initializers.indrnn(9, 2), Cells.lstm()))
                .hasMessageContaining("indrnn(9, 2.0) is for indrnn_relu and indrnn_tanh, not for lstm");
        assertThatThrownBy(() -> Initializers.chrono(9).check(Cells.lstm(), false)).hasMessageContaining("biases");
        assertThatThrownBy(() -> Initializers.chrono(2)).hasMessageContaining("above 2");
        assertThatThrownBy(() -> Initializers.chrono(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Initializers.indrnn(0, 2)).hasMessageContaining("at least 1 step");
        assertThatThrownBy(() -> Initializers.indrnn(9, 1)).hasMessageContaining("above 1");
        assertThatThrownBy(() -> Initializers.indrnn(9, 2).inputDeviation(0)).hasMessageContaining("above 0");
    }
}
