import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.kernel.Tuning;
import org.janusrnn.kernel.TuningEntry;
import org.janusrnn.layer.Activation;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.ConvolutionOptions;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkBuilder;
import org.janusrnn.layer.RecurrentOptions;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Way;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.Optimizer;
import org.janusrnn.train.Optimizers;
import org.janusrnn.train.Progress;
import org.janusrnn.train.Trainer;
import org.janusrnn.train.TrainingBatch;

/**
 * Makes Janus build every kernel that a GPU would get: one training step of each cell and of each layer, in the tiled way,
 * on whatever device is here. {@code JANUS_DUMP} must name the folder that the programs are written to.
 */
final class Variants {
    private static final int STEPS = 3;
    private static final int BATCH = 4;
    private static final int INPUTS = 3;
    /** Work-groups of the loops that are one launch get as many lines as they have for small hidden sizes. */
    private static final int HIDDEN = 61;
    private static final int CLASSES = 4;
    /** Time loops that launch each step, whatever the hidden size. */
    private static final TuningEntry BY_STEP = new TuningEntry(Tunable.TILED_SEQUENCE, null, null, null, null, null,
            Map.of("MOST_HIDDEN", 0), null);

    private Variants() {
    }

    public static void main(String[] args) {
        try (Engine engine = Engine.builder().way(Way.TILED).open()) {
            everything(engine);
            tuned(engine.device(), BY_STEP);
            for (TuningEntry entry : Tuning.shippedEntries()) {
                if ("gpu".equals(entry.type())) {
                    tuned(engine.device(), entry);
                }
            }
        }
    }

    /** What is shipped for GPUs, whichever rows it is for. */
    private static void tuned(ClDevice device, TuningEntry entry) {
        TuningEntry here = TuningEntry.of(device, entry.kernel(), null, entry.parameters());
        Tuning tuning = entry.kernel() == Tunable.TILED_STEP ? Tuning.trial(device, here, BY_STEP)
                : Tuning.trial(device, here);
        try (Engine engine = Engine.builder().device(device).tuning(tuning).way(Way.TILED).open()) {
            everything(engine);
        }
    }

    private static void everything(Engine engine) {
        for (Cell cell : Cells.all()) {
            recurrent(engine, cell, r -> r.bidirectional().layers(2));
            if (!cell.elementwise() && !cell.inHalves()) {
                recurrent(engine, cell, r -> r.recurrentDropout(0.2));
            }
            if (!cell.inHalves() && !cell.normalised()) {
                recurrent(engine, cell, r -> r.zoneout(0.1, 0.1));
            }
            if (cell.projectable()) {
                recurrent(engine, cell, r -> r.projection(2));
            }
        }
        layers(engine);
    }

    private static void recurrent(Engine engine, Cell cell, UnaryOperator<RecurrentOptions> options) {
        train(Network.builder(engine).input(INPUTS).recurrent(cell, HIDDEN, options).linear(CLASSES),
                Optimizers.adam(1e-3));
    }

    /** Everything that is no time loop. */
    private static void layers(Engine engine) {
        for (Optimizer optimizer : List.of(Optimizers.sgd(0.1), Optimizers.adamW(1e-3), Optimizers.rmsprop(1e-3))) {
            train(Network.builder(engine).input(INPUTS).layerNorm().batchNorm().dropout(0.1)
                    .recurrent(Cells.gru(), HIDDEN, r -> r.layers(2).dropout(0.1)).dropoutOverTime(0.1)
                    .batchNormPerStep(STEPS).linear(CLASSES), optimizer);
        }
        train(Network.builder(engine).input(INPUTS).convolution(HIDDEN, STEPS, ConvolutionOptions::same)
                .maxPooling(STEPS, p -> p.stride(1).padding(1)).averagePooling(STEPS, p -> p.stride(1).padding(1))
                .activation(Activation.RELU).residual(b -> b.recurrent(Cells.indrnnRelu(), HIDDEN,
                        RecurrentOptions::recurrenceOnly))
                .dense(b -> b.recurrent(Cells.lstm(), HIDDEN, r -> r.bidirectionalSum())).linear(CLASSES),
                Optimizers.adam(1e-3));
        Batch symbols = Batch.of(classes(STEPS * BATCH), STEPS, BATCH).lengths(2, STEPS, 1, STEPS);
        try (Network network = Network.builder(engine).embedding(CLASSES, INPUTS).recurrent(Cells.gru(), HIDDEN)
                .lastStep().linear(CLASSES).build();
             Trainer trainer = Trainer.of(network).optimizer(Optimizers.adam(1e-3)).clipNorm(1)) {
            trainer.fit(DataSet.of(TrainingBatch.of(symbols, classes(BATCH))), 1, Progress.none());
        }
    }

    private static int[] classes(int count) {
        return IntStream.range(0, count).map(i -> i % CLASSES).toArray();
    }

    private static void train(NetworkBuilder builder, Optimizer optimizer) {
        Random random = new Random(1);
        Tensor x = Tensor.zeros(STEPS, BATCH, INPUTS);
        for (int i = 0; i < x.data().length; i++) {
            x.data()[i] = random.nextFloat();
        }
        try (Network network = builder.build();
             Trainer trainer = Trainer.of(network).optimizer(optimizer).clipNorm(1)) {
            trainer.fit(DataSet.of(TrainingBatch.of(Batch.of(x), classes(STEPS * BATCH))), 1, Progress.none());
        }
    }
}
