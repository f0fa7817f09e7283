package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.janusrnn.cell.Cells;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.NoLeaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may use a network, and when: one thread at a time, and nobody once it is closed. */
@NoLeaks.CheckedAfterAll
class NetworkUseTest {
    private static final Batch BATCH = Batch.of(Tensor.zeros(3, 2, 4));
    private static final Tensor DY = Tensor.zeros(3, 2, 5);

    @TempDir
    Path folder;

    private static Network network(Engine engine) {
        return Network.builder(engine).input(4).recurrent(Cells.gru(), 5).build();
    }

    private List<ThrowingCallable> uses(Network network) {
        return List.of(() -> network.run(BATCH), () -> network.classify(BATCH), () -> network.gradients(BATCH, DY, null),
                network::values, () -> network.save(folder.resolve("model.safetensors")));
    }

    @Test
    void aSecondThreadIsRefusedAndTheFirstGoesOn() {
        try (Engine engine = DeviceAndWay.onceEach().get(0).open(); Network network = network(engine)) {
            float[] alone = network.run(BATCH).y().data();
            List<ThrowingCallable> uses = new ArrayList<>(uses(network));
            uses.add(network::close);
            float[] meanwhile = network.exclusively(() -> {
                List<Throwable> refused = elsewhere(uses);
                assertThat(refused).hasSameSizeAs(uses).allSatisfy(e -> assertThat(e)
                        .isInstanceOf(IllegalStateException.class).hasMessageContainingAll("at work for thread "
                                + Thread.currentThread().getName(), "thread second must wait"));
                return network.run(BATCH).y().data();
            });
            assertThat(meanwhile).isEqualTo(alone);
            assertThat(elsewhere(uses(network))).as("afterwards it is the second thread's turn").isEmpty();
        }
    }

    /** What each use throws in a thread of its own. */
    private static List<Throwable> elsewhere(List<ThrowingCallable> uses) {
        List<Throwable> thrown = new ArrayList<>();
        Thread second = new Thread(() -> {
            for (ThrowingCallable use : uses) {
                try {
                    use.call();
                } catch (Throwable e) {
                    thrown.add(e);
                }
            }
        }, "second");
        second.start();
        try {
            second.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return thrown;
    }

    @Test
    void aClosedNetworkRefusesWork() {
        try (Engine engine = DeviceAndWay.onceEach().get(0).open()) {
            Network network = network(engine);
            network.run(BATCH);
            network.close();
            network.close();
            assertThat(uses(network)).allSatisfy(use -> assertThatThrownBy(use).isInstanceOf(IllegalStateException.class)
                    .hasMessage("the network is closed"));
        }
    }

    @Test
    void aClosedEngineBuildsNoNetwork() {
        Engine engine = DeviceAndWay.onceEach().get(0).open();
        engine.close();
        engine.close();
        assertThatThrownBy(() -> network(engine)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
