package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.FaultyDevice;
import org.janusrnn.schedule.Engine;
import org.janusrnn.testing.DeviceAndWay;
import org.junit.jupiter.api.Test;

/** A network that cannot be is refused while it is described. */
class BuilderErrorsTest {
    private static void refused(ThrowingCallable action, String... words) {
        assertThatThrownBy(action).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(words);
    }

    private static NetworkBuilder builder() {
        return Network.builder(null);   // nothing touches a device before build()
    }

    @Test
    void noInput() {
        refused(() -> builder().linear(3), "input(size)", "embedding(entries, size)");
    }

    @Test
    void twoInputs() {
        refused(() -> builder().input(3).input(3), "one input");
        refused(() -> builder().embedding(5, 3).input(3), "one input");
    }

    @Test
    void noLayer() {
        refused(() -> builder().input(3).build(), "at least one layer");
    }

    @Test
    void sizesBelowOne() {
        refused(() -> builder().input(0), "input size", "0");
        refused(() -> builder().input(3).recurrent(Cells.lstm(), 0), "hidden size", "0");
        refused(() -> builder().input(3).linear(-1), "outputs", "-1");
        refused(() -> builder().embedding(0, 3), "entries", "0");
        refused(() -> builder().embedding(3, 0), "embedding size", "0");
        refused(() -> builder().input(3).recurrent(Cells.lstm(), 4, r -> r.layers(0)), "at least 1 layer", "0");
    }

    /** Each of these would make a number of rows or weights wrap around. */
    @Test
    void sizesBeyondAllMemory() {
        refused(() -> builder().input(3).recurrent(Cells.lstm(), 1 << 29), "hidden size", "at most 67108864", "536870912");
        refused(() -> builder().embedding(Integer.MAX_VALUE, 3), "entries", "at most", "2147483647");
        refused(() -> builder().input(3).recurrent(Cells.lstm(), 4, r -> r.layers(1_000_000)), "at most 1000 layers",
                "1000000");
        refusedBeforeMemory(n -> n.input(3).recurrent(Cells.lstm(), 1 << 15), "weight_hh_l0 [131072, 32768]",
                "smaller network");
        refused(() -> builder().input(1 << 26).convolution(3, 1 << 15), "32768 steps of 67108864 numbers", "kernel");
        refusedBeforeMemory(n -> n.input(1 << 15).convolution(1 << 26, 1 << 15), "conv.weight", "smaller network");
    }

    @Test
    void startValuesThatAreNotTheCells() {
        refusedBeforeMemory(n -> n.input(3).recurrent(Cells.rnnTanh(), 4).initializer(Initializers.chrono(100)), "chrono",
                "rnn_tanh");
        refusedBeforeMemory(n -> n.input(3).residual(b -> b.recurrent(Cells.lstm(), 3,
                r -> r.initializer(Initializers.indrnn(10, 2)))), "lstm");
    }

    private static void refusedBeforeMemory(UnaryOperator<NetworkBuilder> layers, String... words) {
        FaultyDevice device = FaultyDevice.like(DeviceAndWay.onceEach().get(0).device());
        try (Engine engine = Engine.builder().device(device.device()).open()) {
            device.failAt(1);
            refused(() -> layers.apply(Network.builder(engine)).build(), words);
            assertThat(device.failed()).as("a call to the device").isFalse();
            device.failAt(0);
        }
    }

    @Test
    void namesThatAModelFileCannotSayAgain() {
        refused(() -> builder().input(3).recurrent(Cells.lstm(), 4, r -> r.name("a; linear 3")), "'a; linear 3'");
        refused(() -> builder().input(3).linear(4, l -> l.name("my head")), "name", "'my head'");
    }

    @Test
    void nullIsNamed() {
        assertThatThrownBy(() -> builder().input(3).recurrent(null, 4)).isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the cell");
        assertThatThrownBy(() -> builder().initializer(null)).isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the initializer");
    }

    @Test
    void dropoutThatIsNoProbability() {
        for (double probability : new double[] {-0.1, 1, 1.5, Double.NaN}) {
            refused(() -> builder().input(3).recurrent(Cells.lstm(), 4, r -> r.dropout(probability)), "dropout",
                    "" + probability);
            refused(() -> builder().input(3).dropout(probability), "dropout", "" + probability);
        }
    }

    @Test
    void regularisationOfWhatIsNotThere() {
        refused(() -> builder().input(3).recurrent(Cells.lstm(), 4, r -> r.dropout(0.2)), "rnn: dropout", "layers(2)");
        refused(() -> builder().input(3).recurrent(Cells.gru(), 4, r -> r.zoneout(0.1, 0.2)), "rnn: zoneout of c is 0.2",
                "gru has no state but h");
        builder().input(3).recurrent(Cells.lstm(), 4, r -> r.layers(2).dropout(0.2).zoneout(0.1, 0.2));
    }

    @Test
    void windowsOverTimeThatCannotBe() {
        refused(() -> builder().input(3).convolution(4, 0), "kernel", "at least 1", "0");
        refused(() -> builder().input(3).convolution(0, 3), "outputs", "0");
        refused(() -> builder().input(3).convolution(4, 3, c -> c.stride(0)), "stride", "0");
        refused(() -> builder().input(3).convolution(4, 3, c -> c.dilation(-2)), "dilation", "-2");
        refused(() -> builder().input(3).convolution(4, 3, c -> c.padding(-1)), "padding", "-1");
        refused(() -> builder().input(3).convolution(4, 3, c -> c.stride(2).same()), "stride 2", "padding");
        refused(() -> builder().input(3).convolution(4, 20_000, c -> c.dilation(2)), "20000", "dilation of 2", "steps");
        refused(() -> builder().input(3).maxPooling(0), "kernel", "0");
        refused(() -> builder().input(3).averagePooling(2, p -> p.stride(-1)), "stride", "-1");
        refused(() -> builder().input(3).linear(2).maxPooling(3).maxPooling(3, p -> p.padding(2)), "pool2",
                "half of its kernel 3", "2");
    }

    @Test
    void finalStatesOfNoDirections() {
        refused(() -> builder().input(3).finalStates(), "recurrent layer", "right before", "lastStep()");
        refused(() -> builder().input(3).recurrent(Cells.gru(), 4).linear(2).finalStates(), "right before");
        refused(() -> builder().input(3).recurrent(Cells.gru(), 4, r -> r.bidirectionalSum()).finalStates(),
                "side by side");
    }

    @Test
    void aTextThatCannotBeRead() {
        refused(() -> NetworkBuilder.of(null, "input 3; convolution 4"), "'convolution 4'", "missing or broken");
        refused(() -> NetworkBuilder.of(null, "input 3; convolution 4 3 pad=1"), "pad=1");
        refused(() -> NetworkBuilder.of(null, "input 3; max_pool 3 dilation=2"), "dilation=2");
    }

    @Test
    void twoLayersOfOneName() {
        try (Engine engine = DeviceAndWay.onceEach().get(0).open()) {
            refused(() -> Network.builder(engine).input(3).recurrent(Cells.gru(), 4, r -> r.name(""))
                    .recurrent(Cells.gru(), 4, r -> r.name("")).build(), "weight_ih_l0", "names");
        }
    }

    @Test
    void oneBuilderForTwoNetworks() {
        try (Engine engine = DeviceAndWay.onceEach().get(0).open()) {
            NetworkBuilder builder = Network.builder(engine).input(3).linear(2);
            builder.build().close();
            assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one network");
        }
    }
}
