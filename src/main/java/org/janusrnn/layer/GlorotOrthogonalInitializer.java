package org.janusrnn.layer;

import org.janusrnn.cell.CellParameter.Kind;
import org.janusrnn.tensor.Tensor;

/** See {@link Initializers#glorotOrthogonal}. */
final class GlorotOrthogonalInitializer extends RecurrentInitializer {
    /** u of IndRNN: half of its authors' range, as haste has it, since [-1, 1) was seen to diverge. */
    private static final double OWN_PAST = 0.5;

    private final double forgetBias;

    GlorotOrthogonalInitializer(double forgetBias) {
        if (!Double.isFinite(forgetBias)) {
            throw new IllegalArgumentException("the bias of the forget gate must be finite, not " + forgetBias);
        }
        this.forgetBias = forgetBias;
    }

    @Override
    Tensor start(Place place, Initializer draws) {
        // A projection has one block of fewer rows than there are units.
        int rows = Math.min(place.hidden(), place.shape().dim(0));
        if (place.matrix() && place.parameter().kind() == Kind.RECURRENT_WEIGHT) {
            return draws.orthogonal(place.name(), place.shape(), rows);
        }
        if (place.matrix()) {
            double bound = glorot(place.shape().dim(1), rows);
            return draws.uniform(place.name(), place.shape(), -bound, bound);
        }
        if (place.ownPast()) {
            return draws.uniform(place.name(), place.shape(), -OWN_PAST, OWN_PAST);
        }
        Tensor start = place.zeros();
        if (place.forgetBias()) {
            for (int unit = 0; unit < place.hidden(); unit++) {
                place.set(start, 'f', unit, forgetBias);
                if (place.cell().constants().containsKey("COUPLED")) {
                    place.set(start, 'i', unit, -forgetBias);     // there f = 1 - i, and i's bias does it
                }
            }
        }
        return start;
    }

    @Override
    public String toString() {
        return "glorotOrthogonal(" + forgetBias + ")";
    }
}
