package org.janusrnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Initializers;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkBuilder;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.EveryDevice;
import org.junit.jupiter.api.io.TempDir;

/** What an initialiser and a group ask of the optimiser: u stays within its bound, vectors keep their own weight decay. */
class HeldParametersTest {
    private static final int STEPS = 10;
    private static final int SEQUENCES = 4;
    private static final int HIDDEN = 20;
    private static final double BOUND = Math.pow(2, 1.0 / STEPS);

    @TempDir
    Path folder;

    /** The sum of each sequence. */
    private static TrainingBatch batch(long seed) {
        CounterRandom random = CounterRandom.of(seed, 0);
        Tensor x = Tensor.zeros(STEPS, SEQUENCES, 1);
        Tensor sums = Tensor.zeros(1, SEQUENCES, 1);
        for (int row = 0; row < x.data().length; row++) {
            x.data()[row] = random.uniform(row);
            sums.data()[row % SEQUENCES] += x.data()[row];
        }
        return TrainingBatch.of(Batch.of(x), sums);
    }

    private static NetworkBuilder indrnn(Engine engine) {
        return Network.builder(engine).input(1).recurrent(Cells.indrnnRelu(), HIDDEN, r -> r.layers(2))
                .recurrent(Cells.indrnnRelu(), HIDDEN, r -> r.layers(2)).lastStep().linear(1)
                .initializer(Initializers.indrnn(STEPS, 2));
    }

    private static float least(Tensor tensor) {
        float least = Float.POSITIVE_INFINITY;
        for (float value : tensor.data()) {
            least = Math.min(least, value);
        }
        return least;
    }

    private static float most(Tensor tensor) {
        float most = 0;
        for (float value : tensor.data()) {
            most = Math.max(most, Math.abs(value));
        }
        return most;
    }

    @EveryDevice
    void onlyTheLastLayerWhoseEndIsUsedStartsHigh(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open()) {
            float high = (float) Math.pow(0.5, 1.0 / STEPS);
            try (Network network = indrnn(engine).build()) {
                for (String inner : List.of("rnn.weight_hh_l0", "rnn.weight_hh_l1", "rnn2.weight_hh_l0")) {
                    assertThat(least(network.parameters().get(inner))).as(inner).isLessThan(high);
                }
                assertThat(least(network.parameters().get("rnn2.weight_hh_l1"))).isGreaterThanOrEqualTo(high);
                assertThat(network.parameters().bounds()).hasSize(4).containsEntry("rnn.weight_hh_l1", BOUND);
            }
            try (Network everyStep = Network.builder(engine).initializer(Initializers.indrnn(STEPS, 2)).input(1)
                    .recurrent(Cells.indrnnRelu(), HIDDEN).linear(1).build()) {
                assertThat(least(everyStep.parameters().get("rnn.weight_hh_l0"))).isLessThan(high);
            }
        }
    }

    @EveryDevice
    void aLayersOwnInitializerComesBeforeTheNetworks(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open();
             Network network = Network.builder(engine).input(3).recurrent(Cells.lstm(), 5)
                     .recurrent(Cells.indrnnRelu(), 5, r -> r.initializer(Initializers.indrnn(STEPS, 3)))
                     .initializer(Initializers.glorotOrthogonal()).build()) {
            assertThat(network.parameters().get("rnn.bias_ih_l0").data()).containsOnly(0, 1);
            assertThat(network.parameters().bounds()).containsOnlyKeys("rnn2.weight_hh_l0");
            assertThatThrownBy(() -> Network.builder(engine).input(3).recurrent(Cells.gru(), 5)
                    .initializer(Initializers.chrono(9)).build()).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not for gru");
        }
    }

    @EveryDevice
    void trainingKeepsEveryUWithinItsBound(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open(); Network network = indrnn(engine).build();
             TrainingStep step = new TrainingStep(network, Loss.SQUARED_ERROR, Optimizers.adam(0.2), 0)) {
            boolean touched = false;
            for (int i = 0; i < 5; i++) {
                step.train(batch(i));
                for (String name : network.parameters().bounds().keySet()) {
                    float most = most(network.parameters().get(name));
                    assertThat(most).as(name).isLessThanOrEqualTo((float) BOUND);
                    touched |= most == (float) BOUND;
                }
            }
            assertThat(touched).as("steps of 0.2 reach the bound").isTrue();
            assertThat(most(network.parameters().get("rnn.weight_ih_l0"))).as("weights are free")
                    .isGreaterThan(0.3f);
        }
    }

    @EveryDevice
    void whatIsSetBeyondTheBoundIsClippedBeforeTheForwardPass(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open()) {
            double[] losses = new double[2];
            for (int run = 0; run < 2; run++) {
                try (Network network = indrnn(engine).build();
                     TrainingStep step = new TrainingStep(network, Loss.SQUARED_ERROR, Optimizers.sgd(0.01), 0)) {
                    Tensor u = network.parameters().get("rnn.weight_hh_l0");
                    u.data()[3] = run == 0 ? 1e3f : (float) BOUND;
                    u.data()[4] = run == 0 ? -7f : -(float) BOUND;
                    network.parameters().set("rnn.weight_hh_l0", u);
                    losses[run] = step.train(batch(1)).loss();
                }
            }
            assertThat(losses[0]).isEqualTo(losses[1]);
        }
    }

    @EveryDevice
    void vectorsKeepTheirOwnWeightDecay(ClDevice device) {
        List<Optimizer> plain = List.of(Optimizers.sgd(0.1).momentum(0.9), Optimizers.adam(0.1), Optimizers.rmsprop(0.1),
                Optimizers.adamW(0.1).weightDecay(0));
        List<Optimizer> decayed = List.of(Optimizers.sgd(0.1).momentum(0.9).weightDecay(0.5),
                Optimizers.adam(0.1).weightDecay(0.5), Optimizers.rmsprop(0.1).weightDecay(0.5),
                Optimizers.adamW(0.1).weightDecay(0.5));
        try (Engine engine = Engine.builder().device(device).open()) {
            for (int i = 0; i < plain.size(); i++) {
                Map<String, Tensor> without = afterAStep(engine, plain.get(i), List.of());
                Map<String, Tensor> all = afterAStep(engine, decayed.get(i), List.of());
                Map<String, Tensor> matrices = afterAStep(engine, decayed.get(i), List.of(ParameterGroup.vectors(0)));
                without.forEach((name, values) -> assertThat(matrices.get(name).data()).as(name)
                        .isEqualTo((values.shape().rank() < 2 ? values : all.get(name)).data()));
                assertThat(all.get("rnn.weight_hh_l0").data()).as("the decay shows")
                        .isNotEqualTo(without.get("rnn.weight_hh_l0").data());
            }
        }
    }

    /** A decay of 1 / rate takes a weight away altogether, so that the step itself is left. */
    @EveryDevice
    void ofTwoGroupsTheFirstCounts(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open()) {
            Map<String, Tensor> start;
            try (Network network = indrnn(engine).build()) {
                start = network.values();
            }
            Map<String, Tensor> without = afterAStep(engine, Optimizers.sgd(0.1), List.of());
            Map<String, Tensor> got = afterAStep(engine, Optimizers.sgd(0.1),
                    List.of(new ParameterGroup(p -> p.name().startsWith("fc"), 10), new ParameterGroup(p -> true, 0)));
            got.forEach((name, values) -> {
                for (int i = 0; i < values.data().length; i++) {
                    float want = without.get(name).data()[i] - (name.startsWith("fc") ? start.get(name).data()[i] : 0);
                    // One rounding of numbers below 2.
                    assertThat(values.data()[i]).as(name).isCloseTo(want, within(3e-7f));
                }
            });
        }
    }

    private static Map<String, Tensor> afterAStep(Engine engine, Optimizer optimizer, List<ParameterGroup> groups) {
        try (Network network = indrnn(engine).build();
             TrainingStep step = new TrainingStep(network, Loss.SQUARED_ERROR, optimizer, 0, groups)) {
            step.train(batch(1));
            return network.values();
        }
    }

    @EveryDevice
    void aCheckpointKnowsGroupsAndBounds(ClDevice device) {
        Path file = folder.resolve("run.checkpoint");
        DataSet set = DataSet.of(batch(1), batch(2));
        try (Engine engine = Engine.builder().device(device).open()) {
            try (Network network = indrnn(engine).build(); Trainer trainer = Trainer.of(network)
                    .loss(Loss.SQUARED_ERROR).groups(ParameterGroup.vectors(0)).checkpoint(file)) {
                trainer.fit(set, 1, Progress.none());
            }
            try (Network network = indrnn(engine).build(); Trainer trainer = Trainer.of(network)
                    .loss(Loss.SQUARED_ERROR).checkpoint(file)) {
                assertThatThrownBy(() -> trainer.fit(set, 2, Progress.none())).hasMessageContaining("another run");
            }
            try (Network network = indrnn(engine).initializer(Initializers.indrnn(STEPS, 3)).build();
                 Trainer trainer = Trainer.of(network).loss(Loss.SQUARED_ERROR).groups(ParameterGroup.vectors(0))
                         .checkpoint(file)) {
                assertThatThrownBy(() -> trainer.fit(set, 2, Progress.none())).hasMessageContaining("another run")
                        .hasMessageContaining("bounds");
            }
        }
    }
}
