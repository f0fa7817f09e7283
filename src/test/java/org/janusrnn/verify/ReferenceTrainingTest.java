package org.janusrnn.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.reference.AdamReference;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.reference.ReferenceClip;
import org.janusrnn.reference.ReferenceLinear;
import org.janusrnn.reference.ReferenceLoss;
import org.janusrnn.reference.ReferenceOptimizer;
import org.janusrnn.reference.ReferenceStack;
import org.janusrnn.reference.SgdReference;
import org.janusrnn.reference.StackPass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The double-precision reference trains as libtorch did: losses, norms of the gradients, final parameters. */
class ReferenceTrainingTest {
    private static final double ROUNDING = ReferenceCaseTest.ROUNDING;

    static List<Path> runs() {
        return GoldenFolder.trainings();
    }

    @Test
    void allRunsAreHere() {
        assertThat(runs()).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void isReproduced(Path path) {
        GoldenTraining golden = GoldenTraining.read(path);
        Map<String, DoubleTensor> parameters = DoubleTensor.of(golden.parameters());
        ReferenceStack stack = ReferenceStack.of(ReferenceCaseTest.cell(golden.network()), parameters);
        ReferenceOptimizer optimizer = optimizer(golden.optimizer());
        double limit = golden.optimizer().clipGradNorm();
        for (int step = 0; step < golden.steps(); step++) {
            Map<String, DoubleTensor> gradients = new LinkedHashMap<>();
            double loss = backpropagate(golden, step % golden.batches().count(), stack, parameters, gradients);
            double norm = limit > 0 ? ReferenceClip.clip(gradients, limit) : ReferenceClip.globalNorm(gradients);
            optimizer.step(parameters, gradients);

            double wantedLoss = golden.losses()[step];
            double wantedNorm = golden.gradNorms()[step];
            assertThat(loss).as("loss of step %d", step).isCloseTo(wantedLoss, within(ROUNDING * wantedLoss));
            assertThat(norm).as("norm of step %d", step).isCloseTo(wantedNorm, within(ROUNDING * wantedNorm));
        }
        golden.finalParameters().forEach((name, want) -> {
            DoubleTensor expected = DoubleTensor.of(want);
            assertThat(parameters.get(name).maxDifference(expected)).as(name)
                    .isLessThanOrEqualTo(ROUNDING * expected.maxAbs());
        });
    }

    /** The loss of a batch; puts the gradients of all parameters. */
    private static double backpropagate(GoldenTraining golden, int batch, ReferenceStack stack,
            Map<String, DoubleTensor> parameters, Map<String, DoubleTensor> gradients) {
        DoubleTensor weight = parameters.get("fc.weight");
        StackPass pass = stack.forward(DoubleTensor.of(golden.batches().x(batch)));
        boolean everyStep = golden.head() == GoldenTraining.Head.EVERY_STEP;
        DoubleTensor seen = everyStep ? pass.y() : pass.last();
        DoubleTensor scores = ReferenceLinear.forward(seen, weight, parameters.get("fc.bias"));
        ReferenceLoss loss = golden.loss() == GoldenTraining.Loss.CROSS_ENTROPY
                ? ReferenceLoss.crossEntropy(scores, golden.batches().classes(batch))
                : ReferenceLoss.meanSquaredError(scores, DoubleTensor.of(golden.batches().target(batch)));

        ReferenceLinear.Gradients head = ReferenceLinear.backward(seen, weight, loss.gradient());
        StackPass.Gradients below =
                everyStep ? pass.backward(head.x(), null, null) : pass.backwardFromLast(head.x());
        gradients.putAll(below.parameters());
        gradients.put("fc.weight", head.weight());
        gradients.put("fc.bias", head.bias());
        return loss.value();
    }

    private static ReferenceOptimizer optimizer(GoldenTraining.Optimizer settings) {
        double lr = settings.learningRate();
        return switch (settings.name()) {
            case "sgd" -> new SgdReference(lr, settings.momentum(), settings.weightDecay());
            case "adam" -> AdamReference.adam(lr, 0.9, 0.999, 1e-8, settings.weightDecay());
            default -> throw new IllegalArgumentException("no optimiser is called " + settings.name());
        };
    }
}
