package org.janusrnn.schedule;

/**
 * What is done to the states of a recurrent layer in training.
 *
 * @param zoneoutH         probability of a unit of h to keep its old value in a step: zoneout (Krueger et al. 2016).
 * @param zoneoutC         the same for the other states.
 * @param recurrentDropout probability of a unit of h to be dropped from the recurrent product, the same units at every
 *                         step of a sequence (Gal and Ghahramani 2016).
 */
public record Regularization(double zoneoutH, double zoneoutC, double recurrentDropout) {
    /** Nothing. */
    public static final Regularization NONE = new Regularization(0, 0, 0);

    /** @throws IllegalArgumentException where a probability is not 0 to less than 1. */
    public Regularization {
        for (double probability : new double[] {zoneoutH, zoneoutC, recurrentDropout}) {
            if (!(probability >= 0 && probability < 1)) {
                throw new IllegalArgumentException("zoneout and recurrent dropout must be 0 to less than 1, not "
                        + probability);
            }
        }
    }

    /** Whether any unit may keep its old value. */
    public boolean zoneout() {
        return zoneoutH > 0 || zoneoutC > 0;
    }

    /** Whether anything is done at all. */
    boolean any() {
        return zoneout() || recurrentDropout > 0;
    }
}
