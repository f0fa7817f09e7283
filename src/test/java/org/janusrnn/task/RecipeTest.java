package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.janusrnn.cell.Cells;
import org.janusrnn.train.StepDecay;
import org.junit.jupiter.api.Test;

class RecipeTest {
    private static final Recipe GRU = Recipe.of(Cells.gru(), 48);

    @Test
    void saysWhatItIs() {
        assertThat(GRU.layers(2).bidirectional(true).rate(0.0005).clip(0).seed(9)).hasToString(
                "gru, 48 units x 2 layers, two-way, batches of 32, Adam 5.0E-4, judged every 100 steps, seed 9");
        assertThat(GRU.layers(2).bidirectional(true).fileName()).isEqualTo("gru-48x2-two-way-seed1");
        assertThat(GRU.fileName()).isEqualTo("gru-48-seed1");
        assertThat(GRU.steps(700).epochs()).isEqualTo(7);
    }

    /** A longer run of the same recipe goes the same way: its words must not differ. */
    @Test
    void theNumberOfStepsIsNotPartOfWhatItIs() {
        assertThat(GRU.steps(300)).hasToString(GRU.steps(4000).toString());
        assertThat(GRU.steps(300).hidden(49).toString()).isNotEqualTo(GRU.toString());
        assertThat(GRU.batch(31).toString()).isNotEqualTo(GRU.toString());
        assertThat(GRU.rate(1e-4).toString()).isNotEqualTo(GRU.toString());
        assertThat(GRU.decay(new StepDecay(500, 0.1)).toString())
                .isEqualTo(GRU.toString().replace("Adam 0.001", "Adam 0.001 times 0.1 every 500 steps"));
    }

    @Test
    void aRunShorterThanTheWayBetweenTwoTestsIsJudgedAtItsEnd() {
        assertThat(GRU.steps(30).every()).isEqualTo(30);
        assertThat(GRU.steps(30).epochs()).isOne();
    }

    @Test
    void refusesNumbersOutOfRange() {
        refused(() -> GRU.steps(250), "every 100 steps", "not 250");
        refused(() -> GRU.steps(0), "steps must be at least 1");
        refused(() -> GRU.hidden(0), "hidden units must be at least 1");
        refused(() -> GRU.layers(-1), "layers must be at least 1");
        refused(() -> GRU.batch(0), "sequences of a batch must be at least 1");
        refused(() -> GRU.rate(0), "learning rate must be above 0");
        refused(() -> GRU.rate(Double.NaN), "learning rate must be above 0");
        refused(() -> GRU.clip(-1), "0 (no clipping) or more");
    }

    private static void refused(ThrowingCallable choice, String... words) {
        assertThatThrownBy(choice).isInstanceOf(IllegalArgumentException.class).message().contains(words);
    }
}
