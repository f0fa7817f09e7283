package org.janusrnn.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Cells against each other where one is a special case of the other, and against numbers worked out by hand. */
class CellFormsTest {
    private static final double ROUNDING = 1e-14;
    private static final DoubleTensor X = FiniteDifferences.random(new SplittableRandom(3), 2, 6, 2, 3);

    /** s(-a) = 1 - s(a): with the rows of f the negative of those of i, the plain LSTM couples its gates by itself. */
    @Test
    void coupledGatesAreALstmWithNegatedForgetRows() {
        for (LstmReference plain : new LstmReference[] {LstmReference.plain(), LstmReference.plain().withPeepholes()}) {
            Map<String, DoubleTensor> negated = parameters(plain, 4);
            negated.forEach((name, tensor) -> {
                int block = tensor.data().length / (name.startsWith("weight_peephole") ? 3 : 4);
                for (int k = 0; k < block; k++) {
                    tensor.data()[block + k] = -tensor.data()[k];
                }
            });
            DoubleTensor coupled = ReferenceStack.of(plain.withCoupledGates(), negated).forward(X).y();
            assertThat(coupled.maxDifference(ReferenceStack.of(plain, negated).forward(X).y())).isLessThan(ROUNDING);
        }
    }

    @Test
    void projectionByTheIdentityIsNoProjection() {
        Map<String, DoubleTensor> parameters = parameters(LstmReference.plain(), 4);
        DoubleTensor plain = ReferenceStack.of(LstmReference.plain(), parameters).forward(X).y();
        DoubleTensor identity = DoubleTensor.zeros(4, 4);
        for (int k = 0; k < 4; k++) {
            identity.data()[5 * k] = 1;
        }
        parameters.put("weight_hr_l0", identity);
        DoubleTensor projected =
                ReferenceStack.of(LstmReference.plain().withProjection(4), parameters).forward(X).y();
        assertThat(projected.maxDifference(plain)).isZero();
    }

    @Test
    void zeroPeepholesAreNoPeepholes() {
        Map<String, DoubleTensor> parameters = parameters(LstmReference.plain(), 4);
        DoubleTensor plain = ReferenceStack.of(LstmReference.plain(), parameters).forward(X).y();
        parameters.put("weight_peephole_l0", DoubleTensor.zeros(12));
        DoubleTensor peephole =
                ReferenceStack.of(LstmReference.plain().withPeepholes(), parameters).forward(X).y();
        assertThat(peephole.maxDifference(plain)).isZero();
    }

    /** Where U_n is diagonal and b_hn is 0, the reset gate may stand on either side of the product. */
    @Test
    void bothGrusAgreeWhereTheProductIsElementwise() {
        Map<String, DoubleTensor> parameters = parameters(GruReference.plain(), 4);
        for (int row = 0; row < 4; row++) {
            parameters.get("bias_hh_l0").data()[8 + row] = 0;
            for (int col = 0; col < 4; col++) {
                parameters.get("weight_hh_l0").data()[(8 + row) * 4 + col] *= row == col ? 1 : 0;
            }
        }
        DoubleTensor after = ReferenceStack.of(GruReference.plain(), parameters).forward(X).y();
        DoubleTensor before = ReferenceStack.of(GruResetBeforeReference.plain(), parameters).forward(X).y();
        assertThat(before.maxDifference(after)).isLessThan(ROUNDING);
        parameters.get("bias_hh_l0").data()[8] = 1;
        DoubleTensor biased = ReferenceStack.of(GruReference.plain(), parameters).forward(X).y();
        assertThat(before.maxDifference(biased)).isGreaterThan(1e-3);
    }

    /** One unit, all weights 0 but the biases: h' = s(log 3)*h + (1 - s(log 3 - beta))*tanh(atanh 0.5). */
    @Test
    void janetByHand() {
        Map<String, DoubleTensor> parameters = new LinkedHashMap<>();
        ReferenceStack.parameters(JanetReference.withBeta(0), 1, 1, 1, false, true)
                .forEach((name, shape) -> parameters.put(name, DoubleTensor.zeros(shape)));
        parameters.get("bias_ih_l0").data()[0] = Math.log(3);
        parameters.get("bias_ih_l0").data()[1] = Math.log(3) / 2;
        DoubleTensor x = DoubleTensor.zeros(1, 1, 1);
        DoubleTensor h0 = DoubleTensor.of(new double[] {2}, 1, 1, 1);
        double plain = ReferenceStack.of(JanetReference.withBeta(0), parameters)
                .forward(x, null, h0, null).y().data()[0];
        assertThat(plain).isCloseTo(0.75 * 2 + 0.25 * 0.5, within(ROUNDING));
        double paper = ReferenceStack.of(JanetReference.withBeta(Math.log(3)), parameters)
                .forward(x, null, h0, null).y().data()[0];
        assertThat(paper).isCloseTo(0.75 * 2 + 0.5 * 0.5, within(ROUNDING));
    }

    @Test
    void sigmoidIsSafeFarOut() {
        assertThat(Activation.sigmoid(0)).isEqualTo(0.5);
        assertThat(Activation.sigmoid(1e300)).isEqualTo(1);
        assertThat(Activation.sigmoid(-1e300)).isZero();
        assertThat(Activation.sigmoid(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Activation.sigmoid(-700)).isCloseTo(Math.exp(-700), within(1e-318));
        assertThat(Activation.sigmoid(Double.NaN)).isNaN();
        assertThat(Activation.RELU.of(Double.NaN)).isNaN();
        assertThat(Activation.RELU.slope(0)).isZero();
    }

    @Test
    void cellsHaveTheNamesOfTheTestVectors() {
        assertThat(ReferenceCells.of("lstm", 5, 0).outputs(8)).isEqualTo(5);
        assertThat(ReferenceCells.of("lstm_peephole").parameters(2, 3, true)).containsKey("weight_peephole");
        assertThat(ReferenceCells.of("mgu").parameters(2, 3, true)).doesNotContainKey("bias_hh");
        assertThatIllegalArgumentException().isThrownBy(() -> ReferenceCells.of("lstn")).withMessageContaining("lstn");
        assertThatIllegalArgumentException().isThrownBy(() -> ReferenceCells.of("gru", 2, 0))
                .withMessageContaining("projection");
    }

    private static Map<String, DoubleTensor> parameters(ReferenceCell cell, int hidden) {
        SplittableRandom random = new SplittableRandom(4);
        Map<String, DoubleTensor> parameters = new LinkedHashMap<>();
        ReferenceStack.parameters(cell, 3, hidden, 1, false, true)
                .forEach((name, shape) -> parameters.put(name, FiniteDifferences.random(random, 1, shape)));
        return parameters;
    }
}
