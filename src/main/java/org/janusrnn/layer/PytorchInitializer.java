package org.janusrnn.layer;

import org.janusrnn.tensor.Tensor;

/** See {@link Initializers#pytorch}. */
final class PytorchInitializer extends RecurrentInitializer {
    @Override
    Tensor start(Place place, Initializer draws) {
        double bound = 1 / Math.sqrt(place.hidden());
        return place.ownPast() ? draws.uniform(place.name(), place.shape(), 0, 1)
                : draws.uniform(place.name(), place.shape(), -bound, bound);
    }

    @Override
    public String toString() {
        return "pytorch";
    }
}
