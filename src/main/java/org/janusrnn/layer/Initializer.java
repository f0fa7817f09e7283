package org.janusrnn.layer;

import java.util.Arrays;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/** Start values of parameters, drawn by a seed: each parameter has a stream of its own, so adding one changes no other. */
final class Initializer {
    private final long seed;
    private final RecurrentInitializer recurrent;
    private final Layer lastUsed;

    /**
     * @param recurrent how recurrent layers start that do not say it themselves.
     * @param lastUsed  the last recurrent layer, where only its last step is used; null otherwise.
     */
    Initializer(long seed, RecurrentInitializer recurrent, Layer lastUsed) {
        this.seed = seed;
        this.recurrent = recurrent;
        this.lastUsed = lastUsed;
    }

    RecurrentInitializer recurrent() {
        return recurrent;
    }

    /** Whether a layer is the network's last recurrent one, and only its last step is used. */
    boolean lastUsed(Layer layer) {
        return layer == lastUsed;
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

    /** Fills a parameter as PyTorch does where a sum of {@code fanIn} terms stands: uniform within 1 / sqrt(fanIn). */
    void withinFanIn(Parameters parameters, String name, int fanIn) {
        double bound = 1 / Math.sqrt(fanIn);
        parameters.set(name, uniform(name, parameters.named(name).shape(), -bound, bound));
    }

    /** The bound of He's uniform rule for so many terms and a rectifier of this slope. */
    static double he(double slope, int fanIn) {
        return Math.sqrt(6 / ((1 + slope * slope) * fanIn));
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

    /** Gaussian matrices of {@code rows} rows each, one below the other, each made orthogonal. */
    Tensor orthogonal(String name, Shape shape, int rows) {
        Tensor tensor = gaussian(name, shape, 1);
        int columns = shape.dim(1);
        for (int first = 0; first < tensor.data().length; first += rows * columns) {
            Orthogonal.rows(tensor.data(), first, rows, columns);
        }
        return tensor;
    }

    /** The same number everywhere. */
    static Tensor constant(Shape shape, float value) {
        float[] data = new float[Math.toIntExact(shape.elements())];
        Arrays.fill(data, value);
        return new Tensor(shape, data);
    }

    private CounterRandom random(String name) {
        return CounterRandom.of(seed, name.hashCode());
    }
}
