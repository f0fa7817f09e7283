package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.EveryDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a batch to classes, and from a file to a network. */
class PredictTest {
    private static final int[] SYMBOLS = {0, 1, 2, 3, 4, 0};

    @TempDir
    Path folder;

    private static NetworkBuilder network(Engine engine) {
        return Network.builder(engine).embedding(5, 3).recurrent(Cells.janet(0), 4).linear(3);
    }

    @Test
    void theClassIsTheBestScoreTheLowestOfEquals() {
        Output output = new Output(Tensor.of(new float[] {1, 3, 3, -2, -5, -3, 0, 0, 0}, 3, 1, 3), null);
        assertThat(output.classes()).containsExactly(1, 0, 0);
    }

    @EveryDevice
    void paddingHasNoClass(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open(); Network network = network(engine).build()) {
            Batch batch = Batch.of(SYMBOLS, 3, 2);
            int[] whole = network.classify(batch);
            assertThat(whole).hasSize(6).isEqualTo(network.run(batch).classes());
            assertThat(network.predict(batch).data()).isEqualTo(network.run(batch).y().data());
            int[] shorter = network.classify(batch.lengths(1, 3));
            assertThat(shorter).containsExactly(whole[0], whole[1], -1, whole[3], -1, whole[5]);
        }
    }

    @EveryDevice
    void aLastStepHasAClassForEverySequence(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open();
             Network network = Network.builder(engine).embedding(5, 3).recurrent(Cells.janet(), 4).lastStep().linear(3)
                     .build()) {
            assertThat(network.classify(Batch.of(SYMBOLS, 3, 2).lengths(1, 2))).hasSize(2).doesNotContain(-1);
        }
    }

    @EveryDevice
    void aNetworkIsReadAsItWasSaved(ClDevice device) throws Exception {
        Path file = folder.resolve("model.safetensors");
        try (Engine engine = Engine.builder().device(device).open()) {
            Tensor want;
            try (Network network = network(engine).seed(5).build()) {
                network.save(file);
                want = network.predict(Batch.of(SYMBOLS, 3, 2));
            }
            try (Network network = Network.read(engine, file)) {
                assertThat(network.predict(Batch.of(SYMBOLS, 3, 2)).data()).isEqualTo(want.data());
                assertThat(network.architecture()).isEqualTo("embedding 5 3; janet 4 beta=0.0; linear 3");
            }
            Path broken = folder.resolve("broken.safetensors");
            Safetensors.write(broken, Map.of("architecture", "embedding 5 3; linear 3"),
                    Map.of("fc.bias", Tensor.zeros(3)));
            assertThatThrownBy(() -> Network.read(engine, broken)).isInstanceOf(SafetensorsException.class)
                    .hasMessageContaining("broken.safetensors").hasMessageContaining("embedding.weight");
            Files.delete(file);
            assertThatThrownBy(() -> Network.read(engine, file)).isInstanceOf(SafetensorsException.class)
                    .hasMessageContaining("no such file");
        }
    }
}
