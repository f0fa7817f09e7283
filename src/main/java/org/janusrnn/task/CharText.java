package org.janusrnn.task;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.janusrnn.tensor.CounterRandom;

/**
 * A text of which every character is to be named from those before it. The first nine tenths are for training, the rest
 * for the test. Immutable.
 */
final class CharText {
    private static final long WINDOW_STREAM = 0x6e657874L; // "next"

    private final Alphabet alphabet;
    private final int[] characters;
    private final int trainLength;

    /** A text, brought down to an alphabet. */
    CharText(String text, Alphabet alphabet) {
        this.alphabet = alphabet;
        characters = alphabet.plain(text).chars().map(c -> alphabet.index((char) c)).toArray();
        trainLength = (int) (characters.length * 9L / 10);
    }

    Alphabet alphabet() {
        return alphabet;
    }

    /** All characters, as the alphabet numbers them. */
    IntStream characters() {
        return Arrays.stream(characters);
    }

    int trainLength() {
        return trainLength;
    }

    /** Characters of the test part. */
    int testLength() {
        return characters.length - trainLength;
    }

    /** Random windows of the training part, each with the character that follows; the same for the same seed and step. */
    TokenBatch training(long seed, long step, int length, int sequences) {
        CounterRandom random = CounterRandom.of(seed, WINDOW_STREAM);
        int[] starts = new int[sequences];
        for (int b = 0; b < sequences; b++) {
            starts[b] = random.below(step * sequences + b, trainLength - length);
        }
        return windows(starts, length, trainLength);
    }

    /** How many windows cover the test part, the last one perhaps not full. */
    int testWindows(int length) {
        return (testLength() - 1 + length - 1) / length;
    }

    /**
     * Windows {@code first} to {@code first + sequences - 1} of the test part, which follow each other without a gap: all
     * of them together ask for every character but the first once.
     */
    TokenBatch test(int first, int length, int sequences) {
        int[] starts = new int[sequences];
        for (int b = 0; b < sequences; b++) {
            starts[b] = Math.toIntExact(Math.min(characters.length, trainLength + ((long) first + b) * length));
        }
        return windows(starts, length, characters.length);
    }

    private TokenBatch windows(int[] starts, int length, int end) {
        int[] inputs = new int[length * starts.length];
        int[] targets = new int[length * starts.length];
        for (int b = 0; b < starts.length; b++) {
            for (int t = 0; t < length; t++) {
                int at = starts[b] + t;
                inputs[t * starts.length + b] = at < end ? characters[at] : alphabet.index(' ');
                targets[t * starts.length + b] = at + 1 < end ? characters[at + 1] : TokenBatch.IGNORED;
            }
        }
        return new TokenBatch(length, starts.length, inputs, targets);
    }

    /**
     * Bits a character where only the characters' frequencies in the training part are known, scored on the test part. A
     * character that never came counts as if it had come once.
     */
    double frequencyBits() {
        double[] counts = new double[alphabet.size()];
        for (int i = 0; i < trainLength; i++) {
            counts[characters[i]]++;
        }
        double bits = 0;
        for (int i = trainLength + 1; i < characters.length; i++) {
            bits -= Math.log(Math.max(1, counts[characters[i]]) / trainLength) / Math.log(2);
        }
        return bits / (testLength() - 1);
    }

    /** The same where the character before is known too; every pair counts as if it had come once more. */
    double pairBits() {
        double[][] counts = new double[alphabet.size()][alphabet.size()];
        double[] sums = new double[alphabet.size()];
        for (int i = 1; i < trainLength; i++) {
            counts[characters[i - 1]][characters[i]]++;
            sums[characters[i - 1]]++;
        }
        double bits = 0;
        for (int i = trainLength + 1; i < characters.length; i++) {
            int before = characters[i - 1];
            bits -= Math.log((counts[before][characters[i]] + 1) / (sums[before] + alphabet.size())) / Math.log(2);
        }
        return bits / (testLength() - 1);
    }
}
