package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

class VowelTextTest {
    private static final VowelText BOOK = VowelText.mobyDick();

    /** Counted with a few lines of Python from the same file. */
    @Test
    void theBookHasItsKnownCounts() {
        assertThat(BOOK.plain()).hasSize(1_185_880)
                .startsWith("chapter . loomings. call me ishmael. some years ago-never mi")
                .endsWith("n as it rolled five thousand years ago. ");
        assertThat(BOOK.trainLength()).isEqualTo(1_067_292);
        assertThat(BOOK.testLength()).isEqualTo(118_588);
        assertThat(BOOK.plain().substring(BOOK.trainLength())).startsWith("sun astern?\" upon this every soul");
        assertThat(BOOK.testWindows(64)).isEqualTo(1853);
    }

    @Test
    void theMajorityVowelIsE() {
        VowelText.Majority majority = BOOK.majority();
        assertThat(majority.vowel()).isEqualTo('e');
        assertThat(majority.vowels()).isEqualTo(34_085);
        assertThat(majority.share()).isCloseTo(11_470.0 / 34_085, within(1e-12));
    }

    @Test
    void majorityIsThatOfTheTrainingPartScoredOnTheTestPart() {
        VowelText.Majority majority = VowelText.of("oooooooo.a.bou.oi_xx", Alphabet.english()).majority();
        assertThat(majority).isEqualTo(new VowelText.Majority('o', 0, Double.NaN));
        assertThat(VowelText.of("oooiiiiiaaaaaaaaaaoi", Alphabet.english()).majority())
                .isEqualTo(new VowelText.Majority('a', 2, 0));
    }

    /** Nine characters, eight of them for training, so that a window of eight can only be those. */
    @Test
    void vowelsAreHiddenAndBecomeTheTargets() {
        VowelText text = VowelText.of("Axe_ I\nOwu", Alphabet.english());
        assertThat(text.plain()).isEqualTo("axe i owu");
        assertThat(text.trainLength()).isEqualTo(8);
        TokenBatch batch = text.training(1, 0, 8, 2);
        assertThat(column(batch, 0)).isEqualTo(column(batch, 1)).isEqualTo("_x_ _ _w");
        assertThat(batch.targets())
                .containsExactly(0, 0, -1, -1, 1, 1, -1, -1, 2, 2, -1, -1, 3, 3, -1, -1);
        assertThat(batch.targetCount()).isEqualTo(8);
        TokenBatch test = text.test(0, 2, 2);
        assertThat(column(test, 0)).isEqualTo("_ ");
        assertThat(column(test, 1)).isEqualTo("  ");
        assertThat(test.targets()).containsExactly(4, -1, -1, -1);
    }

    @Test
    void testWindowsAskForEveryVowelOfTheTestPartOnce() {
        StringBuilder read = new StringBuilder();
        int targets = 0;
        for (int first = 0; first < BOOK.testWindows(64); first += 32) {
            TokenBatch batch = BOOK.test(first, 64, 32);
            targets += batch.targetCount();
            for (int b = 0; b < 32; b++) {
                read.append(column(batch, b));
            }
        }
        assertThat(targets).isEqualTo(34_085);
        assertThat(read.toString().stripTrailing())
                .isEqualTo(BOOK.plain().substring(BOOK.trainLength()).replaceAll("[aeiou]", "_").stripTrailing());
    }

    @Test
    void trainingWindowsAreDrawnFromTheTrainingPartAndRepeatable() {
        String train = BOOK.plain().substring(0, BOOK.trainLength()).replaceAll("[aeiou]", "_");
        Set<String> windows = new HashSet<>();
        for (int step = 0; step < 4; step++) {
            TokenBatch batch = BOOK.training(5, step, 64, 8);
            assertThat(batch.inputs()).isEqualTo(BOOK.training(5, step, 64, 8).inputs());
            for (int b = 0; b < 8; b++) {
                assertThat(train).contains(column(batch, b));
                windows.add(column(batch, b));
            }
        }
        assertThat(windows).as("32 windows of a million places").hasSize(32);
        assertThat(BOOK.training(6, 0, 64, 8).inputs()).isNotEqualTo(BOOK.training(5, 0, 64, 8).inputs());
    }

    /** A training part of 9 has two windows of 8: both must come, the first place and the last. */
    @Test
    void trainingWindowsReachBothEnds() {
        VowelText text = VowelText.of("bcdfghjklm", Alphabet.english());
        Set<String> windows = new HashSet<>();
        TokenBatch batch = text.training(0, 0, 8, 64);
        for (int b = 0; b < 64; b++) {
            windows.add(column(batch, b));
        }
        assertThat(windows).containsExactlyInAnyOrder("bcdfghjk", "cdfghjkl");
    }

    @Test
    void refusesWindowsThatDoNotFit() {
        VowelText text = VowelText.of("bcdfghjklm", Alphabet.english());
        assertThatThrownBy(() -> text.training(0, 0, 10, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("windows of 10 characters do not fit a training part of 9");
    }

    @Test
    void aBatchHoldsWhatItsShapeSays() {
        assertThatThrownBy(() -> new TokenBatch(2, 3, new int[6], new int[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 sequences of 2 positions need 6 inputs and targets, got 6 and 5");
    }

    private static String column(TokenBatch batch, int sequence) {
        StringBuilder column = new StringBuilder();
        for (int t = 0; t < batch.length(); t++) {
            column.append(Alphabet.english().character(batch.inputs()[t * batch.sequences() + sequence]));
        }
        return column.toString();
    }
}
