package org.janusrnn.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CounterRandomTest {
    private static final int MANY = 200_000;

    /** The three vectors that the authors publish for philox4x32-10 (Random123, tests/kat_vectors). */
    @Test
    void agreesWithThePublishedVectors() {
        assertThat(CounterRandom.philox(0, 0, 0, 0, 0, 0))
                .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(CounterRandom.philox(-1, -1, -1, -1, -1, -1))
                .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(CounterRandom.philox(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    /** The same vector through the public face pins which part of the counter is index and which is stream. */
    @Test
    void layoutOfCounterAndKeyIsTheDocumentedOne() {
        long block = 0x05a308d3_243f6a88L;
        CounterRandom random = CounterRandom.of(0x299f31d0_a4093822L, 0x03707344_13198a2eL);
        int[] expected = CounterRandom.philox(0x243f6a88, 0x05a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0);
        for (int word = 0; word < 4; word++) {
            assertThat(random.bits(4 * block + word)).isEqualTo(expected[word]);
        }
        assertThat(CounterRandom.of(0, 0).bits(2)).isEqualTo(0xbc57ac4c);
    }

    @Test
    void seedStreamAndIndexAllMatter() {
        int bits = CounterRandom.of(1, 2).bits(3);
        assertThat(CounterRandom.of(1, 2).bits(3)).isEqualTo(bits);
        assertThat(new int[] {CounterRandom.of(2, 2).bits(3), CounterRandom.of(1, 3).bits(3),
                CounterRandom.of(1, 2).bits(4), CounterRandom.of(1L << 32 | 1, 2).bits(3),
                CounterRandom.of(1, 1L << 32 | 2).bits(3), CounterRandom.of(1, 2).bits(1L << 40 | 3)})
                .doesNotContain(bits);
    }

    /** Standard error of the mean of 200,000 uniforms is 0.00065, of their variance 0.00017: five of them allowed. */
    @Test
    void uniformFillsTheUnitInterval() {
        CounterRandom random = CounterRandom.of(7, 0);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < MANY; i++) {
            float value = random.uniform(i);
            assertThat(value).isGreaterThanOrEqualTo(0).isLessThan(1);
            sum += value;
            squares += (value - 0.5) * (value - 0.5);
        }
        assertThat(sum / MANY).isCloseTo(0.5, within(0.0033));
        assertThat(squares / MANY).isCloseTo(1.0 / 12, within(0.0009));
    }

    /** Standard errors: mean 0.0022, variance 0.0032, fourth moment 0.022; P(|x| > 1.96) = 0.05 with error 0.0005. */
    @Test
    void gaussianHasTheMomentsOfANormal() {
        CounterRandom random = CounterRandom.of(7, 1);
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        int outside = 0;
        for (int i = 0; i < MANY; i++) {
            double value = random.gaussian(i);
            sum += value;
            squares += value * value;
            fourth += value * value * value * value;
            outside += Math.abs(value) > 1.959964 ? 1 : 0;
        }
        assertThat(sum / MANY).isCloseTo(0, within(0.011));
        assertThat(squares / MANY).isCloseTo(1, within(0.016));
        assertThat(fourth / MANY).isCloseTo(3, within(0.11));
        assertThat((double) outside / MANY).isCloseTo(0.05, within(0.0025));
    }

    /** 20,000 draws a bin, standard error 134: five of them allowed. */
    @Test
    void belowFillsItsBinsEvenly() {
        CounterRandom random = CounterRandom.of(-3, 9);
        int[] bins = new int[10];
        for (int i = 0; i < MANY; i++) {
            bins[random.below(i, 10)]++;
        }
        for (int bin : bins) {
            assertThat(bin).isBetween(19_330, 20_670);
        }
        assertThat(random.below(5, 1)).isZero();
        assertThat(random.below(5, Integer.MAX_VALUE)).isNotNegative();
    }

    @Test
    void belowRefusesABoundThatIsNotPositive() {
        assertThatThrownBy(() -> CounterRandom.of(0, 0).below(0, 0))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("positive bound, got 0");
    }
}
