package org.janusrnn.task;

import java.util.Arrays;

/**
 * The few characters a network reads, each with its index. Any text is brought down to them: letters lower-cased,
 * typographic quotes and dashes made plain, anything else a space, and no two spaces in a row.
 */
public final class Alphabet {
    /** Stands where a character is hidden and has to be guessed. */
    public static final char HIDDEN = '_';

    private static final char SPACE = ' ';
    private static final int UNKNOWN = -1;
    private static final int ASCII = 128;
    private static final Alphabet ENGLISH = of(" _abcdefghijklmnopqrstuvwxyz,.;'-!\"?");

    private final String characters;
    private final int[] index = new int[ASCII];

    private Alphabet(String characters) {
        this.characters = characters;
        Arrays.fill(index, UNKNOWN);
        for (int i = 0; i < characters.length(); i++) {
            index[characters.charAt(i)] = i;
        }
    }

    /** 36 characters: space, underscore, the letters, and the eight commonest marks of <i>Moby Dick</i>. */
    public static Alphabet english() {
        return ENGLISH;
    }

    /**
     * An alphabet of the given characters in the given order, as a model file keeps it.
     *
     * @throws IllegalArgumentException where one stands twice, is a capital or beyond ASCII, or where the space or
     *                                  the underscore is missing.
     */
    public static Alphabet of(String characters) {
        for (char character : characters.toCharArray()) {
            boolean twice = characters.indexOf(character) != characters.lastIndexOf(character);
            if (twice || plainForm(character) != character || character >= ASCII) {
                throw new IllegalArgumentException("an alphabet holds plain lower-case characters once each, not '"
                        + character + "' in \"" + characters + "\"");
            }
        }
        for (char needed : new char[] {SPACE, HIDDEN}) {
            if (characters.indexOf(needed) < 0) {
                throw new IllegalArgumentException(
                        "an alphabet needs '" + needed + "', which \"" + characters + "\" lacks");
            }
        }
        return new Alphabet(characters);
    }

    /** Number of characters. */
    public int size() {
        return characters.length();
    }

    /** The characters in the order of their indices. */
    public String characters() {
        return characters;
    }

    /** The character of an index in [0, size). */
    public char character(int index) {
        return characters.charAt(index);
    }

    /** The index of what a character of any text is brought down to. */
    public int index(char character) {
        return index[plain(character)];
    }

    /** What a single character is brought down to; a space where this alphabet has nothing for it. */
    public char plain(char character) {
        char plain = plainForm(character);
        return plain < ASCII && index[plain] != UNKNOWN ? plain : SPACE;
    }

    /** A text brought down to this alphabet; shorter than the original where spaces ran together. */
    public String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        char before = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = plain(text.charAt(i));
            if (character != SPACE || before != SPACE) {
                plain.append(character);
            }
            before = character;
        }
        return plain.toString();
    }

    private static char plainForm(char character) {
        return switch (character) {
            case '\u2018', '\u2019' -> '\'';
            case '\u201c', '\u201d' -> '"';
            case '\u2013', '\u2014' -> '-';
            default -> Character.toLowerCase(character);
        };
    }
}
