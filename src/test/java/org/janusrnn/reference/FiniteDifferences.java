package org.janusrnn.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.janusrnn.tensor.Shape;

/** Random tensors, and gradients checked against central differences. */
final class FiniteDifferences {
    private static final double STEP = 5e-6;

    /**
     * The difference over five points is wrong by about STEP^4 times a fifth derivative, which is nothing even where
     * layer normalisation bends sharply, and by the rounding of the loss over STEP (1e-11); a wrong formula is off by 1e-2
     * and more.
     */
    private static final double TOLERANCE = 1e-8;

    private FiniteDifferences() {}

    static DoubleTensor random(SplittableRandom random, double bound, int... dims) {
        return random(random, bound, Shape.of(dims));
    }

    static DoubleTensor random(SplittableRandom random, double bound, Shape shape) {
        DoubleTensor tensor = DoubleTensor.zeros(shape);
        for (int k = 0; k < tensor.data().length; k++) {
            tensor.data()[k] = random.nextDouble(-bound, bound);
        }
        return tensor;
    }

    /** Sum of the products of elements in the same place. */
    static double dot(DoubleTensor a, DoubleTensor b) {
        double sum = 0;
        for (int k = 0; k < a.data().length; k++) {
            sum += a.data()[k] * b.data()[k];
        }
        return sum;
    }

    private static double at(DoubleTensor variable, int k, double value, DoubleSupplier loss) {
        variable.data()[k] = value;
        return loss.getAsDouble();
    }

    /** Every gradient must be what the loss changes by where one element of the variable of its name changes. */
    static void check(
            Map<String, DoubleTensor> variables, Map<String, DoubleTensor> gradients, DoubleSupplier loss) {
        assertThat(gradients.keySet()).isEqualTo(variables.keySet());
        variables.forEach((name, variable) -> {
            DoubleTensor measured = DoubleTensor.zeros(variable.shape());
            for (int k = 0; k < variable.data().length; k++) {
                double value = variable.data()[k];
                double near = at(variable, k, value + STEP, loss) - at(variable, k, value - STEP, loss);
                double far = at(variable, k, value + 2 * STEP, loss) - at(variable, k, value - 2 * STEP, loss);
                variable.data()[k] = value;
                measured.data()[k] = (8 * near - far) / (12 * STEP);
            }
            assertThat(gradients.get(name).maxDifference(measured))
                    .as("gradient of " + name)
                    .isLessThanOrEqualTo(TOLERANCE * Math.max(1, measured.maxAbs()));
        });
    }
}
