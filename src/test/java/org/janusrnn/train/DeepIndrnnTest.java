package org.janusrnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.IndrnnStack;
import org.janusrnn.layer.Initializers;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;

/** Deep stacks of IndRNN learn what needs a memory, 21 layers too. */
class DeepIndrnnTest {
    private static final int STEPS = 16;
    private static final int SEQUENCES = 24;
    private static final int CLASSES = 3;

    /** Which of the classes was named at the first step? Noise follows; asked is behind the last step. */
    private static TrainingBatch recall(long seed) {
        Random random = new Random(seed);
        int[] classes = new int[SEQUENCES];
        Tensor x = Tensor.zeros(STEPS, SEQUENCES, CLASSES);
        for (int i = 0; i < x.data().length; i++) {
            x.data()[i] = (float) (i < SEQUENCES * CLASSES ? 0 : 0.3 * random.nextGaussian());
        }
        for (int b = 0; b < SEQUENCES; b++) {
            classes[b] = random.nextInt(CLASSES);
            x.data()[b * CLASSES + classes[b]] = 2;
        }
        return TrainingBatch.of(Batch.of(x), classes);
    }

    private static DataSet recalls(int count) {
        return DataSet.of(LongStream.range(0, count).mapToObj(DeepIndrnnTest::recall)
                .toArray(TrainingBatch[]::new));
    }

    private static Network network(Engine engine, IndrnnStack stack) {
        return Network.builder(engine).input(CLASSES).stack(stack).lastStep().linear(CLASSES)
                .initializer(Initializers.indrnn(STEPS, 2)).build();
    }

    private static double norm(Tensor tensor) {
        double sum = 0;
        for (float value : tensor.data()) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    /** Gradients reach the first layer through all 21: a factor of 2 a layer either way would be 2 million. */
    private static void gradientsReachTheFirstLayer(Network network) {
        Tensor dy = Tensor.zeros(1, SEQUENCES, CLASSES);
        Random random = new Random(5);
        for (int i = 0; i < dy.data().length; i++) {
            dy.data()[i] = random.nextFloat() - 0.5f;
        }
        Map<String, Tensor> gradients = network.gradients(recall(99).input(), dy, null).parameters();
        double first = norm(gradients.get("fc.weight"));
        double last = norm(gradients.get("fc2.weight"));
        assertThat(first / last).as("norms of the first layer's gradient and of the last one's").isBetween(1e-3, 1e3);
    }

    private static void learns(Network network) {
        try (Trainer trainer = Trainer.of(network).optimizer(Optimizers.adam(0.004)).clipNorm(5)) {
            Score before = trainer.evaluate(recalls(1));
            trainer.fit(recalls(10), 4, Progress.none());
            Score after = trainer.evaluate(DataSet.of(recall(1000), recall(1001)));
            // Who knows nothing has a loss of log 3 = 1.1; the sequences are others than those it was trained on.
            assertThat(before.loss()).isBetween(0.9, 1.4);
            assertThat(after.loss()).isLessThan(0.5);
        }
    }

    @EveryWay
    void aResidualStackOf21LayersLearns(DeviceAndWay on) {
        try (Engine engine = on.open();
             Network network = network(engine, IndrnnStack.residual(21, 12).dropout(0.02))) {
            assertThat(network.values().keySet().stream().filter(name -> name.endsWith("rnn.weight_hh_l0")
                    || name.endsWith("rnn2.weight_hh_l0"))).hasSize(21);
            gradientsReachTheFirstLayer(network);
            if (!on.slow()) {    // such a device takes a minute for it; the gradients say the same
                learns(network);
            }
        }
    }

    @EveryWay
    void aDenseStackLearns(DeviceAndWay on) {
        assumeFalse(on.slow(), "takes a minute; blocks are tested there one by one");
        try (Engine engine = on.open();
             Network network = network(engine, IndrnnStack.dense(4, 3, 2))) {
            learns(network);
        }
    }
}
