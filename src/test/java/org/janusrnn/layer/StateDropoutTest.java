package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.EveryDevice;

/** Zoneout and recurrent dropout: masks as promised in training, the mean in inference, gradients by differences. */
class StateDropoutTest {
    private static final int STEPS = 7;
    private static final int BATCH = 5;
    private static final int INPUTS = 4;
    private static final int HIDDEN = 19;
    /** Central differences in float32: the best step is about the cube root of its rounding. */
    private static final float STEP = 1e-2f;
    /** Layer normalisation bends sharply: there the differences' own error falls with the square of the step down to here. */
    private static final float NORM_STEP = 3e-4f;
    private static final double TOLERANCE = 2e-3;

    private static List<Way> ways(ClDevice device) {
        return device.slowCompiler() ? List.of(Way.TILED) : List.of(Way.values());
    }

    private static Tensor random(int stream, int... dims) {
        Tensor tensor = Tensor.zeros(dims);
        CounterRandom random = CounterRandom.of(11, stream);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = 2 * random.uniform(i) - 1;
        }
        return tensor;
    }

    private static Network network(Engine engine, Cell cell, UnaryOperator<RecurrentOptions> options) {
        return Network.builder(engine).input(INPUTS).recurrent(cell, HIDDEN, options).seed(5).build();
    }

    private static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.data().length; i++) {
            sum += (double) a.data()[i] * b.data()[i];
        }
        return sum;
    }

    /** sum(y * R) in training, with the masks of round 0; the parameters are moved by step * direction first. */
    private static double loss(Network network, Map<String, Tensor> at, float step, Batch batch, Tensor factors) {
        int stream = 100;
        for (Map.Entry<String, Tensor> entry : at.entrySet()) {
            Tensor moved = Tensor.zeros(entry.getValue().shape().toArray());
            Tensor direction = random(stream++, moved.shape().toArray());
            for (int i = 0; i < moved.data().length; i++) {
                moved.data()[i] = entry.getValue().data()[i] + step * direction.data()[i];
            }
            network.parameters().set(entry.getKey(), moved);
        }
        return dot(network.gradients(batch, factors, null).output().y(), factors);
    }

    private static void gradientsAgreeWithDifferences(Engine engine, Cell cell,
                                                      UnaryOperator<RecurrentOptions> options) {
        try (Network network = network(engine, cell, options)) {
            Batch batch = Batch.of(random(1, STEPS, BATCH, INPUTS)).lengths(7, 3, 1, 6, 7);
            Tensor factors = random(2, STEPS, BATCH, network.outputs());
            Map<String, Tensor> at = network.values();
            float step = cell.normalised() ? NORM_STEP : STEP;
            Gradients gradients = network.gradients(batch, factors, null);
            double expected = (loss(network, at, step, batch, factors) - loss(network, at, -step, batch, factors))
                    / (2 * step);
            double got = 0;
            double size = 0;
            int stream = 100;
            for (Map.Entry<String, Tensor> entry : at.entrySet()) {
                double share = dot(gradients.parameters().get(entry.getKey()),
                        random(stream++, entry.getValue().shape().toArray()));
                got += share;
                size += Math.abs(share);
            }
            assertThat(got).as(cell.name()).isCloseTo(expected, within(TOLERANCE * size));
        }
    }

    @EveryDevice
    void gradientsAgreeWithDifferences(ClDevice device) {
        for (Way way : ways(device)) {
            try (Engine engine = Engine.builder().device(device).way(way).open()) {
                for (Cell cell : List.of(Cells.lstm(), Cells.gru(), Cells.rnnTanh())) {
                    gradientsAgreeWithDifferences(engine, cell,
                            r -> r.bidirectional().zoneout(0.3, cell.states() > 1 ? 0.2 : 0));
                    gradientsAgreeWithDifferences(engine, cell,
                            r -> r.bidirectional().layers(2).recurrentDropout(0.4));
                }
                if (!device.slowCompiler()) {
                    gradientsAgreeWithDifferences(engine, Cells.lstmLayerNorm(), r -> r.recurrentDropout(0.4));
                }
                gradientsAgreeWithDifferences(engine, Cells.indrnnTanh(), r -> r.zoneout(0.3, 0));
                gradientsAgreeWithDifferences(engine, Cells.lstm(), r -> r.projection(6).recurrentDropout(0.4));
            }
        }
    }

    @EveryDevice
    void zoneoutHoldsUnitsInTrainingAndMixesInInference(ClDevice device) {
        for (Way way : ways(device)) {
            try (Engine engine = Engine.builder().device(device).way(way).open();
                 Network network = network(engine, Cells.rnnTanh(), r -> r.zoneout(0.3, 0));
                 Network plain = network(engine, Cells.rnnTanh(), r -> r)) {
                Batch batch = Batch.of(random(1, 200, BATCH, INPUTS));
                float[] y = network.gradients(batch, random(2, 200, BATCH, HIDDEN), null).output().y().data();
                int row = BATCH * HIDDEN;
                int held = 0;
                for (int i = row; i < y.length; i++) {
                    held += y[i] == y[i - row] ? 1 : 0;
                }
                // 18,905 draws: four standard deviations are 0.013.
                assertThat(held / (double) (y.length - row)).isCloseTo(0.3, within(0.013));

                plain.values().forEach((name, value) -> plain.parameters().set(name, network.parameters().get(name)));
                Batch first = Batch.of(random(1, 1, BATCH, INPUTS)).initial(States.of(random(3, 1, BATCH, HIDDEN)));
                float[] fresh = plain.run(first).y().data();
                float[] mixed = network.run(first).y().data();
                for (int i = 0; i < mixed.length; i++) {
                    double expected = 0.7 * fresh[i] + 0.3 * first.initial().h().data()[i];
                    assertThat((double) mixed[i]).isCloseTo(expected, within(3e-7));
                }
            }
        }
    }

    @EveryDevice
    void recurrentDropoutRepeatsByRoundAndRestsInInference(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open();
             Network network = network(engine, Cells.lstm(), r -> r.recurrentDropout(0.5));
             Network plain = network(engine, Cells.lstm(), r -> r)) {
            Batch batch = Batch.of(random(1, STEPS, BATCH, INPUTS));
            assertThat(network.run(batch).y().data()).isEqualTo(plain.run(batch).y().data());
            float[] first = training(network, batch, 0);
            assertThat(training(network, batch, 1)).isNotEqualTo(first);
            assertThat(training(network, batch, 0)).isEqualTo(first);
            assertThat(first).isNotEqualTo(plain.run(batch).y().data());
        }
    }

    /**
     * With all inputs 1 and U half the identity, a unit that is kept, and doubled for it, counts the steps, and one that is
     * dropped stays at 1: each of them for the whole sequence, each sequence by itself.
     */
    @EveryDevice
    void recurrentDropoutHasOneMaskForAllSteps(ClDevice device) {
        int batch = 40;
        for (Way way : ways(device)) {
            try (Engine engine = Engine.builder().device(device).way(way).open();
                 Network network = Network.builder(engine).input(1)
                         .recurrent(Cells.rnnRelu(), HIDDEN, r -> r.bias(false).recurrentDropout(0.5)).build()) {
                Tensor halves = Tensor.zeros(HIDDEN, HIDDEN);
                for (int unit = 0; unit < HIDDEN; unit++) {
                    halves.data()[unit * (HIDDEN + 1)] = 0.5f;
                }
                network.parameters().set("rnn.weight_hh_l0", halves);
                network.parameters().set("rnn.weight_ih_l0", ones(HIDDEN, 1));
                float[] y = training(network, Batch.of(ones(STEPS, batch, 1)), 0);
                int units = batch * HIDDEN;
                int kept = 0;
                for (int unit = 0; unit < units; unit++) {
                    boolean counts = y[(STEPS - 1) * units + unit] == STEPS;
                    kept += counts ? 1 : 0;
                    for (int t = 0; t < STEPS; t++) {
                        assertThat(y[t * units + unit]).isEqualTo(counts ? t + 1 : 1);
                    }
                }
                // 760 draws: four standard deviations are 0.073.
                assertThat(kept / (double) units).isCloseTo(0.5, within(0.073));
            }
        }
    }

    private static Tensor ones(int... dims) {
        Tensor tensor = Tensor.zeros(dims);
        Arrays.fill(tensor.data(), 1);
        return tensor;
    }

    private static float[] training(Network network, Batch batch, long round) {
        NetworkPlan plan = network.plan(batch, Mode.TRAINING);
        plan.begin(batch, round);
        plan.forward();
        return plan.readOutput().data();
    }

    /** Of every kind of dropout: the masks are the seed's, whatever the parameters are. */
    @EveryDevice
    void masksFollowTheNetworksSeed(ClDevice device) {
        List<UnaryOperator<NetworkBuilder>> kinds = List.of(b -> b.dropout(0.5), b -> b.dropoutOverTime(0.5),
                b -> b.recurrent(Cells.lstm(), HIDDEN, r -> r.layers(2).dropout(0.5)),
                b -> b.recurrent(Cells.lstm(), HIDDEN, r -> r.zoneout(0.5, 0.5)),
                b -> b.recurrent(Cells.lstm(), HIDDEN, r -> r.recurrentDropout(0.5)));
        Batch batch = Batch.of(random(1, STEPS, BATCH, INPUTS));
        try (Engine engine = Engine.builder().device(device).open()) {
            for (int kind = 0; kind < kinds.size(); kind++) {
                UnaryOperator<NetworkBuilder> layers = kinds.get(kind);
                try (Network one = layers.apply(Network.builder(engine).input(INPUTS)).seed(5).build();
                     Network same = layers.apply(Network.builder(engine).input(INPUTS)).seed(5).build();
                     Network other = layers.apply(Network.builder(engine).input(INPUTS)).seed(6).build()) {
                    one.values().forEach(other.parameters()::set);
                    float[] first = training(one, batch, 3);
                    assertThat(training(same, batch, 3)).as("kind %d, the same seed", kind).isEqualTo(first);
                    assertThat(training(other, batch, 3)).as("kind %d, another seed", kind).isNotEqualTo(first);
                }
            }
        }
    }

    @EveryDevice
    void whatDoesNotGoTogetherIsRefused(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open()) {
            assertThatThrownBy(() -> network(engine, Cells.mgu(), r -> r.zoneout(0.1, 0)))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("mgu");
            assertThatThrownBy(() -> network(engine, Cells.indrnnRelu(), r -> r.recurrentDropout(0.1)))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("indrnn_relu");
            assertThatThrownBy(() -> network(engine, Cells.lstm(), r -> r.recurrentDropout(1)))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("1.0");
        }
    }
}
