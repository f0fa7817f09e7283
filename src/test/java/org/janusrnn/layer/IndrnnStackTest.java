package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.janusrnn.schedule.Engine;
import org.janusrnn.testing.DeviceAndWay;
import org.junit.jupiter.api.Test;

/** What the stacks of IndRNN's authors are made of. */
class IndrnnStackTest {
    private static String layers(IndrnnStack stack) {
        return Network.builder(null).input(3).stack(stack).architecture();
    }

    private static String recurrence(int units) {
        return "batch_norm; indrnn_relu " + units + " nobias recurrence_only";
    }

    @Test
    void plain() {
        assertThat(layers(IndrnnStack.plain(2, 8))).isEqualTo("input 3; linear 8; " + recurrence(8) + "; linear 8; "
                + recurrence(8));
        assertThat(layers(IndrnnStack.plain(1, 8).tanh().normBehind().normPerStep(7).dropout(0.1))).isEqualTo(
                "input 3; linear 8; indrnn_tanh 8 nobias recurrence_only; batch_norm steps=7; dropout_over_time 0.1");
    }

    @Test
    void residual() {
        String block = "residual(" + recurrence(8) + "; linear 8; " + recurrence(8) + "; linear 8)";
        assertThat(layers(IndrnnStack.residual(5, 8)))
                .isEqualTo("input 3; linear 8; " + block + "; " + block + "; " + recurrence(8));
    }

    /** 4 growths; two layers of one growth each, halved: (16 + 8) / 2; then one, halved: (12 + 4) / 2. */
    @Test
    void dense() {
        String layer = "dense(linear 16; " + recurrence(16) + "; linear 4; " + recurrence(4) + "); ";
        assertThat(layers(IndrnnStack.dense(4, 2, 1))).isEqualTo("input 3; linear 16; " + recurrence(16) + "; " + layer
                + layer + "linear 12; " + recurrence(12) + "; " + layer + "linear 8; " + recurrence(8));
    }

    /** So that what libtorch was asked for is what the stacks are. */
    @Test
    void theGoldenFilesHaveThem() {
        Map<String, IndrnnStack> stacks = Map.of("indrnn-plain", IndrnnStack.plain(2, 6).tanh().normBehind(),
                "indrnn-residual", IndrnnStack.residual(3, 6), "indrnn-dense-per-step",
                IndrnnStack.dense(2, 1).normPerStep(7));
        stacks.forEach((name, stack) -> assertThat(LayerGolden.all())
                .filteredOn(golden -> golden.name().equals(name + ".safetensors"))
                .extracting(golden -> golden.file().metadata("architecture")).containsExactly(layers(stack)));
    }

    private static void refused(ThrowingCallable action, String... words) {
        assertThatThrownBy(action).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(words);
    }

    @Test
    void whatCannotBeIsRefused() {
        refused(() -> IndrnnStack.residual(20, 8), "odd", "20");
        refused(() -> IndrnnStack.residual(1, 8), "from 3 on", "1");
        refused(() -> IndrnnStack.plain(0, 8), "plain", "0");
        refused(() -> IndrnnStack.dense(16), "blocks", "0");
        refused(() -> IndrnnStack.dense(16, 8, 0), "layers of a block", "0");
        refused(() -> layers(IndrnnStack.plain(1, 0)), "outputs", "0");
        refused(() -> layers(IndrnnStack.plain(1, 8).dropout(1)), "probability", "1.0");
        refused(() -> Network.builder(null).input(3).linear(2, l -> l.heUniform(Double.NaN)), "slope", "NaN");
    }

    /** sqrt(6 / ((1 + 64) 50)) = 0.043; among 2,500 numbers the largest is near it. */
    @Test
    void linearLayersStartSmallAndWithoutBias() {
        try (Engine engine = DeviceAndWay.onceEach().get(0).open();
             Network network = Network.builder(engine).input(50).stack(IndrnnStack.plain(1, 50)).build()) {
            double largest = 0;
            for (float weight : network.parameters().get("fc.weight").data()) {
                largest = Math.max(largest, Math.abs(weight));
            }
            assertThat(largest).isBetween(0.0425, 0.04297);
            assertThat(network.parameters().get("fc.bias").data()).containsOnly(0);
        }
    }
}
