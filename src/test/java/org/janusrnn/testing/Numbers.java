package org.janusrnn.testing;

import java.util.SplittableRandom;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/** Tensors of random numbers, the same in every run. */
public final class Numbers {
    private final SplittableRandom random;

    public Numbers(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Uniform between {@code -bound} and {@code bound}. */
    public Tensor uniform(double bound, int... dims) {
        return uniform(bound, Shape.of(dims));
    }

    /** Uniform between {@code -bound} and {@code bound}. */
    public Tensor uniform(double bound, Shape shape) {
        float[] data = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextDouble(-bound, bound);
        }
        return new Tensor(shape, data);
    }
}
