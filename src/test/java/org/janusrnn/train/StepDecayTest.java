package org.janusrnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.reference.AdamReference;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.reference.ReferenceOptimizer;
import org.janusrnn.reference.RmspropReference;
import org.janusrnn.reference.SgdReference;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.EveryDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The learning rate falls when and by what it should, with every optimiser, and no less in a run that was resumed. */
class StepDecayTest {
    private static final double RATE = 0.1;
    private static final StepDecay DECAY = new StepDecay(2, 0.25);
    /** PyTorch's StepLR(step_size=2, gamma=0.25), of steps 1 to 5. */
    private static final double[] SHARES = {1, 1, 0.25, 0.25, 0.0625};

    @TempDir
    Path folder;

    @Test
    void fallsAfterEverySoManySteps() {
        for (int step = 1; step <= SHARES.length; step++) {
            assertThat(DECAY.at(step)).isEqualTo(SHARES[step - 1]);
        }
        assertThat(new StepDecay(20_000, 0.1)).hasToString("times 0.1 every 20000 steps");
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertThatThrownBy(() -> new StepDecay(0, 0.1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not every 0");
        for (double factor : new double[] {0, -1, 1.5, Double.NaN}) {
            assertThatThrownBy(() -> new StepDecay(1, factor)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not by " + factor);
        }
    }

    private static TrainingBatch batch(long step) {
        CounterRandom random = CounterRandom.of(step, 5);
        Tensor input = Tensor.zeros(1, 4, 3);
        Tensor target = Tensor.zeros(1, 4, 2);
        for (int i = 0; i < input.data().length; i++) {
            input.data()[i] = random.gaussian(i);
        }
        for (int i = 0; i < target.data().length; i++) {
            target.data()[i] = random.gaussian(100 + i);
        }
        return TrainingBatch.of(Batch.of(input), target);
    }

    private static Network network(Engine engine) {
        return Network.builder(engine).input(3).linear(2).build();
    }

    /** What every rule takes off a weight is proportional to the rate: the reference's step times the rate's share. */
    private static void compare(Engine engine, Optimizer optimizer, ReferenceOptimizer reference) {
        try (Network network = network(engine);
             TrainingStep step = new TrainingStep(network, Loss.SQUARED_ERROR, optimizer, 0).decay(DECAY)) {
            for (double share : SHARES) {
                Map<String, DoubleTensor> before = DoubleTensor.of(network.values());
                step.train(batch(step.steps()));
                Map<String, DoubleTensor> moved = new LinkedHashMap<>();
                Map<String, DoubleTensor> gradients = new LinkedHashMap<>();
                for (String name : before.keySet()) {
                    moved.put(name, new DoubleTensor(before.get(name).shape(), before.get(name).data().clone()));
                    gradients.put(name, DoubleTensor.of(network.parameters().gradient(name)));
                }
                reference.step(moved, gradients);
                for (String name : before.keySet()) {
                    float[] got = network.parameters().get(name).data();
                    for (int i = 0; i < got.length; i++) {
                        double was = before.get(name).data()[i];
                        assertThat((double) got[i]).as("%s[%d] in step %d of %s", name, i, step.steps(), optimizer)
                                .isCloseTo(was + share * (moved.get(name).data()[i] - was), within(1e-6));
                    }
                }
            }
        }
    }

    @EveryDevice
    void everyOptimiserMovesWeightsAtTheRateOfTheStep(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open()) {
            compare(engine, Optimizers.sgd(RATE).momentum(0.9).weightDecay(0.1), new SgdReference(RATE, 0.9, 0.1));
            compare(engine, Optimizers.adam(RATE).weightDecay(0.1), AdamReference.adam(RATE, 0.9, 0.999, 1e-8, 0.1));
            compare(engine, Optimizers.adamW(RATE).weightDecay(0.1),
                    AdamReference.adamW(RATE, 0.9, 0.999, 1e-8, 0.1));
            compare(engine, Optimizers.rmsprop(RATE).momentum(0.5), new RmspropReference(RATE, 0.99, 1e-8, 0.5, 0));
        }
    }

    @EveryDevice
    void aResumedRunGoesOnAtTheRateOfItsStep(ClDevice device) {
        DataSet set = DataSet.of(batch(1), batch(2), batch(3));
        try (Engine engine = Engine.builder().device(device).open()) {
            Map<String, Tensor> whole;
            try (Network network = network(engine); Trainer trainer = trainer(network)) {
                trainer.fit(set, 2, Progress.none());
                whole = network.values();
            }
            Path file = folder.resolve("run.checkpoint");
            try (Network network = network(engine); Trainer trainer = trainer(network).checkpoint(file)) {
                trainer.fit(set, 1, Progress.none());
            }
            try (Network network = network(engine); Trainer trainer = trainer(network).checkpoint(file)) {
                trainer.fit(set, 2, Progress.none());
                network.values().forEach((name, value) -> assertThat(value.data()).isEqualTo(whole.get(name).data()));
            }
            try (Network network = network(engine);
                 Trainer other = trainer(network).decay(new StepDecay(3, 0.25)).checkpoint(file)) {
                assertThatThrownBy(() -> other.fit(set, 3, Progress.none()))
                        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("another run")
                        .hasMessageContaining("rate times 0.25 every 2 steps");
            }
        }
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network).loss(Loss.SQUARED_ERROR).optimizer(Optimizers.adam(RATE)).decay(DECAY);
    }
}
