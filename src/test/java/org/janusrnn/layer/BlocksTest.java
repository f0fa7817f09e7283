package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryDevice;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Residual and densely connected blocks as parts of a network: names, models, states, streams, errors. */
class BlocksTest {
    private static final int STEPS = 7;
    private static final int BATCH = 4;

    @TempDir
    Path folder;

    private static NetworkBuilder builder(Engine engine) {
        return Network.builder(engine).input(5)
                .dense(b -> b.linear(9).batchNorm().recurrent(Cells.indrnnRelu(), 9, r -> r.recurrenceOnly()))
                .residual(b -> b.batchNorm().recurrent(Cells.lstm(), 6).dropoutOverTime(0.25)
                        .residual(inner -> inner.recurrent(Cells.gru(), 6)).linear(14))
                .residual(b -> b.layerNorm().activation(Activation.TANH)).recurrent(Cells.janet(), 3);
    }

    private static Batch batch() {
        return Batch.of(new Numbers(3).uniform(1, STEPS, BATCH, 5));
    }

    private static void refused(ThrowingCallable action, String... words) {
        assertThatThrownBy(action).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(words);
    }

    @EveryDevice
    void aModelWithBlocksIsReadAgain(ClDevice device) {
        Path file = folder.resolve("blocks.safetensors");
        try (Engine engine = Engine.builder().device(device).way(Way.TILED).open();
             Network network = builder(engine).seed(8).build()) {
            assertThat(network.architecture()).isEqualTo("input 5; dense(linear 9; batch_norm; indrnn_relu 9 "
                    + "recurrence_only); residual(batch_norm; lstm 6; dropout_over_time 0.25; residual(gru 6); "
                    + "linear 14); residual(layer_norm; tanh); janet 3 beta=1.0");
            assertThat(network.values().keySet()).contains("dense.fc.weight", "dense.bn.running_mean",
                    "dense.rnn.weight_hh_l0", "residual.rnn.weight_ih_l0", "residual.residual.rnn.bias_hh_l0",
                    "residual.fc.bias", "residual2.ln.weight", "rnn.weight_ih_l0").doesNotContain(
                    "dense.rnn.weight_ih_l0");
            network.save(file);
            try (Network again = Network.read(engine, file)) {
                assertThat(again.architecture()).isEqualTo(network.architecture());
                assertThat(again.predict(batch()).data()).isEqualTo(network.predict(batch()).data());
            }
        }
    }

    /** To the bit in the tiled way, whose sums do not depend on how many rows there are. */
    @EveryDevice
    void statesAreCarriedThroughBlocks(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).way(Way.TILED).open();
             Network network = builder(engine).build(); Session session = network.session()) {
            Batch whole = batch();
            Output want = network.run(whole);
            session.predict(whole.steps(0, 3));
            float[] rest = session.predict(whole.steps(3, STEPS)).data();
            float[] all = want.y().data();
            assertThat(rest).isEqualTo(Arrays.copyOfRange(all, all.length - rest.length, all.length));
            States carried = session.states();
            for (States states = want.states(); states != null; states = states.next()) {
                assertThat(carried.h().data()).isEqualTo(states.h().data());
                carried = carried.next();
            }
            assertThat(carried).isNull();
            assertThat(want.states().next().next().next().h().shape().dim(2)).isEqualTo(3);
        }
    }

    /** Initial states reach the layers inside blocks, and their gradients come back: against the same without a block. */
    @EveryWay
    void aBlockAroundALayerChangesOnlyWhatIsJoined(DeviceAndWay where) {
        try (Engine engine = where.open();
             Network plain = Network.builder(engine).input(6).recurrent(Cells.lstm(), 6).build();
             Network block = Network.builder(engine).input(6).residual(b -> b.recurrent(Cells.lstm(), 6)).build()) {
            plain.values().forEach((name, value) -> block.parameters().set("residual." + name, value));
            Numbers random = new Numbers(6);
            Batch batch = Batch.of(random.uniform(1, STEPS, BATCH, 6)).lengths(7, 2, 5, 7)
                    .initial(new States(random.uniform(1, 1, BATCH, 6), random.uniform(1, 1, BATCH, 6)));
            Tensor dy = random.uniform(1, STEPS, BATCH, 6);
            Gradients of = plain.gradients(batch, dy, null);
            Gradients got = block.gradients(batch, dy, null);
            assertThat(got.initial().h().data()).isEqualTo(of.initial().h().data());
            assertThat(got.initial().c().data()).isEqualTo(of.initial().c().data());
            of.parameters().forEach((name, value) -> assertThat(got.parameters().get("residual." + name).data())
                    .as(name).isEqualTo(value.data()));
            float[] x = batch.values().data();
            for (int i = 0; i < x.length; i++) {
                boolean valid = batch.valid(i / 6);
                assertThat(got.output().y().data()[i]).isEqualTo(valid ? x[i] + of.output().y().data()[i] : 0);
                assertThat(got.x().data()[i]).isEqualTo(valid ? of.x().data()[i] + dy.data()[i] : 0);
            }
        }
    }

    @EveryWay
    void oneQueueOrTwoGiveTheSameBits(DeviceAndWay where) {
        try (Engine two = where.open(); Engine one = where.builder().oneQueue().open()) {
            List<Gradients> found = List.of(gradients(two), gradients(two), gradients(one));
            for (Gradients each : found) {
                assertThat(each.output().y().data()).isEqualTo(found.get(0).output().y().data());
                assertThat(each.x().data()).isEqualTo(found.get(0).x().data());
                each.parameters().forEach((name, value) -> assertThat(value.data()).as(name)
                        .isEqualTo(found.get(0).parameters().get(name).data()));
            }
        }
    }

    private static Gradients gradients(Engine engine) {
        try (Network network = Network.builder(engine).input(5)
                .dense(b -> b.recurrent(Cells.lstm(), 4, r -> r.bidirectional().layers(2)))
                .residual(b -> b.batchNorm().recurrent(Cells.indrnnTanh(), 13, r -> r.recurrenceOnly())).build()) {
            return network.gradients(batch(), new Numbers(4).uniform(1, STEPS, BATCH, 13), null);
        }
    }

    @Test
    void whatCannotBeJoinedIsRefused() {
        refused(() -> Network.builder(null).input(5).residual(b -> b.linear(4)), "residual", "4", "5", "linear(5)");
        refused(() -> Network.builder(null).input(5).residual(b -> b.linear(5).lastStep()), "residual", "last");
        refused(() -> Network.builder(null).input(5).dense(b -> { }), "dense", "at least one layer");
        refused(() -> Network.builder(null).residual(b -> b.linear(5)), "input(size)");
        refused(() -> Network.builder(null).input(5).linear(3).residual(b -> b.recurrent(Cells.indrnnRelu(), 4,
                r -> r.recurrenceOnly())), "residual.rnn", "indrnn_relu of 4 units takes 4 numbers a row, not 3");
        refused(() -> Network.builder(null).input(5).recurrent(Cells.lstm(), 5, r -> r.recurrenceOnly()),
                "takes 20 numbers a row, not 5", "linear(20)");
        refused(() -> Network.builder(null).input(20).recurrent(Cells.lstmLayerNorm(), 5,
                r -> r.recurrenceOnly()), Cells.lstmLayerNorm().name(), "cannot be without");
    }

    @Test
    void aTextThatCannotBeReadIsRefused() {
        refused(() -> NetworkBuilder.of(null, "input 5; residual(linear 5"), "( that is not closed");
        refused(() -> NetworkBuilder.of(null, "input 5; residual(linear 5))"), ") that closes nothing");
        refused(() -> NetworkBuilder.of(null, "input 5; residual(input 5; linear 5)"), "not inside a block");
        refused(() -> NetworkBuilder.of(null, "input 5; residual(linear)"), "'linear'", "number");
        refused(() -> NetworkBuilder.of(null, "input 5; residul(linear 5)"), "residul");
    }

    @EveryDevice
    void whatNeedsWholeSequencesIsFoundInsideBlocks(ClDevice device) {
        try (Engine engine = Engine.builder().device(device).open();
             Network network = Network.builder(engine).input(4)
                     .dense(b -> b.recurrent(Cells.gru(), 2, r -> r.bidirectional())).build()) {
            refused(network::session, "dense.rnn", "from the end");
        }
    }
}
