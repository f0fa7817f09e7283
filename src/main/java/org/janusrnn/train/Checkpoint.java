package org.janusrnn.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.Parameters;
import org.janusrnn.layer.States;
import org.janusrnn.tensor.Tensor;

/** A training run on disk: an ordinary safetensors file, with the optimiser's memory beside the parameters. */
final class Checkpoint {
    private static final String OPTIMIZER = "optimizer.";
    private static final String BEST = "best.";
    private static final String STATE = "state.";

    private Checkpoint() {
    }

    /** Writes the whole file or nothing. */
    static void write(Path path, Network network, TrainingStep step, Trainer.TrainerState state, String run) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(network.values());
        step.memory().forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("architecture", network.architecture());
        metadata.put("run", run);
        metadata.put("steps", Long.toString(step.steps()));
        metadata.put("loss_sum", Double.toString(state.lossSum));
        metadata.put("best_loss", Double.toString(state.bestLoss));
        metadata.put("best_epoch", Integer.toString(state.bestEpoch));
        metadata.put("done", Boolean.toString(state.done));
        metadata.put("results", results(state));
        if (state.best != null) {
            state.best.forEach((name, tensor) -> tensors.put(BEST + name, tensor));
        }
        int layer = 0;
        for (States states = step.states(); states != null; states = states.next()) {
            tensors.put(STATE + layer + ".h", states.h());
            if (states.c() != null) {
                tensors.put(STATE + layer + ".c", states.c());
            }
            layer++;
        }
        Safetensors.write(path, metadata, tensors);
    }

    /** The states that were carried, of this recurrent layer and those behind it; null where there are none. */
    private static States states(SafetensorsFile file, int layer) {
        String name = STATE + layer;
        return !file.has(name + ".h") ? null : new States(file.tensor(name + ".h"),
                file.has(name + ".c") ? file.tensor(name + ".c") : null, states(file, layer + 1));
    }

    private static String results(Trainer.TrainerState state) {
        StringJoiner all = new StringJoiner(";");
        for (EpochResult result : state.results) {
            Score score = result.validation();
            all.add(result.epoch() + "," + result.loss()
                    + (score == null ? "" : "," + score.loss() + "," + score.correct() + "," + score.counted()));
        }
        return all.toString();
    }

    /**
     * Takes up a run where its checkpoint left it.
     *
     * @throws IllegalArgumentException where the checkpoint is of another run; nothing is changed then.
     */
    static void read(Path path, Network network, TrainingStep step, Trainer.TrainerState state, String run) {
        SafetensorsFile file = Safetensors.read(path);
        String written = file.metadata("run");
        if (!written.equals(run)) {
            throw new IllegalArgumentException(path + ": the checkpoint is of another run (" + written
                    + "), this one is (" + run + "): name another file or delete it");
        }
        Map<String, Tensor> values = new LinkedHashMap<>();
        Map<String, Tensor> best = new LinkedHashMap<>();
        for (Parameters.Parameter p : network.parameters().stored()) {
            values.put(p.name(), file.tensor(p.name(), p.shape()));
            if (file.has(BEST + p.name())) {
                best.put(p.name(), file.tensor(BEST + p.name(), p.shape()));
            }
        }
        Map<String, Tensor> memory = new LinkedHashMap<>();
        step.memory().forEach((name, now) -> memory.put(name, file.tensor(OPTIMIZER + name, now.shape())));
        States states = states(file, 0);
        long steps;
        try {
            steps = Long.parseLong(file.metadata("steps"));
            state.lossSum = Double.parseDouble(file.metadata("loss_sum"));
            state.bestLoss = Double.parseDouble(file.metadata("best_loss"));
            state.bestEpoch = Integer.parseInt(file.metadata("best_epoch"));
            for (String result : file.metadata("results").split(";")) {
                if (!result.isEmpty()) {
                    state.results.add(result(result.split(",")));
                }
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException(path + ": the checkpoint is broken: " + e.getMessage()
                    + ": delete it to start anew", e);
        }
        state.done = Boolean.parseBoolean(file.metadata("done"));
        state.best = best.isEmpty() ? null : best;
        step.resume(steps, memory::get, states);
        values.forEach(network.parameters()::set);
    }

    private static EpochResult result(String[] parts) {
        Score score = parts.length < 5 ? null
                : new Score(Double.parseDouble(parts[2]), Long.parseLong(parts[3]), Long.parseLong(parts[4]));
        return new EpochResult(Integer.parseInt(parts[0]), Double.parseDouble(parts[1]), score);
    }
}
