package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlphabetTest {
    private final Alphabet english = Alphabet.english();

    @Test
    void englishHasThirtySixCharacters() {
        assertThat(english.size()).isEqualTo(36);
        assertThat(english.index(' ')).isZero();
        assertThat(english.index('_')).isEqualTo(1);
        assertThat(english.index('a')).isEqualTo(2);
        assertThat(english.index('Z')).isEqualTo(27);
        for (int i = 0; i < english.size(); i++) {
            assertThat(english.index(english.character(i))).isEqualTo(i);
        }
    }

    @Test
    void textIsBroughtDown() {
        assertThat(english.plain("\u201cWh\u2019re \u2014 (No)\r\n\t  42 w\u00e9\ud83d\udc0b!\u201d"))
                .isEqualTo("\"wh're - no w !\"");
        assertThat(english.plain("")).isEmpty();
    }

    @Test
    void anotherAlphabetKeepsItsOrderAndDropsWhatItLacks() {
        Alphabet few = Alphabet.of("b_a ");
        assertThat(few.characters()).isEqualTo("b_a ");
        assertThat(few.index('B')).isZero();
        assertThat(few.index('c')).isEqualTo(3);
        assertThat(few.plain("abc.ba")).isEqualTo("ab ba");
    }

    @ParameterizedTest
    @CsvSource({"'_a',needs ' '", "' ab',needs '_'", "' _aa',not 'a'", "' _A',not 'A'", "' _\u00e9',not '\u00e9'",
        "' _\u2019',not '\u2019'"})
    void refusesAnAlphabetThatCannotWork(String characters, String message) {
        assertThatThrownBy(() -> Alphabet.of(characters))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
