package org.janusrnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.janusrnn.cell.Cells;
import org.janusrnn.layer.Activation;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;

/**
 * A convolution and a pooling in front of an LSTM learn to tell, at each window, whether two ones have stood side by side
 * so far: the convolution must find them, the LSTM keep them.
 */
class CnnLstmTrainingTest {
    private static final int STEPS = 14;
    private static final int SEQUENCES = 64;
    /** A kernel of 3, then of 2: window w sees the steps 2w to 2w + 3. */
    private static final int WINDOWS = 6;

    /** Classes behind a sequence's windows are wrong on purpose, for they must not count. */
    private static TrainingBatch batch() {
        SplittableRandom random = new SplittableRandom(4);
        int[] symbols = new int[STEPS * SEQUENCES];
        int[] lengths = new int[SEQUENCES];
        int[] classes = new int[WINDOWS * SEQUENCES];
        for (int b = 0; b < SEQUENCES; b++) {
            lengths[b] = random.nextInt(4, STEPS + 1);
            boolean found = false;
            int seen = 0;
            for (int t = 0; t < STEPS; t++) {
                symbols[t * SEQUENCES + b] = random.nextInt(3);
            }
            for (int w = 0; w < WINDOWS; w++) {
                for (; seen < 2 * w + 4; seen++) {
                    found |= seen > 0 && symbols[seen * SEQUENCES + b] == 1 && symbols[(seen - 1) * SEQUENCES + b] == 1;
                }
                boolean there = w < (lengths[b] - 2) / 2;
                classes[w * SEQUENCES + b] = found == there ? 1 : 0;
            }
        }
        return TrainingBatch.of(Batch.of(symbols, STEPS, SEQUENCES).lengths(lengths), classes);
    }

    @EveryWay
    void itLearns(DeviceAndWay on) {
        assumeThat(on.slow()).as("eighty steps are too many for it").isFalse();
        List<Double> losses = new ArrayList<>();
        TrainingBatch batch = batch();
        try (Engine engine = on.open();
             Network network = Network.builder(engine).embedding(3, 4)
                     .convolution(8, 3, c -> c.activation(Activation.TANH)).maxPooling(2).recurrent(Cells.lstm(), 12)
                     .linear(2).build();
             Trainer trainer = Trainer.of(network).optimizer(Optimizers.adam(0.02));
             Trainer carrying = Trainer.of(network).carryState()) {
            trainer.fit(DataSet.of(batch), 80, Progress.none()).forEach(epoch -> losses.add(epoch.loss()));
            assertThat(losses.get(0)).isGreaterThan(0.5);
            assertThat(losses.get(losses.size() - 1)).isLessThan(0.05);
            int[] named = network.classify(batch.input());
            int[] lengths = network.outputLengths(batch.input());
            for (int row = 0; row < named.length; row++) {
                boolean there = row / SEQUENCES < lengths[row % SEQUENCES];
                assertThat(named[row]).as("row %d", row).isEqualTo(there ? batch.classes()[row] : -1);
            }
            assertThatThrownBy(() -> trainer.fit(DataSet.of(TrainingBatch.of(batch.input(), new int[STEPS * SEQUENCES])), 81,
                    Progress.none())).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("output has 384 rows, the target 896 classes");
            assertThatThrownBy(() -> carrying.fit(DataSet.of(batch), 1, Progress.none()))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll("piece by piece", "layer conv");
        }
    }
}
