package org.janusrnn.task;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Something that the literature says of cells, held against what a comparison found. The bounds are fixed beforehand.
 *
 * @param text       what is claimed, and what counts as that.
 * @param figures    what was found.
 * @param reproduced whether the figures bear it out.
 */
public record Claim(String text, String figures, boolean reproduced) {
    private static final double ABOUT = 1;
    /** Shares of the baseline's squared error: below the one the sum is known, above the other it is not. */
    private static final double LEARNT = 0.1;
    private static final double NOT_LEARNT = 0.5;

    /** Chung et al. 2014: as good with fewer gates. */
    static Claim gruIsAboutLstm(Contender gru, Contender lstm) {
        return new Claim("GRU is about as good as LSTM (at most a point behind) with fewer parameters",
                beside(gru, lstm) + String.format(Locale.ROOT, "; %,d against %,d parameters", gru.parameters(),
                        lstm.parameters()),
                gru.mean() >= lstm.mean() - ABOUT && gru.parameters() < lstm.parameters());
    }

    /** Van der Westhuizen and Lasenby 2018. */
    static Claim janetIsAtLeastLstm(Contender janet, Contender lstm) {
        return new Claim("JANET is at least as good as LSTM", beside(janet, lstm)
                + String.format(Locale.ROOT, "; %,d against %,d parameters", janet.parameters(), lstm.parameters()),
                janet.mean() >= lstm.mean());
    }

    /** Schuster and Paliwal 1997. */
    static Claim twoWaysAreBetter(Contender two, Contender one) {
        return new Claim("Reading both ways beats reading one way, at the same hidden units of a layer in all",
                beside(two, one), two.mean() > one.mean());
    }

    /** Li et al. 2018. */
    static Claim indrnnRemembers(Contender indrnn, Contender lstm) {
        double baseline = AddingTask.BASELINE;
        return new Claim(indrnn.task().title() + ", after " + indrnn.recipe().steps() + " steps: IndRNN knows it (a "
                + "tenth of the error of always 1, or less), LSTM does not (half of it, or more)", beside(indrnn, lstm),
                indrnn.mean() <= LEARNT * baseline && lstm.mean() >= NOT_LEARNT * baseline);
    }

    private static String beside(Contender one, Contender other) {
        return one.name() + " " + one.text() + ", " + other.name() + " " + other.text();
    }

    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("claim", text);
        all.put("reproduced", reproduced);
        all.put("figures", figures);
        return all;
    }
}
