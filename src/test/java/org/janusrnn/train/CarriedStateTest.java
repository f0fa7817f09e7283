package org.janusrnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cells;
import org.janusrnn.io.Safetensors;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkBuilder;
import org.janusrnn.layer.States;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.NoLeaks;
import org.janusrnn.testing.SharedEngines;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Truncated backpropagation through time: states go on from piece to piece, gradients do not. */
@NoLeaks.CheckedAfterAll
class CarriedStateTest {
    @RegisterExtension
    static final SharedEngines ENGINES = new SharedEngines();

    private static final int STEPS = 12;
    private static final int PIECE = 5;
    private static final int SEQUENCES = 4;
    private static final int SYMBOLS = 6;
    /** Too little to change any weight. */
    private static final Optimizer STILL = Optimizers.sgd(1e-30);

    @TempDir
    Path folder;

    private static TrainingBatch whole() {
        CounterRandom random = CounterRandom.of(3, 0);
        int[] symbols = new int[STEPS * SEQUENCES];
        int[] classes = new int[STEPS * SEQUENCES];
        for (int row = 0; row < symbols.length; row++) {
            // The first piece has symbols of its own.
            symbols[row] = random.below(row, SYMBOLS / 2) + (row < PIECE * SEQUENCES ? 0 : SYMBOLS / 2);
            classes[row] = row < 2 * SEQUENCES ? 0 : symbols[row - 2 * SEQUENCES];
        }
        return TrainingBatch.of(Batch.of(symbols, STEPS, SEQUENCES), classes);
    }

    private static NetworkBuilder builder(Engine engine) {
        return Network.builder(engine).embedding(SYMBOLS, 5).recurrent(Cells.lstm(), 7, r -> r.layers(2))
                .recurrent(Cells.janet(), 6).linear(SYMBOLS);
    }

    private static TrainingStep step(Network network, Optimizer optimizer) {
        return new TrainingStep(network, Loss.CROSS_ENTROPY, optimizer, 0);
    }

    /** Losses of successive pieces, which weigh as many steps as they have, are that of the whole. */
    @EveryWay
    void piecesLoseWhatTheWholeLoses(DeviceAndWay on) {
        DataSet pieces = DataSet.pieces(whole(), PIECE);
        try (Network network = builder(ENGINES.of(on)).build();
             TrainingStep plain = step(network, STILL); TrainingStep carrying = step(network, STILL).carryState()) {
            double want = plain.train(whole()).loss();
            double forgetful = 0;
            double got = 0;
            for (int i = 0; i < pieces.batches(); i++) {
                double share = pieces.batch(0, i).input().steps() / (double) STEPS;
                got += share * carrying.train(pieces.batch(0, i)).loss();
                forgetful += share * plain.train(pieces.batch(0, i)).loss();
            }
            // Means of some fifty numbers near 2, each good to a few roundings of 1e-7.
            assertThat(got).isCloseTo(want, within(2e-6));
            assertThat(forgetful).as("the states matter").isNotCloseTo(want, within(1e-4));
            assertThat(carrying.evaluate(pieces).loss()).isCloseTo(want, within(2e-6));
            assertThat(plain.evaluate(pieces).loss()).isCloseTo(forgetful, within(2e-6));
        }
    }

    @EveryWay
    void gradientsEndWhereAPieceStarts(DeviceAndWay on) {
        TrainingBatch first = whole().steps(0, PIECE);
        TrainingBatch second = whole().steps(PIECE, STEPS);
        try (Network network = builder(ENGINES.of(on)).build();
             TrainingStep carrying = step(network, STILL).carryState(); TrainingStep plain = step(network, STILL)) {
            States between = network.run(first.input()).states();
            carrying.train(first);
            TrainingStep.Result got = carrying.train(second);
            assertThat(got.loss()).as("or the weights are NaN, and all that follows is equal").isFinite();
            float[] embedding = network.parameters().gradient("embedding.weight").data();
            for (int i = 0; i < embedding.length; i++) {
                boolean ofSecond = i >= embedding.length / 2;
                assertThat(embedding[i]).as("number %d", i).matches(g -> ofSecond || g == 0);
            }
            Tensor recurrent = network.parameters().gradient("rnn.weight_hh_l0");
            assertThat(plain.train(TrainingBatch.of(second.input().initial(between), second.classes()))).isEqualTo(got);
            assertThat(network.parameters().gradient("rnn.weight_hh_l0").data()).isEqualTo(recurrent.data());
            plain.train(whole());
            assertThat(network.parameters().gradient("embedding.weight").data()[0]).as("the whole one flows back")
                    .isNotZero();
        }
    }

    private static List<Double> losses(Engine engine, DataSet set, int epochs) {
        List<Double> losses = new ArrayList<>();
        try (Network network = builder(engine).build();
             Trainer trainer = Trainer.of(network).optimizer(STILL).carryState()) {
            trainer.fit(set, epochs, new Progress() {
                @Override
                public void step(long done, long total, double loss) {
                    losses.add(loss);
                }
            });
        }
        return losses;
    }

    @EveryWay
    void anEpochStartsAnewUnlessTheDataGoesOn(DeviceAndWay on) {
        DataSet pieces = DataSet.pieces(whole(), PIECE);
        DataSet endless = new DataSet() {
            @Override
            public int batches() {
                return pieces.batches();
            }

            @Override
            public TrainingBatch batch(int epoch, int index) {
                return pieces.batch(epoch, index);
            }

            @Override
            public boolean continues(int epoch, int index) {
                return true;
            }
        };
        Engine engine = ENGINES.of(on);
        List<Double> anew = losses(engine, pieces, 2);
        assertThat(anew.subList(3, 6)).isEqualTo(anew.subList(0, 3));
        List<Double> goingOn = losses(engine, endless, 2);
        assertThat(goingOn.subList(0, 3)).isEqualTo(anew.subList(0, 3));
        assertThat(goingOn.get(3)).isNotEqualTo(goingOn.get(0));
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network).optimizer(Optimizers.adam(0.02)).clipNorm(1).carryState()
                .validation(DataSet.pieces(whole(), 6));
    }

    @EveryWay
    void aRunResumesWithItsStatesToTheBit(DeviceAndWay on) {
        Path file = folder.resolve("run.checkpoint");
        DataSet pieces = DataSet.pieces(whole(), 4);
        Engine engine = ENGINES.of(on);
        Map<String, Tensor> want;
        List<EpochResult> results;
        try (Network network = builder(engine).build(); Trainer trainer = trainer(network)) {
            results = trainer.fit(pieces, 2, Progress.none());
            want = network.values();
        }
        try (Network network = builder(engine).build(); Trainer first = trainer(network).checkpoint(file)) {
            first.fit(pieces, 2, new Progress() {
                @Override
                public void step(long done, long total, double loss) {
                    if (done == 4) {
                        first.stop();
                    }
                }
            });
        }
        assertThat(Safetensors.read(file).names()).contains("state.0.h", "state.0.c", "state.1.h")
                .doesNotContain("state.1.c", "state.2.h");
        try (Network network = builder(engine).build(); Trainer second = trainer(network).checkpoint(file)) {
            assertThat(second.fit(pieces, 2, Progress.none())).isEqualTo(results);
            network.values().forEach((name, tensor) -> assertThat(tensor.data()).as(name)
                    .isEqualTo(want.get(name).data()));
        }
        try (Network network = builder(engine).build(); Trainer other = Trainer.of(network)
                .optimizer(Optimizers.adam(0.02)).clipNorm(1).checkpoint(file)) {
            assertThatThrownBy(() -> other.fit(pieces, 2, Progress.none())).hasMessageContaining("another run");
        }
    }

    @EveryWay
    void aNetworkThatReadsFromTheEndIsRefused(DeviceAndWay on) {
        try (Network network = Network.builder(ENGINES.of(on)).embedding(SYMBOLS, 3)
                     .recurrent(Cells.gru(), 4, r -> r.bidirectional()).linear(SYMBOLS).build();
             Trainer trainer = Trainer.of(network).carryState()) {
            assertThatThrownBy(() -> trainer.fit(DataSet.pieces(whole(), 2), 1, Progress.none()))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("the layer rnn reads sequences");
        }
    }
}
