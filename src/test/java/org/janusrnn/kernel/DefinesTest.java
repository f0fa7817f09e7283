package org.janusrnn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinesTest {
    @Test
    void optionsInTheOrderGiven() {
        Defines defines = Defines.of().with("TILE", 16).with("CELL", "lstm").with("SLOPE", 0.1f)
                .with("BIG", 1L << 40).with("FLAG", true).with("OFF", false).with("TINY", 1e-20f);
        assertThat(defines.options()).isEqualTo(
                "-DTILE=16 -DCELL=lstm -DSLOPE=0.1f -DBIG=1099511627776L -DFLAG=1 -DOFF=0 -DTINY=1.0E-20f");
        assertThat(Defines.of().options()).isEmpty();
    }

    @Test
    void immutableAndComparedByContent() {
        Defines one = Defines.of().with("A", 1);
        assertThat(one.with("A", 2).options()).isEqualTo("-DA=2");
        assertThat(one.with("B", 2).with("A", 3).options()).isEqualTo("-DA=3 -DB=2");
        assertThat(one.options()).isEqualTo("-DA=1");
        assertThat(one).isEqualTo(Defines.of().with("A", 1)).hasSameHashCodeAs(Defines.of().with("A", 1));
        assertThat(one).isNotEqualTo(Defines.of().with("A", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "a;b", "x\"", "9lives", "-DX"})
    void onlyWords(String word) {
        assertThatThrownBy(() -> Defines.of().with(word, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Defines.of().with("A", word)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kernel parameter A");
    }

    @Test
    void onlyValuesThatCHas() {
        for (Object value : new Object[] {Float.NaN, Float.POSITIVE_INFINITY, 1.0, 'c', new int[1]}) {
            assertThatThrownBy(() -> Defines.of().with("A", value)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
