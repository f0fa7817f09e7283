package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.Handles;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.NoLeaks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What does not fit a network is refused before any device memory is touched, in words that name what is wrong. */
@NoLeaks.CheckedAfterAll
class NetworkErrorsTest {
    private static final Tensor X = Tensor.zeros(3, 2, 4);
    private static final Tensor DY = Tensor.zeros(3, 2, 6);
    private static final Tensor STATE = Tensor.zeros(2, 2, 5);
    private static Engine engine;
    private static Network network;
    private static Network embedding;

    @BeforeAll
    static void build() {
        engine = DeviceAndWay.onceEach().get(0).open();
        network = Network.builder(engine).input(4).recurrent(Cells.lstm(), 5, r -> r.bidirectional()).linear(6).build();
        embedding = Network.builder(engine).embedding(10, 3).linear(6).build();
    }

    @AfterAll
    static void close() {
        network.close();
        embedding.close();
        engine.close();
    }

    private static void refused(ThrowingCallable action, String... words) {
        long bytes = engine.context().allocatedBytes();
        long handles = Handles.open();
        assertThatThrownBy(action).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(words);
        assertThat(engine.context().allocatedBytes()).isEqualTo(bytes);
        assertThat(Handles.open()).isEqualTo(handles);
    }

    @Test
    void inputOfAnotherWidth() {
        refused(() -> network.run(Batch.of(Tensor.zeros(3, 2, 5))), "[T, B, 4]", "[3, 2, 5]");
        refused(() -> network.gradients(Batch.of(Tensor.zeros(3, 2, 5)), DY, null), "[T, B, 4]", "[3, 2, 5]");
    }

    @Test
    void indicesForANetworkOfValuesAndTheOtherWayRound() {
        refused(() -> network.run(Batch.of(new int[6], 3, 2)), "[T, B, 4]", "indices");
        refused(() -> embedding.run(Batch.of(X)), "embedding", "indices");
    }

    @Test
    void anIndexThatIsNoEntry() {
        refused(() -> embedding.run(Batch.of(new int[] {0, 9, 0, 0, 0, 10}, 3, 2)), "step 2 of sequence 1",
                "index 10", "embedding", "0 to 9");
        refused(() -> embedding.run(Batch.of(new int[] {0, -1, 0, 0, 0, 0}, 3, 2)), "step 0 of sequence 1",
                "index -1");
    }

    @Test
    void anIndexInThePaddingMayBeAnything() {
        Batch garbage = Batch.of(new int[] {1, 2, 3, -7, 4, 999}, 3, 2).lengths(3, 1);
        Batch zeros = Batch.of(new int[] {1, 2, 3, 0, 4, 0}, 3, 2).lengths(3, 1);
        assertThat(embedding.run(garbage).y().data()).isEqualTo(embedding.run(zeros).y().data());
        assertThat(embedding.gradients(garbage, DY, null).parameters().get("embedding.weight").data())
                .isEqualTo(embedding.gradients(zeros, DY, null).parameters().get("embedding.weight").data());
    }

    @Test
    void gradientsOfAnotherShape() {
        refused(() -> network.gradients(Batch.of(X), Tensor.zeros(3, 2, 5), null), "[3, 2, 5]", "[3, 2, 6]");
        refused(() -> network.gradients(Batch.of(X), Tensor.zeros(2, 3, 6), null), "[2, 3, 6]", "[3, 2, 6]");
        refused(() -> network.gradients(Batch.of(X), DY, new States(Tensor.zeros(1, 2, 5), STATE)),
                "gradients of the final states", "lstm", "[1, 2, 5]", "[2, 2, 5]");
        refused(() -> network.gradients(Batch.of(X), DY, new States(STATE, Tensor.zeros(2, 2, 4))),
                "gradients of the final states", "c [2, 2, 4]");
    }

    @Test
    void initialStatesOfAnotherShape() {
        refused(() -> network.run(Batch.of(X).initial(new States(Tensor.zeros(2, 3, 5), STATE))), "initial states",
                "lstm", "[2, 2, 5]", "[2, 3, 5]");
        refused(() -> network.run(Batch.of(X).initial(new States(STATE, Tensor.zeros(2, 2, 4)))), "c [2, 2, 4]");
    }

    @Test
    void initialStatesWithoutTheirC() {
        refused(() -> network.run(Batch.of(X).initial(States.of(STATE))), "initial states", "and c");
    }

    @Test
    void initialStatesWhereNothingStarts() {
        refused(() -> embedding.run(Batch.of(new int[6], 3, 2).initial(States.of(STATE))), "no recurrent layer");
        refused(() -> embedding.gradients(Batch.of(new int[6], 3, 2), DY, States.of(STATE)), "no recurrent layer");
        refused(() -> network.run(Batch.of(X).initial(new States(STATE, STATE, new States(STATE, STATE)))),
                "no recurrent layer behind the last");
    }

    @Test
    void aCThatTheCellDoesNotHave() {
        try (Network gru = Network.builder(engine).input(4).recurrent(Cells.gru(), 5).build()) {
            Tensor state = Tensor.zeros(1, 2, 5);
            refused(() -> gru.run(Batch.of(X).initial(new States(state, state))), "gru", "and c [1, 2, 5]");
        }
    }

    @Test
    void sequencesTooShortForAWindow() {
        try (Network windows = Network.builder(engine).input(4).convolution(3, 5, c -> c.padding(1).dilation(2))
                .maxPooling(3).linear(2).build()) {
            refused(() -> windows.run(Batch.of(Tensor.zeros(6, 2, 4))), "layer conv", "7 steps", "6 come", "longer");
            refused(() -> windows.run(Batch.of(Tensor.zeros(8, 2, 4))), "layer pool", "3 steps", "2 come");
            refused(() -> windows.run(Batch.of(Tensor.zeros(9, 3, 4)).lengths(9, 9, 7)), "sequence 2", "layer pool",
                    "3 steps", "1 comes");
            refused(() -> windows.gradients(Batch.of(Tensor.zeros(9, 2, 4)), Tensor.zeros(9, 2, 2), null),
                    "[9, 2, 2]", "[1, 2, 2]");
        }
    }

    @Test
    void aSessionOfWindows() {
        for (String layer : new String[] {"convolution 3 3 same", "max_pool 2", "average_pool 1 stride=2"}) {
            try (Network windows = NetworkBuilder.of(engine, "input 4; " + layer + "; lstm 5").build()) {
                refused(windows::session, "piece by piece", layer.startsWith("conv") ? "layer conv" : "layer pool",
                        "several steps");
            }
        }
        try (Network single = NetworkBuilder.of(engine, "input 4; convolution 3 1; lstm 5").build()) {
            single.session().close();
        }
    }

    @Test
    void nullIsNamed() {
        assertThatThrownBy(() -> network.run(null)).isInstanceOf(NullPointerException.class)
                .hasMessageContaining("batch");
        assertThatThrownBy(() -> network.gradients(Batch.of(X), null, null)).isInstanceOf(NullPointerException.class)
                .hasMessageContaining("gradient of the output");
    }

    @Test
    void parametersOfAnotherNameOrShape() {
        refused(() -> network.parameters().set("fc.wait", Tensor.zeros(6, 10)), "fc.wait", "fc.weight");
        refused(() -> network.parameters().set("fc.weight", Tensor.zeros(10, 6)), "fc.weight", "[6, 10]", "[10, 6]");
    }
}
