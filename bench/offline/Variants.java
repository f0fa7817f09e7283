import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.cl.PaperGpu;
import org.janusrnn.kernel.Tuning;
import org.janusrnn.layer.Activation;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.ConvolutionOptions;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkBuilder;
import org.janusrnn.layer.RecurrentOptions;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.StorageFormat;
import org.janusrnn.schedule.Way;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.Optimizer;
import org.janusrnn.train.Optimizers;
import org.janusrnn.train.Progress;
import org.janusrnn.train.Trainer;
import org.janusrnn.train.TrainingBatch;

/**
 * Writes every program that a GPU would get with the parameters that Janus ships for it: of every cell and every layer,
 * inference and a training step, for the sizes by which Janus chooses between kernels. They run on GPUs on paper
 * ({@link PaperGpu}), and Janus itself decides what these are given.
 *
 * <p>Usage: {@code java Variants FOLDER}; each vendor's programs get a folder in it.
 */
final class Variants {
    private static final int STEPS = 3;
    private static final int INPUTS = 3;
    private static final int CLASSES = 4;
    /** Few rows of a launch, and many. */
    private static final int FEW = 1;
    private static final int MANY = 64;
    /** Less than a line of blocks, typical of one launch for all steps, the largest of few rows, a launch a step. */
    private static final int[] HIDDEN = {16, 64, 128, 256};

    private Variants() {
    }

    public static void main(String[] args) throws IOException {
        System.setProperty("janus.cache", "off");
        PaperGpu amd = PaperGpu.amd();
        everything(amd);
        amd.write(Path.of(args[0], "amd"));
        PaperGpu nvidia = PaperGpu.nvidia();
        everything(nvidia);
        nvidia.write(Path.of(args[0], "nvidia"));
    }

    private static Engine.Builder open(PaperGpu gpu) {
        var device = gpu.device();
        return Engine.builder().device(device).tuning(Tuning.shipped(device)).way(Way.TILED);
    }

    private static void everything(PaperGpu gpu) {
        try (Engine engine = open(gpu).open()) {
            for (Cell cell : Cells.all()) {
                cell(engine, cell);
            }
            layers(engine, 2 * FEW);       // one sequence has no variance
            layers(engine, MANY);
        }
        try (Engine half = open(gpu).weights(StorageFormat.HALF).activations(StorageFormat.HALF).open()) {
            recurrent(half, Cells.lstm(), MANY, HIDDEN[1], r -> r);
            recurrent(half, Cells.lstm(), MANY, HIDDEN[3], r -> r);
        }
    }

    private static void cell(Engine engine, Cell cell) {
        for (int hidden : HIDDEN) {
            recurrent(engine, cell, FEW, hidden, r -> r);
            recurrent(engine, cell, MANY, hidden, r -> r);
        }
        for (int hidden : new int[] {HIDDEN[1], HIDDEN[3]}) {
            recurrent(engine, cell, MANY, hidden, r -> r.bidirectional().layers(2));
            if (!cell.elementwise() && !cell.inHalves()) {
                recurrent(engine, cell, MANY, hidden, r -> r.recurrentDropout(0.2));
            }
            if (!cell.inHalves() && !cell.normalised()) {
                recurrent(engine, cell, MANY, hidden, r -> r.zoneout(0.1, cell.states() > 1 ? 0.1 : 0));
            }
        }
        if (cell.projectable()) {
            recurrent(engine, cell, FEW, HIDDEN[1], r -> r.projection(HIDDEN[0]));
            recurrent(engine, cell, MANY, HIDDEN[1], r -> r.projection(HIDDEN[0]));
        }
    }

    private static void recurrent(Engine engine, Cell cell, int size, int hidden,
                                  UnaryOperator<RecurrentOptions> options) {
        run(Network.builder(engine).input(INPUTS).recurrent(cell, hidden, options).linear(CLASSES), size,
                Optimizers.adam(1e-3));
    }

    /** Everything that is no time loop. */
    private static void layers(Engine engine, int size) {
        for (Optimizer optimizer : List.of(Optimizers.sgd(0.1), Optimizers.adamW(1e-3), Optimizers.rmsprop(1e-3))) {
            run(Network.builder(engine).input(INPUTS).layerNorm().batchNorm().dropout(0.1)
                    .recurrent(Cells.gru(), HIDDEN[1], r -> r.layers(2).dropout(0.1)).dropoutOverTime(0.1)
                    .batchNormPerStep(STEPS).linear(CLASSES), size, optimizer);
        }
        run(Network.builder(engine).input(INPUTS).convolution(HIDDEN[1], STEPS, ConvolutionOptions::same)
                .maxPooling(STEPS, p -> p.stride(1).padding(1)).averagePooling(STEPS, p -> p.stride(1).padding(1))
                .activation(Activation.RELU).residual(b -> b.recurrent(Cells.indrnnRelu(), HIDDEN[1],
                        RecurrentOptions::recurrenceOnly))
                .dense(b -> b.recurrent(Cells.lstm(), HIDDEN[1], r -> r.bidirectionalSum())).linear(CLASSES), size,
                Optimizers.adam(1e-3));
        int[] lengths = IntStream.range(0, size).map(i -> 1 + i % STEPS).toArray();
        Batch symbols = Batch.of(classes(STEPS * size), STEPS, size).lengths(lengths);
        try (Network network = Network.builder(engine).embedding(CLASSES, INPUTS).recurrent(Cells.gru(), HIDDEN[1])
                .lastStep().linear(CLASSES).build();
             Trainer trainer = Trainer.of(network).optimizer(Optimizers.adam(1e-3)).clipNorm(1)) {
            trainer.fit(DataSet.of(TrainingBatch.of(symbols, classes(size))), 1, Progress.none());
        }
    }

    private static int[] classes(int count) {
        return IntStream.range(0, count).map(i -> i % CLASSES).toArray();
    }

    private static void run(NetworkBuilder builder, int size, Optimizer optimizer) {
        Batch batch = Batch.of(Tensor.zeros(STEPS, size, INPUTS));
        try (Network network = builder.build();
             Trainer trainer = Trainer.of(network).optimizer(optimizer).clipNorm(1)) {
            network.predict(batch);
            trainer.fit(DataSet.of(TrainingBatch.of(batch, classes(STEPS * size))), 1, Progress.none());
        }
    }
}
