package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.testing.EveryDevice;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.TrainingBatch;
import org.junit.jupiter.api.Test;

class AddingTaskTest {
    private static final int LENGTH = 7;
    private static final int SIZE = 200;

    private final AddingTask task = AddingTask.of(LENGTH);
    private final Recipe recipe = task.recipe(Cells.indrnnRelu(), false).batch(SIZE).steps(4, 2);

    /** Steps 0 to 2 are the first half of 7, steps 3 to 6 the second. */
    @Test
    void oneNumberOfEachHalfIsMarkedAndTheTargetIsTheirSum() {
        TrainingBatch batch = task.training(recipe).batch(0, 0);
        assertThat(batch.input().values().shape()).hasToString("[7, 200, 2]");
        assertThat(batch.values().shape()).hasToString("[1, 200, 1]");
        float[] input = batch.input().values().data();
        int[] marked = new int[LENGTH];
        for (int b = 0; b < SIZE; b++) {
            float sum = 0;
            int early = 0;
            int late = 0;
            for (int t = 0; t < LENGTH; t++) {
                float number = input[2 * (t * SIZE + b)];
                float mark = input[2 * (t * SIZE + b) + 1];
                assertThat(number).isBetween(0f, 1f);
                assertThat(mark).isIn(0f, 1f);
                sum += mark * number;
                early += mark == 1 && t < 3 ? 1 : 0;
                late += mark == 1 && t >= 3 ? 1 : 0;
                marked[t] += (int) mark;
            }
            assertThat(early).isOne();
            assertThat(late).isOne();
            assertThat(batch.values().data()[b]).isEqualTo(sum);
        }
        assertThat(marked).as("every step has its turn").doesNotContain(0);
    }

    @Test
    void everyStepHasSequencesOfItsOwnAndTheSeedGivesThemAgain() {
        DataSet set = task.training(recipe);
        float[] third = set.batch(1, 0).input().values().data();
        assertThat(third).isEqualTo(task.training(recipe.steps(4, 4)).batch(0, 2).input().values().data())
                .isNotEqualTo(set.batch(1, 1).input().values().data())
                .isNotEqualTo(task.training(recipe.seed(2)).batch(1, 0).input().values().data())
                .isNotEqualTo(task.test().batch(0, 2).input().values().data());
    }

    /** The variance of two numbers uniform in [0, 1); of 1,000 sums it is known to about 5 %. */
    @Test
    void alwaysAnsweringOneLosesASixth() {
        double squares = 0;
        int sums = 0;
        DataSet test = task.test();
        for (int index = 0; index < test.batches(); index++) {
            for (float sum : test.batch(0, index).values().data()) {
                squares += (sum - 1) * (sum - 1);
                sums++;
            }
        }
        assertThat(sums).isEqualTo(1000);
        assertThat(squares / sums).isCloseTo(AddingTask.BASELINE, within(0.025));
    }

    @EveryDevice
    void twoWaysEachNameTheirOwnState(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open();
             Network network = task.network(engine, task.recipe(Cells.gru(), true).hidden(3))) {
            assertThat(network.architecture()).isEqualTo("input 2; gru 3 bidirectional; final_states; linear 1");
        }
    }

    @Test
    void refusesALengthThatHasNoTwoHalves() {
        assertThatThrownBy(() -> AddingTask.of(1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 to 100000 steps, not of 1");
    }
}
