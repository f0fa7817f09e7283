package org.janusrnn.task;

import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.Output;
import org.janusrnn.tensor.CounterRandom;

/** Writes text with a language model, a character at a time, its state carried from each to the next. */
final class CharSampler {
    private static final long DRAWS = 0x64726177L; // "draw"

    private final Network network;
    private final Alphabet alphabet;

    /** @param network takes indices of the alphabet, and scores each of its characters as the next. */
    CharSampler(Network network, Alphabet alphabet) {
        this.network = network;
        this.alphabet = alphabet;
    }

    /**
     * Goes on from a beginning.
     *
     * @param beginning   at least one character.
     * @param length      characters to write.
     * @param temperature the scores are divided by: below 1 for likelier text, above for bolder, 0 for the likeliest.
     * @param seed        what is drawn.
     * @return the beginning, brought down to the alphabet, and what was written.
     */
    String sample(String beginning, int length, double temperature, long seed) {
        CounterRandom random = CounterRandom.of(seed, DRAWS);
        StringBuilder text = new StringBuilder(alphabet.plain(beginning));
        int[] read = text.chars().map(c -> alphabet.index((char) c)).toArray();
        Batch batch = Batch.of(read, read.length, 1);
        for (int i = 0; i < length; i++) {
            Output output = network.run(batch);
            int next = draw(output.y().data(), output.y().data().length - alphabet.size(), temperature,
                    random.uniform(i));
            text.append(alphabet.character(next));
            batch = Batch.of(new int[] {next}, 1, 1).initial(output.states());
        }
        return text.toString();
    }

    private int draw(float[] scores, int from, double temperature, double chance) {
        int best = 0;
        for (int c = 1; c < alphabet.size(); c++) {
            best = scores[from + c] > scores[from + best] ? c : best;
        }
        if (temperature == 0) {
            return best;
        }
        double[] weights = new double[alphabet.size()];
        double sum = 0;
        for (int c = 0; c < weights.length; c++) {
            weights[c] = StrictMath.exp((scores[from + c] - scores[from + best]) / temperature);
            sum += weights[c];
        }
        double left = chance * sum;
        for (int c = 0; c < weights.length; c++) {
            left -= weights[c];
            if (left < 0) {
                return c;
            }
        }
        return best;
    }
}
