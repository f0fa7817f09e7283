package org.janusrnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.janusrnn.layer.Batch;
import org.junit.jupiter.api.Test;

/** Batches that are simply there. */
class DataSetTest {
    private static TrainingBatch batch(int symbol) {
        return TrainingBatch.of(Batch.of(new int[] {symbol}, 1, 1), new int[] {symbol});
    }

    @Test
    void theSameBatchesComeInEveryEpoch() {
        List<TrainingBatch> given = new ArrayList<>(List.of(batch(0), batch(1)));
        DataSet set = DataSet.of(given);
        TrainingBatch second = given.get(1);
        given.clear();
        assertThat(set.batches()).isEqualTo(2);
        assertThat(set.batch(0, 1)).isSameAs(set.batch(7, 1)).isSameAs(second);
        assertThat(DataSet.of(second).batch(3, 0)).isSameAs(second);
    }

    @Test
    void noBatchesAreNoSet() {
        assertThatThrownBy(() -> DataSet.of(List.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one batch");
    }
}
