package org.janusrnn.verify;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * A short training run: recurrent layers and a linear head, the batches, and the losses and weights that an
 * independent implementation reached. Step s uses batch s modulo their number, from a zero initial state.
 */
public final class GoldenTraining implements GoldenFile {
    /** What the metadata of such a file has as its {@code format}. */
    public static final String FORMAT = "rnn-golden-train-1";
    /** How far a float32 run's losses may be off, by the format. */
    public static final double LOSS_TOLERANCE = 1e-4;
    /** How far a float32 run's final parameters may be off, by the format. */
    public static final double PARAMETER_TOLERANCE = 2e-4;

    /** What the linear head reads. */
    public enum Head {
        /** The output of every step. */
        EVERY_STEP,
        /** The last layer's final hidden states, the directions side by side. */
        FINAL_STATE
    }

    /** What is minimised. */
    public enum Loss {
        /** Cross-entropy with a class for each row, mean over the rows. */
        CROSS_ENTROPY,
        /** Squared error, mean over all elements. */
        SQUARED_ERROR
    }

    /**
     * The optimiser, with PyTorch's definitions and defaults.
     *
     * @param name         such as {@code sgd} or {@code adam}; any name, as files may be ahead of the program.
     * @param clipGradNorm largest global 2-norm of the gradients; 0 for no clipping.
     */
    public record Optimizer(String name, double learningRate, double momentum, double weightDecay,
            double clipGradNorm) {
    }

    private final SafetensorsFile file;
    private final String name;
    private final GoldenNetwork network;
    private final Head head;
    private final Loss loss;
    private final Optimizer optimizer;
    private final int outputs;
    private final int steps;
    private final GoldenBatches batches;
    private final Map<String, Tensor> parameters;
    private final Map<String, Tensor> finalParameters = new LinkedHashMap<>();
    private final float[] losses;
    private final float[] gradNorms;

    private GoldenTraining(SafetensorsFile file) {
        this.file = file;
        GoldenMetadata metadata = new GoldenMetadata(file, FORMAT);
        name = metadata.text("case");
        network = GoldenNetwork.of(metadata);
        head = head(metadata);
        loss = loss(metadata);
        optimizer = new Optimizer(metadata.text("optimizer"), metadata.number("lr"), metadata.number("momentum"),
                metadata.number("weight_decay"), metadata.number("clip_grad_norm"));
        outputs = metadata.size("outputs");
        steps = metadata.size("steps");
        batches = new GoldenBatches(file, network.inputShape(), rows(), outputs, loss);
        parameters = new LinkedHashMap<>(network.parameters(file));
        parameters.put("fc.weight", file.tensor("fc.weight",
                Shape.of(outputs, network.directions() * network.outputs())));
        parameters.put("fc.bias", file.tensor("fc.bias", Shape.of(outputs)));
        parameters.forEach((key, initial) ->
                finalParameters.put(key, file.tensor("final_" + key, initial.shape())));
        for (String tensor : file.names()) {
            if (tensor.startsWith("final_") && !finalParameters.containsKey(tensor.substring("final_".length()))) {
                throw new SafetensorsException(file.path(), tensor, "is of a parameter that the file does not have");
            }
        }
        losses = file.tensor("losses", Shape.of(steps)).data();
        gradNorms = file.tensor("grad_norms", Shape.of(steps)).data();
    }

    /** @throws SafetensorsException naming the file and the fault where it is not a whole golden training run. */
    public static GoldenTraining read(Path path) {
        return of(Safetensors.read(path));
    }

    /** @throws SafetensorsException naming the file and the fault where it is not a whole golden training run. */
    public static GoldenTraining of(SafetensorsFile file) {
        return new GoldenTraining(file);
    }

    private Shape rows() {
        return head == Head.EVERY_STEP ? Shape.of(network.steps(), network.batch()) : Shape.of(network.batch());
    }

    private static Head head(GoldenMetadata metadata) {
        String text = metadata.text("head");
        if (text.startsWith("logits = y @ fc.weight^T + fc.bias at every step")) {
            return Head.EVERY_STEP;
        }
        if (text.startsWith("logits = concat(last layer's hn of each direction) @ fc.weight^T + fc.bias")) {
            return Head.FINAL_STATE;
        }
        throw metadata.fault("head", "is " + SafetensorsException.quote(text) + ", which is not known");
    }

    private static Loss loss(GoldenMetadata metadata) {
        String text = metadata.text("loss");
        if (text.startsWith("cross_entropy, mean")) {
            return Loss.CROSS_ENTROPY;
        }
        if (text.startsWith("squared error, mean over all elements")) {
            return Loss.SQUARED_ERROR;
        }
        throw metadata.fault("loss", "is " + SafetensorsException.quote(text) + ", which is not known");
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public GoldenNetwork network() {
        return network;
    }

    public Head head() {
        return head;
    }

    public Loss loss() {
        return loss;
    }

    public Optimizer optimizer() {
        return optimizer;
    }

    /** Size of the linear head's output. */
    public int outputs() {
        return outputs;
    }

    /** Optimiser steps of the run. */
    public int steps() {
        return steps;
    }

    public GoldenBatches batches() {
        return batches;
    }

    /** The initial parameters: PyTorch's names for the recurrent layers, {@code fc.weight} and {@code fc.bias}. */
    @Override
    public Map<String, Tensor> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /** The expected parameters after the last step, by the same names. */
    public Map<String, Tensor> finalParameters() {
        return Collections.unmodifiableMap(finalParameters);
    }

    /** The expected loss before each step. */
    public float[] losses() {
        return losses.clone();
    }

    /** The expected global norm of the gradients at each step, before clipping. */
    public float[] gradNorms() {
        return gradNorms.clone();
    }

    public Comparison compareLosses(float[] got) {
        return Comparison.of("losses", got, losses, LOSS_TOLERANCE);
    }

    /** Compares a parameter after the last step. */
    public Comparison compareFinal(String parameter, Tensor got) {
        Tensor want = finalParameters.get(parameter);
        if (want == null) {
            throw new IllegalArgumentException(name + " has no parameter '" + parameter + "', but "
                    + finalParameters.keySet());
        }
        return Comparison.of("final_" + parameter, got, want, PARAMETER_TOLERANCE);
    }

    /** Of the parameters, before and after, and of the losses. */
    @Override
    public Map<String, Long> nonFinite() {
        Map<String, Long> counts = new LinkedHashMap<>();
        parameters.forEach((key, tensor) -> counts.put(key, tensor.nonFinite()));
        finalParameters.forEach((key, tensor) -> counts.put("final_" + key, tensor.nonFinite()));
        counts.put("losses", Tensor.of(losses, losses.length).nonFinite());
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    @Override
    public String toString() {
        return name;
    }
}
