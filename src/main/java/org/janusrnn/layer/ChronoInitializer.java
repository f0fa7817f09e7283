package org.janusrnn.layer;

import org.janusrnn.cell.Cell;
import org.janusrnn.tensor.Tensor;

/** See {@link Initializers#chrono}. */
final class ChronoInitializer extends RecurrentInitializer {
    private final double tMax;

    ChronoInitializer(double tMax) {
        if (!(tMax > 2 && tMax <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("chrono's tMax must be above 2 and finite, not " + tMax);
        }
        this.tMax = tMax;
    }

    @Override
    void check(Cell cell, boolean bias) {
        if (!forgets(cell)) {
            throw refused("janet and lstm", cell);
        }
        if (!bias) {
            throw new IllegalArgumentException("chrono sets biases: a layer without them cannot start so");
        }
    }

    @Override
    Tensor start(Place place, Initializer draws) {
        if (place.matrix()) {
            double bound = glorot(place.inputs() + place.hidden(), place.shape().dim(0));
            return draws.uniform(place.name(), place.shape(), -bound, bound);
        }
        Tensor start = place.zeros();
        if (place.forgetBias()) {
            Tensor spans = draws.uniform(place.name(), place.shape(), 1, tMax - 1);
            for (int unit = 0; unit < place.hidden(); unit++) {
                double bias = Math.log(spans.data()[unit]);
                place.set(start, 'f', unit, bias);
                place.set(start, 'i', unit, -bias);
            }
        }
        return start;
    }

    @Override
    public String toString() {
        return "chrono(" + tMax + ")";
    }
}
