package org.janusrnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.janusrnn.layer.Batch;
import org.janusrnn.tensor.Tensor;
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

    @Test
    void longSequencesComeInPieces() {
        TrainingBatch whole = TrainingBatch.of(Batch.of(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 5, 2),
                new int[] {9, 8, 7, 6, 5, 4, 3, 2, 1, 0});
        DataSet set = DataSet.pieces(whole, 2);
        assertThat(set.batches()).isEqualTo(3);
        assertThat(set.batch(0, 1).input()).isEqualTo(set.batch(4, 1).input());
        assertThat(set.batch(0, 1).input().indices()).containsExactly(4, 5, 6, 7);
        assertThat(set.batch(0, 1).classes()).containsExactly(5, 4, 3, 2);
        assertThat(set.batch(0, 2).input().steps()).isEqualTo(1);
        assertThat(set.batch(0, 2).classes()).containsExactly(1, 0);
        assertThat(set.continues(3, 0)).isFalse();
        assertThat(set.continues(3, 1)).isTrue();
    }

    @Test
    void valuesComeInPiecesToo() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 1, 2);
        Tensor y = Tensor.of(new float[] {1, 2, 3}, 3, 1, 1);
        TrainingBatch piece = DataSet.pieces(TrainingBatch.of(Batch.of(x), y), 2).batch(0, 1);
        assertThat(piece.input().values()).usingRecursiveComparison().isEqualTo(Tensor.of(new float[] {5, 6}, 1, 1, 2));
        assertThat(piece.values().data()).containsExactly(3);
    }

    @Test
    void whatHasNoPiecesIsRefused() {
        Batch input = Batch.of(new int[] {0, 1, 2, 3}, 2, 2);
        TrainingBatch whole = TrainingBatch.of(input, new int[4]);
        assertThatThrownBy(() -> DataSet.pieces(whole, 0)).hasMessageContaining("at least 1 step");
        assertThatThrownBy(() -> whole.steps(1, 3)).hasMessageContaining("T=2 has no steps 1 to before 3");
        assertThatThrownBy(() -> TrainingBatch.of(input.lengths(1, 2), new int[4]).steps(0, 1))
                .hasMessageContaining("lengths");
        assertThatThrownBy(() -> TrainingBatch.of(input, new int[2]).steps(0, 1))
                .hasMessageContaining("target at every step");
    }
}
