package org.janusrnn.train;

/**
 * How a network did.
 *
 * @param loss    mean loss over the rows that counted.
 * @param correct rows whose class was named right; 0 where there are no classes.
 * @param counted rows that counted.
 */
public record Score(double loss, long correct, long counted) {
    /** Share of right answers, 0 to 1. */
    public double accuracy() {
        return counted == 0 ? 0 : (double) correct / counted;
    }
}
