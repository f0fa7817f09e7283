package org.janusrnn.task;

import java.util.Arrays;

import org.janusrnn.tensor.CounterRandom;

/**
 * A text in which every vowel is hidden and has to be named from the characters around it. The first nine tenths are
 * for training, the rest for the test. Immutable.
 */
public final class VowelText {
    /** The classes in order: class 0 is 'a'. */
    public static final String VOWELS = "aeiou";

    private static final long WINDOW_STREAM = 0x77696e646f77L; // "window": apart from weights and dropout of one seed

    private final Alphabet alphabet;
    private final String plain;
    private final int[] inputs;
    private final int[] targets;
    private final int trainLength;

    private VowelText(String text, Alphabet alphabet) {
        this.alphabet = alphabet;
        this.plain = alphabet.plain(text.replace(Alphabet.HIDDEN, ' '));
        this.inputs = new int[plain.length()];
        this.targets = new int[plain.length()];
        this.trainLength = (int) (plain.length() * 9L / 10);
        for (int i = 0; i < inputs.length; i++) {
            int vowel = VOWELS.indexOf(plain.charAt(i));
            inputs[i] = alphabet.index(vowel < 0 ? plain.charAt(i) : Alphabet.HIDDEN);
            targets[i] = vowel < 0 ? TokenBatch.IGNORED : vowel;
        }
    }

    /** Any text, brought down to an alphabet. Underscores of the text itself become spaces. */
    public static VowelText of(String text, Alphabet alphabet) {
        return new VowelText(text, alphabet);
    }

    /** <i>Moby Dick</i>, which comes with Janus, in {@link Alphabet#english()}. */
    public static VowelText mobyDick() {
        return of(Books.mobyDick(), Alphabet.english());
    }

    public Alphabet alphabet() {
        return alphabet;
    }

    /** The text as brought down to the alphabet, vowels still in it. */
    public String plain() {
        return plain;
    }

    /** Characters for training; the test part begins there. */
    public int trainLength() {
        return trainLength;
    }

    /** Characters of the test part. */
    public int testLength() {
        return plain.length() - trainLength;
    }

    /**
     * Random windows of the training part. The same seed and step give the same windows.
     *
     * @param step      number of the training step, from 0.
     * @param length    characters of a window.
     * @param sequences number of windows; they may overlap.
     * @throws IllegalArgumentException where the training part is shorter than a window.
     */
    public TokenBatch training(long seed, long step, int length, int sequences) {
        if (length < 1 || length > trainLength) {
            throw new IllegalArgumentException("windows of " + length + " characters do not fit a training part of "
                    + trainLength);
        }
        CounterRandom random = CounterRandom.of(seed, WINDOW_STREAM);
        int[] starts = new int[sequences];
        for (int b = 0; b < sequences; b++) {
            starts[b] = random.below(step * sequences + b, trainLength - length + 1);
        }
        return windows(starts, length);
    }

    /** How many windows cover the test part, the last one perhaps not full. */
    public int testWindows(int length) {
        return (testLength() + length - 1) / length;
    }

    /**
     * Windows {@code first} to {@code first + sequences - 1} of the test part, which follow each other without a gap,
     * so that all of them together ask for every vowel once. What lies behind the end of the text is space, ignored.
     */
    public TokenBatch test(int first, int length, int sequences) {
        int[] starts = new int[sequences];
        for (int b = 0; b < sequences; b++) {
            starts[b] = Math.toIntExact(Math.min(plain.length(), trainLength + ((long) first + b) * length));
        }
        return windows(starts, length);
    }

    private TokenBatch windows(int[] starts, int length) {
        int sequences = starts.length;
        int[] windowInputs = new int[length * sequences];
        int[] windowTargets = new int[length * sequences];
        Arrays.fill(windowInputs, alphabet.index(' '));
        Arrays.fill(windowTargets, TokenBatch.IGNORED);
        for (int b = 0; b < sequences; b++) {
            int known = Math.min(length, inputs.length - starts[b]);
            for (int t = 0; t < known; t++) {
                windowInputs[t * sequences + b] = inputs[starts[b] + t];
                windowTargets[t * sequences + b] = targets[starts[b] + t];
            }
        }
        return new TokenBatch(length, sequences, windowInputs, windowTargets);
    }

    /**
     * What guessing one and the same vowel reaches.
     *
     * @param vowel  the commonest vowel of the training part.
     * @param vowels number of vowels in the test part.
     * @param share  how many of these are that vowel, 0 to 1; NaN where the test part has no vowel.
     */
    public record Majority(char vowel, int vowels, double share) {
    }

    /** The mark to beat: the training part's commonest vowel, scored on the test part. */
    public Majority majority() {
        int[] train = counts(0, trainLength);
        int[] test = counts(trainLength, plain.length());
        int best = 0;
        for (int vowel = 1; vowel < train.length; vowel++) {
            best = train[vowel] > train[best] ? vowel : best;
        }
        int vowels = Arrays.stream(test).sum();
        return new Majority(VOWELS.charAt(best), vowels, (double) test[best] / vowels);
    }

    private int[] counts(int from, int to) {
        int[] counts = new int[VOWELS.length()];
        for (int i = from; i < to; i++) {
            if (targets[i] != TokenBatch.IGNORED) {
                counts[targets[i]]++;
            }
        }
        return counts;
    }
}
