package org.janusrnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.EveryDevice;
import org.junit.jupiter.api.io.TempDir;

/** A run is repeated by its seed, resumed from its checkpoint, stopped and ended early: always the same bits. */
class TrainerTest {
    private static final int STEPS = 6;
    private static final int SEQUENCES = 8;
    private static final int SYMBOLS = 5;

    @TempDir
    Path folder;

    /** Name the symbol of two steps ago: to be learnt only by keeping it. */
    private static DataSet echo(int batches, long seed) {
        return echo(batches, SEQUENCES, seed);
    }

    private static DataSet echo(int batches, int sequences, long seed) {
        return new DataSet() {
            @Override
            public int batches() {
                return batches;
            }

            @Override
            public TrainingBatch batch(int epoch, int index) {
                CounterRandom random = CounterRandom.of(seed, (long) epoch * batches + index);
                int[] symbols = new int[STEPS * sequences];
                int[] classes = new int[STEPS * sequences];
                for (int row = 0; row < symbols.length; row++) {
                    symbols[row] = random.below(row, SYMBOLS);
                    classes[row] = row < 2 * sequences ? -1 : symbols[row - 2 * sequences];
                }
                return TrainingBatch.of(Batch.of(symbols, STEPS, sequences), classes);
            }
        };
    }

    private static Network network(Engine engine) {
        return network(engine, 3);
    }

    /** Every kind of dropout is in it: a resumed run must draw the masks that the whole one does. */
    private static Network network(Engine engine, long seed) {
        return Network.builder(engine).embedding(SYMBOLS, 6).dropoutOverTime(0.1)
                .recurrent(Cells.lstm(), 9, r -> r.layers(2).dropout(0.1).zoneout(0.1, 0.1).recurrentDropout(0.1))
                .dropout(0.1).linear(SYMBOLS).seed(seed).build();
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network).optimizer(Optimizers.adam(0.02)).clipNorm(1).validation(echo(2, 77)).patience(50);
    }

    private static void assertSame(Map<String, Tensor> got, Map<String, Tensor> want) {
        assertThat(got.keySet()).isEqualTo(want.keySet());
        got.forEach((name, tensor) -> assertThat(tensor.data()).as(name).isEqualTo(want.get(name).data()));
    }

    @EveryDevice
    void aRunResumesFromItsCheckpointToTheBit(ClDevice device) {
        assumeThat(device.simulated()).as("a simulator would take minutes").isFalse();
        Path file = folder.resolve("run.checkpoint");
        try (Engine engine = Engine.builder().device(device).open()) {
            Map<String, Tensor> whole;
            List<EpochResult> wholeResults;
            try (Network network = network(engine); Trainer trainer = trainer(network)) {
                wholeResults = trainer.fit(echo(3, 1), 3, Progress.none());
                whole = network.values();
            }
            try (Network network = network(engine); Trainer first = trainer(network).checkpoint(file)) {
                first.fit(echo(3, 1), 2, new Progress() {
                    @Override
                    public void step(long done, long total, double loss) {
                        if (done == 5) {
                            first.stop();
                        }
                    }
                });
                assertThat(first.stopped()).isTrue();
            }
            try (Network network = network(engine); Trainer second = trainer(network).checkpoint(file)) {
                assertThat(second.fit(echo(3, 1), 3, Progress.none())).isEqualTo(wholeResults);
                assertSame(network.values(), whole);
            }
        }
    }

    @EveryDevice
    void trainingLearnsAndAnEarlyStopKeepsTheBest(ClDevice device) {
        assumeThat(device.simulated()).as("a simulator would take minutes").isFalse();
        try (Engine engine = Engine.builder().device(device).open();
             Network network = Network.builder(engine).embedding(SYMBOLS, 6).recurrent(Cells.gru(), 16)
                     .linear(SYMBOLS).build();
             Trainer trainer = Trainer.of(network).optimizer(Optimizers.adam(0.05)).clipNorm(1)
                     .validation(echo(2, 77)).patience(2)) {
            List<EpochResult> results = trainer.fit(echo(4, 16, 1), 40, Progress.none());
            double best = results.stream().mapToDouble(r -> r.validation().loss()).min().orElseThrow();
            assertThat(results.size()).as("ended early").isLessThan(40);
            assertThat(trainer.evaluate(echo(2, 77)).loss()).isEqualTo(best);
            assertThat(trainer.evaluate(echo(2, 77)).accuracy()).isGreaterThan(0.9);
        }
    }

    @EveryDevice
    void aCheckpointOfAnotherRunIsRefused(ClDevice device) throws Exception {
        Path file = folder.resolve("other.checkpoint");
        try (Engine engine = Engine.builder().device(device).open()) {
            try (Network network = network(engine); Trainer trainer = trainer(network).checkpoint(file)) {
                trainer.fit(echo(2, 1), 1, Progress.none());
            }
            byte[] written = Files.readAllBytes(file);
            try (Network network = network(engine);
                 Trainer trainer = trainer(network).optimizer(Optimizers.sgd(0.1)).checkpoint(file)) {
                assertThatThrownBy(() -> trainer.fit(echo(2, 1), 1, Progress.none()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("other.checkpoint").hasMessageContaining("another run");
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(written);
        }
    }

    @EveryDevice
    void aCheckpointOfAnotherSeedIsRefused(ClDevice device) {
        Path file = folder.resolve("seed.checkpoint");
        try (Engine engine = Engine.builder().device(device).open()) {
            try (Network network = network(engine, 3); Trainer trainer = trainer(network).checkpoint(file)) {
                trainer.fit(echo(2, 1), 1, Progress.none());
            }
            try (Network network = network(engine, 4); Trainer trainer = trainer(network).checkpoint(file)) {
                for (int attempt = 0; attempt < 2; attempt++) {
                    assertThatThrownBy(() -> trainer.fit(echo(2, 1), 1, Progress.none()))
                            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("seed.checkpoint")
                            .hasMessageContaining("seed 3").hasMessageContaining("seed 4");
                }
            }
        }
    }

    @EveryDevice
    void aStopAskedForBeforeTheFirstStepIsNotLost(ClDevice device) {
        Path file = folder.resolve("stopped.checkpoint");
        try (Engine engine = Engine.builder().device(device).open(); Network network = network(engine);
             Trainer trainer = trainer(network).checkpoint(file)) {
            Map<String, Tensor> before = network.values();
            trainer.stop();
            assertThat(trainer.fit(echo(2, 1), 1, Progress.none())).isEmpty();
            assertThat(trainer.stopped()).isTrue();
            assertSame(network.values(), before);
            assertThat(file).exists();
            assertThat(trainer.fit(echo(2, 1), 1, Progress.none())).as("one stop ends one run").hasSize(1);
            assertThat(trainer.stopped()).isFalse();
        }
    }

    @EveryDevice
    void whoAsksHowItDoesFirstStillGoesOnFromTheCheckpoint(ClDevice device) {
        Path file = folder.resolve("asked.checkpoint");
        try (Engine engine = Engine.builder().device(device).open()) {
            List<EpochResult> results;
            try (Network network = network(engine); Trainer trainer = trainer(network).checkpoint(file)) {
                results = trainer.fit(echo(2, 1), 1, Progress.none());
            }
            try (Network network = network(engine); Trainer trainer = trainer(network).checkpoint(file)) {
                trainer.evaluate(echo(2, 77));
                assertThat(trainer.fit(echo(2, 1), 1, new Progress() {
                    @Override
                    public void step(long done, long total, double loss) {
                        throw new AssertionError("step " + done + " was done before");
                    }
                })).isEqualTo(results);
            }
        }
    }

    @EveryDevice
    void aClosedTrainerRefusesWork(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open(); Network network = network(engine)) {
            Trainer trainer = trainer(network);
            trainer.fit(echo(1, 1), 1, Progress.none());
            trainer.close();
            assertThatThrownBy(() -> trainer.fit(echo(1, 1), 2, Progress.none()))
                    .isInstanceOf(IllegalStateException.class).hasMessage("the trainer is closed");
            assertThatThrownBy(() -> trainer.evaluate(echo(1, 1))).isInstanceOf(IllegalStateException.class)
                    .hasMessage("the trainer is closed");
        }
    }

    @EveryDevice
    void aLossThatIsNoNumberEndsTraining(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open(); Network network = network(engine);
             Trainer trainer = Trainer.of(network)) {
            Tensor broken = network.parameters().get("fc.bias");
            broken.data()[0] = Float.NaN;
            network.parameters().set("fc.bias", broken);
            assertThatThrownBy(() -> trainer.fit(echo(2, 1), 1, Progress.none()))
                    .isInstanceOf(DivergedException.class).hasMessageContaining("NaN")
                    .hasMessageContaining("learning rate");
        }
    }

    @EveryDevice
    void targetsThatDoNotFitAreRefused(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open(); Network network = network(engine);
             TrainingStep step = new TrainingStep(network, Loss.CROSS_ENTROPY, Optimizers.sgd(0.1), 0)) {
            Batch input = echo(1, 1).batch(0, 0).input();
            assertThatThrownBy(() -> step.train(TrainingBatch.of(input, new int[3])))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("48 rows")
                    .hasMessageContaining("3 classes");
            int[] classes = new int[STEPS * SEQUENCES];
            classes[7] = SYMBOLS;
            assertThatThrownBy(() -> step.train(TrainingBatch.of(input, classes)))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("row 7")
                    .hasMessageContaining("class 5");
            assertThatThrownBy(() -> step.train(TrainingBatch.of(input, Tensor.zeros(1, 1, 1))))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no classes");
        }
    }
}
