package org.janusrnn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.Bits;
import org.janusrnn.testing.EveryDevice;
import org.janusrnn.testing.Numbers;
import org.junit.jupiter.api.io.TempDir;

/** Batch normalisation's running statistics outlive the network: in a model, and in a run that was stopped. */
class RunningStatisticsTest {
    private static final int EPOCHS = 3;
    private static final int BATCHES = 3;

    @TempDir
    Path folder;

    private static Network network(Engine engine) {
        return Network.builder(engine).input(3).batchNormPerStep(4).linear(5)
                .residual(b -> b.batchNorm().recurrent(Cells.indrnnRelu(), 5).dropoutOverTime(0.2)).linear(2).build();
    }

    private static TrainingBatch batch(long seed) {
        Numbers random = new Numbers(seed);
        return TrainingBatch.of(Batch.of(random.uniform(2, 4, 6, 3)), random.uniform(1, 4, 6, 2));
    }

    private static DataSet data() {
        return DataSet.of(batch(1), batch(2), batch(3));
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network).loss(Loss.SQUARED_ERROR).optimizer(Optimizers.adam(0.01));
    }

    @EveryDevice
    void aModelKeepsThem(ClDevice device) {
        Path file = folder.resolve("model.safetensors");
        try (Engine engine = Engine.builder().device(device).open(); Network network = network(engine);
             Trainer trainer = trainer(network)) {
            Map<String, Tensor> fresh = network.values();
            trainer.fit(data(), EPOCHS, Progress.none());
            assertThat(network.values().get("residual.bn.running_var").data())
                    .isNotEqualTo(fresh.get("residual.bn.running_var").data());
            network.save(file);
            try (Network again = Network.read(engine, file)) {
                assertThat(Bits.differences(again.values(), network.values())).isEmpty();
                assertThat(again.values()).containsKeys("bn.running_mean", "bn.running_var");
                Batch input = batch(4).input();
                assertThat(again.predict(input).data()).isEqualTo(network.predict(input).data());
            }
        }
    }

    @EveryDevice
    void aRunResumesWithThemToTheBit(ClDevice device) {
        Path file = folder.resolve("run.checkpoint");
        try (Engine engine = Engine.builder().device(device).open()) {
            Map<String, Tensor> want;
            try (Network network = network(engine); Trainer trainer = trainer(network)) {
                trainer.fit(data(), EPOCHS, Progress.none());
                want = network.values();
            }
            try (Network network = network(engine); Trainer first = trainer(network).checkpoint(file)) {
                first.fit(data(), EPOCHS, new Progress() {
                    @Override
                    public void step(long done, long total, double loss) {
                        if (done == BATCHES + 1) {
                            first.stop();
                        }
                    }
                });
                assertThat(Bits.differences(network.values(), want)).as("it was stopped on the way").isNotEmpty();
            }
            try (Network network = network(engine); Trainer second = trainer(network).checkpoint(file)) {
                second.fit(data(), EPOCHS, Progress.none());
                assertThat(Bits.differences(network.values(), want)).isEmpty();
            }
        }
    }
}
