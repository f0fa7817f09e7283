package org.janusrnn.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.janusrnn.cell.Cell;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkBuilder;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.train.Loss;
import org.janusrnn.train.Optimizer;
import org.janusrnn.train.Optimizers;
import org.janusrnn.train.TrainingBatch;
import org.janusrnn.train.TrainingStep;

/** Trains on a device as a golden training run did, and compares the losses and what the parameters became. */
final class GoldenTrainingRun {
    private GoldenTrainingRun() {
    }

    /** Janus's optimiser with the settings of the file; empty where it has none of that name. */
    static Optional<Optimizer> optimizer(GoldenTraining.Optimizer settings) {
        return switch (settings.name()) {
            case "sgd" -> Optional.of(Optimizers.sgd(settings.learningRate()).momentum(settings.momentum())
                    .weightDecay(settings.weightDecay()));
            case "adam" -> Optional.of(Optimizers.adam(settings.learningRate())
                    .weightDecay(settings.weightDecay()));
            default -> Optional.empty();
        };
    }

    /**
     * Runs all of the file's steps.
     *
     * @return a comparison of the losses and one for each parameter.
     */
    static List<Comparison> run(Engine engine, GoldenTraining golden, Cell cell) {
        Optimizer optimizer = optimizer(golden.optimizer()).orElseThrow();
        Loss loss = golden.loss() == GoldenTraining.Loss.CROSS_ENTROPY ? Loss.CROSS_ENTROPY : Loss.SQUARED_ERROR;
        NetworkBuilder builder = GoldenRun.builder(engine, golden.network(), cell);
        if (golden.head() == GoldenTraining.Head.FINAL_STATE) {
            builder.lastStep();
        }
        try (Network network = builder.linear(golden.outputs()).build();
             TrainingStep training = new TrainingStep(network, loss, optimizer, golden.optimizer().clipGradNorm())) {
            golden.parameters().forEach(network.parameters()::set);
            float[] losses = new float[golden.steps()];
            for (int step = 0; step < losses.length; step++) {
                losses[step] = (float) training.train(batch(golden, step % golden.batches().count())).loss();
            }
            List<Comparison> comparisons = new ArrayList<>();
            comparisons.add(golden.compareLosses(losses));
            for (String parameter : golden.finalParameters().keySet()) {
                comparisons.add(golden.compareFinal(parameter, network.parameters().get(parameter)));
            }
            return comparisons;
        }
    }

    private static TrainingBatch batch(GoldenTraining golden, int index) {
        GoldenBatches batches = golden.batches();
        Batch input = Batch.of(batches.x(index));
        if (golden.loss() == GoldenTraining.Loss.CROSS_ENTROPY) {
            return TrainingBatch.of(input, batches.classes(index));
        }
        Tensor target = batches.target(index);
        if (golden.head() == GoldenTraining.Head.FINAL_STATE) {
            target = Tensor.of(target.data(), 1, input.size(), golden.outputs());
        }
        return TrainingBatch.of(input, target);
    }
}
