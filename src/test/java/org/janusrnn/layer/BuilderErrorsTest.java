package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.janusrnn.cell.Cells;
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

    @Test
    void dropoutThatIsNoProbability() {
        for (double probability : new double[] {-0.1, 1, 1.5, Double.NaN}) {
            refused(() -> builder().input(3).recurrent(Cells.lstm(), 4, r -> r.dropout(probability)), "dropout",
                    "" + probability);
            refused(() -> builder().input(3).dropout(probability), "dropout", "" + probability);
        }
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
