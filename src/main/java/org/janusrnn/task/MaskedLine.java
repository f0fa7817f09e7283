package org.janusrnn.task;

import java.util.Arrays;

/**
 * A line with hidden vowels: what a network reads of it, and the line again once the network has named the vowels.
 * The network reads it as {@link VowelText} showed it in training, brought down to the alphabet and with no vowel in
 * sight; the line keeps its capitals, marks and spaces.
 */
public final class MaskedLine {
    private final char[] line;
    private final boolean[] hidden;
    private final boolean[] capital;
    private final int[] inputs;
    private final int[] places;

    private MaskedLine(char[] line, boolean[] hidden, boolean[] capital, Alphabet alphabet) {
        this.line = line;
        this.hidden = hidden;
        this.capital = capital;
        int[] codes = new int[line.length];
        int[] origins = new int[line.length];
        int count = 0;
        int space = alphabet.index(' ');
        for (int i = 0; i < line.length; i++) {
            boolean vowel = VowelText.VOWELS.indexOf(alphabet.plain(line[i])) >= 0;
            int code = alphabet.index(vowel ? Alphabet.HIDDEN : line[i]);
            if (code != space || count == 0 || codes[count - 1] != space) {
                codes[count] = code;
                origins[count] = i;
                count++;
            }
        }
        this.inputs = Arrays.copyOf(codes, count);
        this.places = Arrays.copyOf(origins, count);
    }

    /**
     * A line in which underscores stand for the vowels to be found. Vowels that are not hidden stay as they are. A
     * found vowel is a capital where its word has two capitals or more and no small letter, as in CH_PT_R.
     */
    public static MaskedLine of(String line, Alphabet alphabet) {
        char[] characters = line.toCharArray();
        boolean[] hidden = new boolean[characters.length];
        boolean[] capital = new boolean[characters.length];
        for (int i = 0; i < characters.length; i++) {
            hidden[i] = characters[i] == Alphabet.HIDDEN;
            capital[i] = hidden[i] && inCapitals(characters, i);
        }
        return new MaskedLine(characters, hidden, capital, alphabet);
    }

    /** A line of which every vowel is hidden, and found as a capital where it was one. */
    public static MaskedLine hide(String line, Alphabet alphabet) {
        char[] characters = line.toCharArray();
        boolean[] hidden = new boolean[characters.length];
        boolean[] capital = new boolean[characters.length];
        for (int i = 0; i < characters.length; i++) {
            hidden[i] = VowelText.VOWELS.indexOf(alphabet.plain(characters[i])) >= 0;
            capital[i] = hidden[i] && Character.isUpperCase(characters[i]);
            characters[i] = hidden[i] ? Alphabet.HIDDEN : characters[i];
        }
        return new MaskedLine(characters, hidden, capital, alphabet);
    }

    /** The line as it is shown, with underscores. */
    public String text() {
        return new String(line);
    }

    /** How many vowels are to be found. */
    public int hiddenCount() {
        int count = 0;
        for (boolean isHidden : hidden) {
            count += isHidden ? 1 : 0;
        }
        return count;
    }

    /** Indices of the characters that the network reads, one sequence; empty for an empty line. */
    public int[] inputs() {
        return inputs.clone();
    }

    /**
     * The line with its vowels.
     *
     * @param vowels a class of {@link VowelText#VOWELS} for each of {@link #inputs()}; looked at only where a vowel is
     *               hidden.
     * @throws IllegalArgumentException for the wrong number of classes, or one that there is not.
     */
    public String restore(int[] vowels) {
        if (vowels.length != inputs.length) {
            throw new IllegalArgumentException("a line of " + inputs.length + " characters needs as many vowel classes, "
                    + "got " + vowels.length);
        }
        char[] restored = line.clone();
        for (int i = 0; i < vowels.length; i++) {
            int place = places[i];
            if (!hidden[place]) {
                continue;
            }
            if (vowels[i] < 0 || vowels[i] >= VowelText.VOWELS.length()) {
                throw new IllegalArgumentException("class " + vowels[i] + " at character " + i + " is none of the "
                        + VowelText.VOWELS.length() + " vowels");
            }
            char vowel = VowelText.VOWELS.charAt(vowels[i]);
            restored[place] = capital[place] ? Character.toUpperCase(vowel) : vowel;
        }
        return new String(restored);
    }

    private static boolean inCapitals(char[] line, int place) {
        int from = place;
        while (from > 0 && inWord(line[from - 1])) {
            from--;
        }
        int capitals = 0;
        for (int i = from; i < line.length && inWord(line[i]); i++) {
            if (Character.isLowerCase(line[i])) {
                return false;
            }
            capitals += Character.isUpperCase(line[i]) ? 1 : 0;
        }
        return capitals >= 2;
    }

    private static boolean inWord(char character) {
        return Character.isLetter(character) || character == Alphabet.HIDDEN;
    }
}
