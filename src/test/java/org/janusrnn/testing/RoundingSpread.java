package org.janusrnn.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.reference.LayerNormLstmReference;
import org.janusrnn.reference.ReferenceCell;

/**
 * How far rounding moves each element of a layer-normalised cell's results, measured: the case runs through the steps
 * that a device takes, with every result of an operation rounded up or down at random, several times over.
 *
 * <p>Nothing else says it as closely. A norm divides by its row's deviation, and a row of few numbers may have one
 * near 0, down to sqrt(eps) = 0.003, so that a rounding is magnified up to 300 times in one step of one sequence, and
 * what comes of it again in the next. A bound that adds up magnitudes grows with every step's largest factor; one for
 * the whole tensor lets the other sequences go.
 */
final class RoundingSpread {
    private static final int RUNS = 16;
    /** The runs fall into so many parts, each added up by one thread in an order of its own. */
    private static final int PARTS = 2;

    private RoundingSpread() {
    }

    /** The root mean square, over the runs, of each element's distance from the exact one. */
    static Map<String, double[]> of(RecurrentCase of) {
        Map<String, DoubleTensor> exact = of.expected();
        List<Map<String, double[]>> parts = IntStream.range(0, PARTS).parallel()
                .mapToObj(part -> squares(of, exact, part)).toList();
        Map<String, double[]> spread = new LinkedHashMap<>();
        exact.forEach((name, tensor) -> {
            double[] each = new double[tensor.data().length];
            for (int i = 0; i < each.length; i++) {
                for (Map<String, double[]> part : parts) {
                    each[i] += part.get(name)[i] / RUNS;
                }
                each[i] = Math.sqrt(each[i]);
            }
            spread.put(name, each);
        });
        return spread;
    }

    private static Map<String, double[]> squares(RecurrentCase of, Map<String, DoubleTensor> exact, int part) {
        Map<String, double[]> squares = new LinkedHashMap<>();
        exact.forEach((name, tensor) -> squares.put(name, new double[tensor.data().length]));
        for (int run = part; run < RUNS; run += PARTS) {
            rounded(of, run).forEach((name, tensor) -> {
                double[] sums = squares.get(name);
                double[] right = exact.get(name).data();
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += (tensor.data()[i] - right[i]) * (tensor.data()[i] - right[i]);
                }
            });
        }
        return squares;
    }

    /** Every result of the case in float32, rounded at random. */
    static Map<String, DoubleTensor> rounded(RecurrentCase of, long seed) {
        ReferenceCell exact = of.reference();
        StochasticRounding r = new StochasticRounding(seed);
        return of.expected(exact instanceof LayerNormLstmReference ? new RoundedLstm(exact, r)
                : new RoundedGru(exact, r));
    }
}
