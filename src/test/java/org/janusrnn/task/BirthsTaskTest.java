package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.TrainingBatch;
import org.junit.jupiter.api.Test;

class BirthsTaskTest {
    private static final double MEAN = 11413.593388;      // of the days before 2013, from Python
    private static final double DEVIATION = 2344.027107;

    private final BirthsTask task = BirthsTask.unitedStates();

    private static float[] row(Tensor tensor, int t, int b) {
        int width = tensor.shape().dim(2);
        int at = (t * tensor.shape().dim(1) + b) * width;
        return Arrays.copyOfRange(tensor.data(), at, at + width);
    }

    /** 2000-01-01, the first day, had 9,083 births; 2000-01-02, a Sunday, 8,006; 2000-01-29 is a Saturday. */
    @Test
    void aRowHasTheNumberOfItsDayAndTheCalendarOfTheNext() {
        TrainingBatch batch = task.batch(new int[] {28, 29});
        Tensor input = batch.input().values();
        assertThat(input.shape()).hasToString("[28, 2, 10]");
        assertThat(row(input, 0, 0)[0]).isCloseTo((float) ((9083 - MEAN) / DEVIATION), within(1e-5f));
        assertThat(row(input, 0, 1)[0]).isCloseTo((float) ((8006 - MEAN) / DEVIATION), within(1e-5f));
        assertThat(Arrays.copyOfRange(row(input, 0, 0), 1, 8)).as("Sunday").containsExactly(0, 0, 0, 0, 0, 0, 1);
        assertThat(Arrays.copyOfRange(row(input, 27, 0), 1, 8)).as("Saturday").containsExactly(0, 0, 0, 0, 0, 1, 0);
        double season = 2 * Math.PI * 28 / 365.2425;
        assertThat(row(input, 27, 0)[8]).isCloseTo((float) Math.sin(season), within(1e-6f));
        assertThat(row(input, 27, 0)[9]).isCloseTo((float) Math.cos(season), within(1e-6f));
    }

    @Test
    void theTargetOfADayIsTheNumberOfTheNext() {
        TrainingBatch batch = task.batch(new int[] {28, 29});
        assertThat(batch.values().shape()).hasToString("[28, 2, 1]");
        assertThat(row(batch.values(), 0, 0)[0]).isEqualTo(row(batch.input().values(), 0, 1)[0]);
        assertThat(row(batch.values(), 26, 1)[0]).isEqualTo(row(batch.values(), 27, 0)[0]);
    }

    @Test
    void theTestForecastsEachOfTheLast730DaysOnce() {
        DataSet test = task.test();
        assertThat(test.batches()).isOne();
        Tensor targets = test.batch(0, 0).values();
        assertThat(targets.shape()).hasToString("[28, 730, 1]");
        BirthsData data = BirthsData.unitedStates();
        for (int i : new int[] {0, 1, 729}) {
            assertThat(row(targets, 27, i)[0]).isCloseTo(
                    (float) ((data.births()[5479 - 730 + i] - MEAN) / DEVIATION), within(1e-5f));
        }
    }

    /** Each day of these data has its own number as births, so that a target tells its day. */
    @Test
    void trainingWindowsReachFromTheFirstDaysToTheLastBeforeTheTest() {
        int[] births = new int[1200];
        Arrays.setAll(births, day -> day);
        BirthsTask counted = new BirthsTask(new BirthsData(LocalDate.of(2001, 1, 1), births));
        int batch = 8192;
        float[] targets = counted.training(counted.recipe(counted.cell(), false).batch(batch)).batch(0, 0).values()
                .data();
        Map<String, String> scale = counted.metadata();
        int[] days = IntStream.range(27 * batch, 28 * batch).map(i -> (int) Math.round(targets[i]
                * Double.parseDouble(scale.get("deviation")) + Double.parseDouble(scale.get("mean")))).toArray();
        assertThat(Arrays.stream(days).min()).hasValue(28);
        assertThat(Arrays.stream(days).max()).hasValue(1200 - 730 - 1);
    }

    @Test
    void trainingBatchesAreRepeatable() {
        Recipe recipe = task.recipe(task.cell(), false).steps(4, 2);
        DataSet set = task.training(recipe);
        float[] third = set.batch(1, 0).input().values().data();
        assertThat(set.batches()).isEqualTo(2);
        assertThat(third).isEqualTo(set.batch(1, 0).input().values().data())
                .isEqualTo(task.training(recipe.steps(4, 4)).batch(0, 2).input().values().data())
                .isNotEqualTo(set.batch(0, 1).input().values().data())
                .isNotEqualTo(task.training(recipe.seed(2)).batch(1, 0).input().values().data());
    }

    /** 2011 and 2012 are then the test, and what comes behind them is nowhere. */
    @Test
    void validationLeavesTheTestAlone() {
        BirthsTask validation = task.validation();
        assertThat(validation.name()).isEqualTo("births-validation");
        assertThat(validation.title()).contains("2011-01-02 to 2012-12-31");
        assertThat(validation.data()).isNotEqualTo(task.data());
        BirthsData data = BirthsData.unitedStates();
        BirthsTask counted = new BirthsTask(new BirthsData(data.first(), Arrays.copyOf(data.births(), 5479 - 730)));
        assertThat(validation.test().batch(0, 0).values().data()).isEqualTo(counted.test().batch(0, 0).values().data());
        assertThatThrownBy(() -> new BirthsTask(new BirthsData(data.first(), Arrays.copyOf(data.births(), 1200)))
                .validation()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("--validation");
    }

    @Test
    void theReferencesAreTheBaselinesAndLibtorch() {
        assertThat(task.references()).extracting(r -> task.result().number(r.value()))
                .containsExactly("438", "353", "254");
    }
}
