package org.janusrnn.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.janusrnn.layer.Network;
import org.janusrnn.tensor.Tensor;

/**
 * Trains a network, epoch by epoch: validation, early stop, checkpoints from which a run goes on bit for bit.
 *
 * <p>A trainer is used by one thread; {@link #stop()} may be called from another.
 */
public final class Trainer implements AutoCloseable {
    private final Network network;
    private Loss loss = Loss.CROSS_ENTROPY;
    private Optimizer optimizer = Optimizers.adam(1e-3);
    private double clip;
    private List<ParameterGroup> groups = List.of();
    private StepDecay decay;
    private boolean carries;
    private DataSet validation;
    private int patience;
    private Path checkpoint;
    private TrainingStep step;
    private final TrainerState state = new TrainerState();
    private volatile boolean stopAsked;
    private volatile boolean stopped;
    /** Whether the checkpoint, if there was one, is read. */
    private boolean resumed;
    private boolean closed;

    private Trainer(Network network) {
        this.network = network;
    }

    /** A trainer with cross-entropy and Adam at a rate of 0.001, unless told otherwise. */
    public static Trainer of(Network network) {
        return new Trainer(network);
    }

    public Trainer loss(Loss chosen) {
        loss = chosen;
        return this;
    }

    public Trainer optimizer(Optimizer chosen) {
        optimizer = chosen;
        return this;
    }

    /** The largest global norm that gradients keep, as PyTorch's clip_grad_norm_; 0, the default: no clipping. */
    public Trainer clipNorm(double norm) {
        clip = norm;
        return this;
    }

    /** A learning rate that falls with the number of training steps; it stays the optimiser's unless said. */
    public Trainer decay(StepDecay chosen) {
        decay = chosen;
        return this;
    }

    /** Parameters with a weight decay of their own, as {@code ParameterGroup.vectors(0)}; none unless said. */
    public Trainer groups(ParameterGroup... chosen) {
        groups = List.of(chosen);
        return this;
    }

    /**
     * Truncated backpropagation through time: the final states of a batch are the initial ones of the next, as long as the
     * data set says that it {@link DataSet#continues}; gradients end where a batch starts. Sets are judged so, too.
     */
    public Trainer carryState() {
        carries = true;
        return this;
    }

    /** A set to be judged by after every epoch. */
    public Trainer validation(DataSet set) {
        validation = set;
        return this;
    }

    /**
     * Ends training when the validation loss has not fallen for so many epochs, and puts the best parameters back.
     *
     * @param epochs 1 or more.
     */
    public Trainer patience(int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("patience must be at least 1 epoch, not " + epochs);
        }
        patience = epochs;
        return this;
    }

    /** Writes a checkpoint after every epoch and when stopped, and goes on from it where the file is there already. */
    public Trainer checkpoint(Path file) {
        checkpoint = file;
        return this;
    }

    /**
     * Asks {@link #fit} to end after its step, with a checkpoint written; one that has not made a step yet ends before its
     * first, also where it is called only after this.
     */
    public void stop() {
        stopAsked = true;
    }

    /** Whether the last {@link #fit} ended because of {@link #stop()}. */
    public boolean stopped() {
        return stopped;
    }

    /**
     * Trains until so many epochs are done, counted from the very start of the run.
     *
     * @return what every epoch brought, those before a resume too.
     * @throws IllegalArgumentException where a batch does not fit the network, or a checkpoint not the run.
     * @throws DivergedException        where the loss is no finite number any more.
     */
    public List<EpochResult> fit(DataSet training, int epochs, Progress progress) {
        if (patience > 0 && validation == null) {
            throw new IllegalArgumentException("patience needs a validation set to be judged by");
        }
        stopped = false;
        try {
            return train(training, epochs, progress);
        } finally {
            stopAsked = false;
        }
    }

    private List<EpochResult> train(DataSet training, int epochs, Progress progress) {
        begin();
        resume();
        int batches = training.batches();
        long total = (long) epochs * batches;
        while (step.steps() < total && !state.done && !stopAsked) {
            int epoch = Math.toIntExact(step.steps() / batches);
            int index = Math.toIntExact(step.steps() % batches);
            if (!training.continues(epoch, index)) {
                step.resetState();
            }
            TrainingStep.Result result = step.train(training.batch(epoch, index));
            if (!Double.isFinite(result.loss())) {
                throw new DivergedException(result.loss(), step.steps());
            }
            state.lossSum += result.loss();
            progress.step(step.steps(), total, result.loss());
            if (index == batches - 1) {
                endEpoch(epoch, batches, progress);
            }
        }
        stopped = step.steps() < total && !state.done;
        if (stopped && checkpoint != null) {
            Checkpoint.write(checkpoint, network, step, state, description());
        }
        if (state.best != null && !stopped) {
            state.best.forEach(network.parameters()::set);
        }
        return List.copyOf(state.results);
    }

    private void begin() {
        if (closed) {
            throw new IllegalStateException("the trainer is closed");
        }
        if (step == null) {
            step = newStep();
        }
    }

    private void resume() {
        if (!resumed && checkpoint != null && Files.exists(checkpoint)) {
            Checkpoint.read(checkpoint, network, step, state, description());
        }
        resumed = true;
    }

    private TrainingStep newStep() {
        TrainingStep made = new TrainingStep(network, loss, optimizer, clip, groups).decay(decay);
        try {
            return carries ? made.carryState() : made;
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void endEpoch(int epoch, int batches, Progress progress) {
        Score score = validation == null ? null : step.evaluate(validation);
        EpochResult result = new EpochResult(epoch + 1, state.lossSum / batches, score);
        state.results.add(result);
        state.lossSum = 0;
        if (patience > 0) {
            if (score.loss() < state.bestLoss) {
                state.bestLoss = score.loss();
                state.bestEpoch = epoch;
                state.best = network.values();
            } else if (epoch - state.bestEpoch >= patience) {
                state.done = true;
            }
        }
        progress.epoch(result);
        if (checkpoint != null) {
            Checkpoint.write(checkpoint, network, step, state, description());
        }
    }

    /** How the network does on a set now. */
    public Score evaluate(DataSet set) {
        begin();
        return step.evaluate(set);
    }

    /** What a checkpoint must have been written by, to be gone on from. */
    private String description() {
        Map<String, Double> bounds = network.parameters().bounds();
        return network.architecture() + "; seed " + network.seed() + "; " + loss + "; " + optimizer + "; clip " + clip
                + "; patience " + patience + (decay == null ? "" : "; rate " + decay)
                + (carries ? "; carried states" : "")
                + ParameterGroup.describe(groups, network.parameters()) + (bounds.isEmpty() ? "" : "; bounds " + bounds);
    }

    @Override
    public void close() {
        closed = true;
        if (step != null) {
            step.close();
        }
    }

    /** Where a run stands between two steps, beside the parameters and the optimiser. */
    static final class TrainerState {
        final List<EpochResult> results = new ArrayList<>();
        /** Sum of the losses of the epoch at hand. */
        double lossSum;
        double bestLoss = Double.POSITIVE_INFINITY;
        int bestEpoch;
        /** The parameters of the best epoch; null without patience. */
        Map<String, Tensor> best;
        /** Whether an early stop has ended the run. */
        boolean done;
    }
}
