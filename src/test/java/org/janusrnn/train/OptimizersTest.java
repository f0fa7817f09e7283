package org.janusrnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.janusrnn.train.Optimizer.Adam;
import org.janusrnn.train.Optimizer.Rmsprop;
import org.janusrnn.train.Optimizer.Sgd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizersTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    @Test
    void defaultsArePyTorchs() {
        assertThat(Optimizers.sgd(0.1)).isEqualTo(new Sgd(0.1, 0, false, 0));
        assertThat(Optimizers.adam(0.1)).isEqualTo(new Adam(0.1, 0.9, 0.999, 1e-8, 0, false));
        assertThat(Optimizers.adamW(0.1)).isEqualTo(new Adam(0.1, 0.9, 0.999, 1e-8, 0.01, true));
        assertThat(Optimizers.rmsprop(0.1)).isEqualTo(new Rmsprop(0.1, 0.99, 1e-8, 0, 0, false));
    }

    @Test
    void settingsAddUpAndChangeNothingElse() {
        assertThat(Optimizers.sgd(0.1).momentum(0.9).nesterov(true).weightDecay(0.01))
                .isEqualTo(new Sgd(0.1, 0.9, true, 0.01));
        assertThat(Optimizers.adam(0.1).betas(0.5, 0.6).epsilon(1e-4).weightDecay(0.02))
                .isEqualTo(new Adam(0.1, 0.5, 0.6, 1e-4, 0.02, false));
        assertThat(Optimizers.adamW(0.1).betas(0.5, 0.6).epsilon(1e-4).weightDecay(0.02))
                .isEqualTo(new Adam(0.1, 0.5, 0.6, 1e-4, 0.02, true));
        assertThat(Optimizers.rmsprop(0.1).alpha(0.5).epsilon(1e-4).weightDecay(0.02).momentum(0.3).centered(true))
                .isEqualTo(new Rmsprop(0.1, 0.5, 1e-4, 0.3, 0.02, true));
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                refused("learning rate must be above 0", Optimizers::sgd, 0, -1, NAN, INFINITE, 1e-60, 1e60),
                refused("learning rate must be above 0", Optimizers::adam, 0, -1, NAN, INFINITE),
                refused("learning rate must be above 0", Optimizers::adamW, 0, -1, NAN, INFINITE),
                refused("learning rate must be above 0", Optimizers::rmsprop, 0, -1, NAN, INFINITE),
                refused("momentum must be 0 to less than 1", Optimizers.sgd(1)::momentum, -0.1, 1, NAN, INFINITE),
                refused("weight decay must be 0 or more", Optimizers.sgd(1)::weightDecay, -0.1, NAN, INFINITE),
                refused("beta 1 must be 0 to less than 1", b -> Optimizers.adam(1).betas(b, 0.9), -0.1, 1, NAN),
                refused("beta 2 must be 0 to less than 1", b -> Optimizers.adamW(1).betas(0.9, b), -0.1, 1, NAN,
                        1 - 1e-12),
                refused("epsilon must be above 0", Optimizers.adam(1)::epsilon, 0, -1e-8, NAN, INFINITE, 1e-60),
                refused("weight decay must be 0 or more", Optimizers.adamW(1)::weightDecay, -0.1, NAN),
                refused("alpha must be 0 to less than 1", Optimizers.rmsprop(1)::alpha, -0.1, 1, NAN),
                refused("epsilon must be above 0", Optimizers.rmsprop(1)::epsilon, 0, -1e-8, NAN),
                refused("weight decay must be 0 or more", Optimizers.rmsprop(1)::weightDecay, -0.1, NAN),
                refused("momentum must be 0 to less than 1", Optimizers.rmsprop(1)::momentum, -0.1, 1, NAN))
                .flatMap(cases -> cases);
    }

    private static Stream<Arguments> refused(String message, DoubleFunction<Optimizer> maker, double... values) {
        return Arrays.stream(values).mapToObj(value -> Arguments.of(message, value, maker));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("outOfRange")
    void aSettingOutOfRangeIsNamedWithItsValue(String message, double value, DoubleFunction<Optimizer> maker) {
        assertThatThrownBy(() -> maker.apply(value)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the " + message).hasMessageEndingWith(", not " + value);
    }

    @Test
    void nesterovNeedsMomentum() {
        assertThatThrownBy(() -> Optimizers.sgd(1).nesterov(true)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a momentum above 0");
        assertThatThrownBy(() -> Optimizers.sgd(1).momentum(0.9).nesterov(true).momentum(0))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("needs a momentum above 0");
    }

    @Test
    void theEdgesOfTheRangesAreAllowed() {
        assertThat(Optimizers.sgd(1e-30).momentum(0).weightDecay(0).rate()).isEqualTo(1e-30);
        assertThat(Optimizers.adam(1e30).betas(0, 0).weightDecay(0).beta1()).isZero();
        assertThat(Optimizers.rmsprop(1).alpha(0).momentum(0.999).momentum()).isEqualTo(0.999);
    }
}
