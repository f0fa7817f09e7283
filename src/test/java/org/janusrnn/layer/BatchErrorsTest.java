package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.janusrnn.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** A batch that does not hold together is refused when it is made, in words that name what is wrong. */
class BatchErrorsTest {
    private final Batch batch = Batch.of(Tensor.zeros(3, 2, 4));

    private static void refused(ThrowingCallable action, String... words) {
        assertThatThrownBy(action).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(words);
    }

    @Test
    void aLengthOfZero() {
        refused(() -> batch.lengths(3, 0), "sequence 1", "length 0", "1 to T=3");
    }

    @Test
    void aNegativeLength() {
        refused(() -> batch.lengths(-1, 3), "sequence 0", "length -1");
    }

    @Test
    void aLengthAboveT() {
        refused(() -> batch.lengths(3, 4), "sequence 1", "length 4", "T=3");
    }

    @Test
    void tooFewOrTooManyLengths() {
        refused(() -> batch.lengths(3), "2 sequences", "1 lengths");
        refused(() -> batch.lengths(3, 3, 3), "2 sequences", "3 lengths");
    }

    @Test
    void valuesThatAreNotTimeBatchInput() {
        refused(() -> Batch.of(Tensor.zeros(3, 4)), "[T, B, I]", "[3, 4]");
    }

    @Test
    void noStepsOrNoSequences() {
        refused(() -> Batch.of(Tensor.zeros(0, 2, 4)), "at least one time step", "T=0");
        refused(() -> Batch.of(Tensor.zeros(3, 0, 4)), "one sequence", "B=0");
    }

    @Test
    void valuesOfOtherStepsOrSequences() {
        refused(() -> new Batch(4, 2, Tensor.zeros(3, 2, 5), null, null, null), "T=4", "[3, 2, 5]");
        refused(() -> new Batch(3, 1, Tensor.zeros(3, 2, 5), null, null, null), "B=1", "[3, 2, 5]");
    }

    @Test
    void indicesOfAnotherCount() {
        refused(() -> Batch.of(new int[5], 3, 2), "T=3", "B=2", "6 indices", "not 5");
    }

    @Test
    void valuesAndIndicesOrNeither() {
        refused(() -> new Batch(3, 2, Tensor.zeros(3, 2, 4), new int[6], null, null), "values or indices");
        refused(() -> new Batch(3, 2, null, null, null, null), "values or indices");
    }

    @Test
    void nullIsNamed() {
        assertThatThrownBy(() -> Batch.of(null)).isInstanceOf(NullPointerException.class)
                .hasMessageContaining("values");
        assertThatThrownBy(() -> Batch.of(null, 3, 2)).isInstanceOf(NullPointerException.class)
                .hasMessageContaining("indices");
        assertThatThrownBy(() -> batch.lengths((int[]) null)).isInstanceOf(NullPointerException.class)
                .hasMessageContaining("lengths");
        assertThatThrownBy(() -> batch.initial(null)).isInstanceOf(NullPointerException.class)
                .hasMessageContaining("initial states");
        assertThatThrownBy(() -> new States(null, Tensor.zeros(1, 2, 3))).isInstanceOf(NullPointerException.class)
                .hasMessageContaining("h ");
    }

    @Test
    void lengthsAreTheBatchsOwn() {
        int[] lengths = {3, 2};
        Batch cut = batch.lengths(lengths);
        lengths[0] = 99;
        assertThat(cut.lengths()).containsExactly(3, 2);
    }
}
