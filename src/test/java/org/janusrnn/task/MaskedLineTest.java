package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MaskedLineTest {
    private static final int A = 0;
    private static final int E = 1;
    private static final int I = 2;
    private static final int U = 4;
    private final Alphabet english = Alphabet.english();

    @Test
    void restoresALineAndKeepsCapitalsMarksAndSpaces() {
        MaskedLine line = MaskedLine.of("C_ll  m_, (_shm__l)?", english);
        assertThat(read(line)).isEqualTo("c_ll m_, _shm__l ?");
        assertThat(line.hiddenCount()).isEqualTo(5);
        assertThat(line.restore(vowels(line, A, E, I, A, E))).isEqualTo("Call  me, (ishmael)?");
    }

    @Test
    void vowelsThatAreNotHiddenAreUnseenByTheNetworkButStay() {
        MaskedLine line = MaskedLine.of("Ahoy, m_te", english);
        assertThat(read(line)).isEqualTo("_h_y, m_t_");
        assertThat(line.hiddenCount()).isOne();
        assertThat(line.restore(vowels(line, U, U, A, U))).isEqualTo("Ahoy, mate");
    }

    @Test
    void wordsInCapitalsStayInCapitals() {
        MaskedLine line = MaskedLine.of("CH_PT_R C_LL_, W_ll_ _", english);
        assertThat(line.restore(vowels(line, A, E, A, A, I, E, A))).isEqualTo("CHAPTER CALLA, Wille a");
    }

    @Test
    void hidesAndFindsATextAgain() {
        String text = "Call me Ishmael. Some  years ago\u2014never \u00c9 AHAB: 3\ud83d\udc0b IOU";
        MaskedLine line = MaskedLine.hide(text, english);
        assertThat(line.text()).isEqualTo("C_ll m_ _shm__l. S_m_  y__rs _g_\u2014n_v_r \u00c9 _H_B: 3\ud83d\udc0b ___");
        assertThat(line.restore(vowels(line, 0, 1, 2, 0, 1, 3, 1, 1, 0, 0, 3, 1, 1, 0, 0, 2, 3, 4))).isEqualTo(text);
    }

    /** What is read of a line must be what was read in training. */
    @Test
    void readsATextAsTrainingDid() {
        VowelText text = VowelText.of("The \u2018Whale\u2019  sank,\nand 1 swam!xxxx", english);
        MaskedLine line = MaskedLine.hide("The \u2018Whale\u2019  sank,\nand 1 swam!", english);
        assertThat(line.inputs()).containsExactly(text.training(0, 0, 27, 1).inputs());
    }

    @Test
    void anEmptyLineIsRestoredToNothing() {
        MaskedLine line = MaskedLine.of("", english);
        assertThat(line.inputs()).isEmpty();
        assertThat(line.restore(new int[0])).isEmpty();
    }

    @Test
    void refusesTheWrongNumberOfClassesAndAnUnknownClass() {
        MaskedLine line = MaskedLine.of("m_", english);
        assertThatThrownBy(() -> line.restore(new int[1])).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a line of 2 characters needs as many vowel classes, got 1");
        assertThatThrownBy(() -> line.restore(new int[] {0, 5})).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class 5 at character 1 is none of the 5 vowels");
        assertThat(line.restore(new int[] {99, 1})).isEqualTo("me");
    }

    private String read(MaskedLine line) {
        StringBuilder read = new StringBuilder();
        for (int input : line.inputs()) {
            read.append(english.character(input));
        }
        return read.toString();
    }

    /** The named vowels in turn at the underscores that are read, nonsense everywhere else. */
    private int[] vowels(MaskedLine line, int... found) {
        String read = read(line);
        int[] vowels = new int[read.length()];
        int next = 0;
        for (int i = 0; i < vowels.length; i++) {
            vowels[i] = read.charAt(i) == Alphabet.HIDDEN ? found[next++] : -7;
        }
        assertThat(next).isEqualTo(found.length);
        return vowels;
    }
}
