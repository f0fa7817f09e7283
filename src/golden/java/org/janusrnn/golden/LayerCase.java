package org.janusrnn.golden;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.janusrnn.io.Safetensors;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/** A layer with random parameters and a random batch; libtorch's formula for it makes the results of a golden file. */
final class LayerCase {
    private static final String FORMAT = "janus-layer-golden-v1";
    /** What stands behind the ends of sequences, which nothing may depend on. */
    private static final float PADDING = 1000;

    private final String name;
    private final String architecture;
    private final Random random;
    private final Map<String, Tensor> given = new LinkedHashMap<>();
    private final List<String> wanted = new ArrayList<>();
    private int steps;
    private int batch;
    private int[] lengths;

    /**
     * A case.
     *
     * @param name         of its file.
     * @param architecture the network in Janus' text form.
     */
    LayerCase(String name, String architecture) {
        this.name = name;
        this.architecture = architecture;
        random = new Random(name.hashCode());
    }

    /** Its batch: values [T, B, F]. */
    LayerCase x(int stepCount, int size, int features) {
        steps = stepCount;
        batch = size;
        wanted.add("x");
        return give("x", uniform(2, stepCount, size, features));
    }

    /** Gives every column of the batch a mean of its own. */
    LayerCase means() {
        Tensor x = given.get("x");
        int width = x.shape().dim(2);
        for (int i = 0; i < x.data().length; i++) {
            x.data()[i] += i % width % 7 - 3;
        }
        return this;
    }

    /** Its batch: indices [T, B] below {@code entries}. */
    LayerCase indices(int stepCount, int size, int entries) {
        steps = stepCount;
        batch = size;
        Tensor tensor = Tensor.zeros(stepCount, size);
        for (int row = 0; row < tensor.data().length; row++) {
            tensor.data()[row] = random.nextInt(entries);
        }
        return give("x", tensor);
    }

    /** Valid steps of each sequence. */
    LayerCase lengths(int... valid) {
        lengths = valid;
        Tensor tensor = Tensor.zeros(valid.length);
        for (int b = 0; b < valid.length; b++) {
            tensor.data()[b] = valid[b];
        }
        Tensor x = given.get("x");
        int width = x.shape().rank() == 3 ? x.shape().dim(2) : 0;
        for (int i = 0; i < steps * batch * width; i++) {
            int row = i / width;
            x.data()[i] = row / batch < valid[row % batch] ? x.data()[i] : PADDING * x.data()[i];
        }
        return give("lengths", tensor);
    }

    /** A parameter, uniform within a bound around a middle. */
    LayerCase parameter(String parameter, double middle, double bound, int... dims) {
        wanted.add(parameter);
        return buffer(parameter, middle, bound, dims);
    }

    /** Numbers that are kept with the parameters but not learnt. */
    LayerCase buffer(String parameter, double middle, double bound, int... dims) {
        Tensor tensor = uniform(bound, dims);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] += (float) middle;
        }
        return give(parameter, tensor);
    }

    private LayerCase give(String tensor, Tensor value) {
        given.put(tensor, value);
        return this;
    }

    private Tensor uniform(double bound, int... dims) {
        Tensor tensor = Tensor.zeros(dims);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return tensor;
    }

    /** Writes y and the gradients of sum(y * R_y). */
    void gradients(Path folder, Function<Run, org.bytedeco.pytorch.Tensor> formula) throws IOException {
        Shape shape = Run.shape(run(ScalarType.Double, false, formula).get("y"));
        give("R_y", uniform(1, shape.toArray()));
        write(folder, "gradients", formula);
    }

    /** Writes y as inference has it, from buffers that are given. */
    void inference(Path folder, Function<Run, org.bytedeco.pytorch.Tensor> formula) throws IOException {
        write(folder, "inference", formula);
    }

    /**
     * Writes what training on batches leaves in the buffers, and y as inference has it thereafter.
     *
     * @param formula takes each of {@code batches}, leaves the buffers as results of the name {@code after_BUFFER}, and
     *                gives y for x.
     */
    void training(Path folder, int batches, Function<Run, org.bytedeco.pytorch.Tensor> formula) throws IOException {
        int width = given.get("x").shape().dim(2);
        give("batches", uniform(3, batches, steps, batch, width));
        write(folder, "training", formula);
    }

    private void write(Path folder, String mode, Function<Run, org.bytedeco.pytorch.Tensor> formula)
            throws IOException {
        boolean backward = mode.equals("gradients");
        Map<String, org.bytedeco.pytorch.Tensor> exact = run(ScalarType.Double, backward, formula);
        Map<String, org.bytedeco.pytorch.Tensor> rough = run(ScalarType.Float, backward, formula);
        Map<String, Tensor> tensors = new LinkedHashMap<>(given);
        Map<String, Double> errors = new LinkedHashMap<>();
        Map<String, Double> largest = new LinkedHashMap<>();
        exact.forEach((result, tensor) -> {
            double[] want = Run.numbers(tensor);
            double[] got = Run.numbers(rough.get(result));
            float[] floats = new float[want.length];
            double error = 0;
            double most = 0;
            for (int i = 0; i < want.length; i++) {
                floats[i] = (float) want[i];
                error = Math.max(error, Math.abs(got[i] - want[i]));
                most = Math.max(most, Math.abs(want[i]));
            }
            tensors.put(result, new Tensor(Run.shape(tensor), floats));
            errors.put(result, error);
            largest.put(result, most);
        });
        Safetensors.write(folder.resolve(name + ".safetensors"), Map.of("format", FORMAT, "architecture", architecture,
                "mode", mode, "float32_max_abs_error", JSON.std.asString(errors), "max_abs",
                JSON.std.asString(largest)), tensors);
    }

    private Map<String, org.bytedeco.pytorch.Tensor> run(ScalarType precision, boolean backward,
            Function<Run, org.bytedeco.pytorch.Tensor> formula) {
        Run run = new Run(precision, steps, batch, lengths);
        given.forEach((each, tensor) -> run.put(each, tensor, backward && wanted.contains(each)));
        org.bytedeco.pytorch.Tensor y = run.masked(formula.apply(run));
        Map<String, org.bytedeco.pytorch.Tensor> results = new LinkedHashMap<>();
        results.put("y", y);
        results.putAll(run.results());
        if (backward) {
            y.mul(run.get("R_y")).sum().backward();
            wanted.forEach(each -> results.put("grad_" + each, run.get(each).grad()));
        }
        return results;
    }
}
