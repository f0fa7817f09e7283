package org.janusrnn.verify;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * A forward-and-gradient case: layers, a batch, and the outputs and gradients that an independent implementation found
 * for them in double precision. The gradients are those of sum(y*R_y) + sum(hn*R_hn) [+ sum(cn*R_cn)].
 */
public final class GoldenCase implements GoldenFile {
    /** What the metadata of such a file has as its {@code format}. */
    public static final String FORMAT = "rnn-golden-1";

    // The tolerance that the format lays down for a float32 implementation.
    private static final double FLOAT32_ERRORS = 20;
    private static final double FLOAT32_ROUNDING = 4e-6;

    private final SafetensorsFile file;
    private final String name;
    private final GoldenNetwork network;
    private final boolean zeroInitialState;
    private final double loss;
    private final int[] lengths;
    private final Map<String, Tensor> parameters;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<String, Tensor> upstream = new LinkedHashMap<>();
    private final Map<String, Tensor> expected = new LinkedHashMap<>();
    private final Map<String, Double> tolerances = new LinkedHashMap<>();

    private GoldenCase(SafetensorsFile file) {
        this.file = file;
        GoldenMetadata metadata = new GoldenMetadata(file, FORMAT);
        name = metadata.text("case");
        network = GoldenNetwork.of(metadata);
        zeroInitialState = metadata.text("initial_state").equals("zero");
        loss = metadata.number("loss");
        lengths = file.has("lengths") || !metadata.text("lengths").isEmpty() ? readLengths() : null;
        inputs.put("x", file.tensor("x", network.inputShape()));
        readState("y", null, network.outputShape());
        readState("hn", "h0", network.hiddenStateShape());
        if (network.cell().startsWith("lstm") || file.has("c0") || file.has("cn")) {
            readState("cn", "c0", network.cellStateShape());
        }
        parameters = network.parameters(file);
        inputs.forEach(this::readGradient);
        parameters.forEach(this::readGradient);
        readTolerances(metadata);
    }

    /** @throws SafetensorsException naming the file and the fault where it is not a whole golden case. */
    public static GoldenCase read(Path path) {
        return of(Safetensors.read(path));
    }

    /** @throws SafetensorsException naming the file and the fault where it is not a whole golden case. */
    public static GoldenCase of(SafetensorsFile file) {
        return new GoldenCase(file);
    }

    private int[] readLengths() {
        long[] read = file.longs("lengths", Shape.of(network.batch()));
        int[] checked = new int[read.length];
        for (int b = 0; b < read.length; b++) {
            if (read[b] < 1 || read[b] > network.steps()) {
                throw new SafetensorsException(file.path(), "lengths", "sequence " + b + " has " + read[b]
                        + " steps, but from 1 to " + network.steps() + " are possible");
            }
            checked[b] = (int) read[b];
        }
        return checked;
    }

    private void readState(String result, String initial, Shape shape) {
        if (initial != null) {
            inputs.put(initial, file.tensor(initial, shape));
        }
        upstream.put(result, file.tensor("R_" + result, shape));
        expected.put(result, file.tensor(result, shape));
    }

    private void readGradient(String of, Tensor value) {
        expected.put("grad_" + of, file.tensor("grad_" + of, value.shape()));
    }

    private void readTolerances(GoldenMetadata metadata) {
        Map<String, Double> errors = metadata.numbers("float32_max_abs_error");
        Map<String, Double> magnitudes = metadata.numbers("max_abs");
        for (String result : errors.keySet()) {
            if (!expected.containsKey(result)) {
                throw metadata.fault("float32_max_abs_error", "names the result "
                        + SafetensorsException.quote(result) + ", whose tensors the file does not have");
            }
        }
        for (String result : expected.keySet()) {
            if (!errors.containsKey(result) || !magnitudes.containsKey(result)) {
                throw metadata.fault(errors.containsKey(result) ? "max_abs" : "float32_max_abs_error",
                        "has no number for the result '" + result + "'");
            }
            tolerances.put(result, Math.max(FLOAT32_ERRORS * errors.get(result),
                    FLOAT32_ROUNDING * magnitudes.get(result)));
        }
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

    /** Valid steps of each sequence, from 1 to T; empty where all sequences have T. */
    public Optional<int[]> lengths() {
        return Optional.ofNullable(lengths).map(int[]::clone);
    }

    /** Whether the initial states are zeros; they stand in the inputs all the same. */
    public boolean zeroInitialState() {
        return zeroInitialState;
    }

    /** {@code x} [T, B, I], {@code h0} [L*D, B, O] and, for a cell with a cell state, {@code c0} [L*D, B, H]. */
    public Map<String, Tensor> inputs() {
        return Collections.unmodifiableMap(inputs);
    }

    @Override
    public Map<String, Tensor> parameters() {
        return parameters;
    }

    /** The gradients that arrive from above, by the output they are of: {@code y}, {@code hn} and maybe {@code cn}. */
    public Map<String, Tensor> upstream() {
        return Collections.unmodifiableMap(upstream);
    }

    /** {@code y} [T, B, D*O], {@code hn}, maybe {@code cn}, then {@code grad_} of each input and parameter. */
    public Map<String, Tensor> expected() {
        return Collections.unmodifiableMap(expected);
    }

    /** The loss in double precision. */
    public double loss() {
        return loss;
    }

    /** The largest error that a float32 implementation may have in an element of the result of that name. */
    public double tolerance(String result) {
        Double tolerance = tolerances.get(result);
        if (tolerance == null) {
            throw new IllegalArgumentException(name + " expects no result '" + result + "', but " + expected.keySet());
        }
        return tolerance;
    }

    /** Compares one result with what is expected. */
    public Comparison compare(String result, Tensor got) {
        double tolerance = tolerance(result);
        return Comparison.of(result, got, expected.get(result), tolerance);
    }

    @Override
    public Map<String, Long> nonFinite() {
        Map<String, Long> counts = new LinkedHashMap<>();
        inputs.forEach((key, tensor) -> counts.put(key, tensor.nonFinite()));
        parameters.forEach((key, tensor) -> counts.put(key, tensor.nonFinite()));
        upstream.forEach((key, tensor) -> counts.put("R_" + key, tensor.nonFinite()));
        expected.forEach((key, tensor) -> counts.put(key, tensor.nonFinite()));
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    @Override
    public String toString() {
        return name;
    }
}
