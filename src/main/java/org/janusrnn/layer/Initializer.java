package org.janusrnn.layer;

import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/** Start values of parameters, drawn by a seed: each parameter has a stream of its own, so adding one changes no other. */
final class Initializer {
    private final long seed;

    Initializer(long seed) {
        this.seed = seed;
    }

    /** Uniform between {@code low} and {@code high}. */
    Tensor uniform(String name, Shape shape, double low, double high) {
        float[] data = new float[Math.toIntExact(shape.elements())];
        CounterRandom random = random(name);
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) (low + (high - low) * random.uniform(i));
        }
        return new Tensor(shape, data);
    }

    /** Gaussian with mean 0. */
    Tensor gaussian(String name, Shape shape, double deviation) {
        float[] data = new float[Math.toIntExact(shape.elements())];
        CounterRandom random = random(name);
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) (deviation * random.gaussian(i));
        }
        return new Tensor(shape, data);
    }

    private CounterRandom random(String name) {
        return CounterRandom.of(seed, name.hashCode());
    }
}
