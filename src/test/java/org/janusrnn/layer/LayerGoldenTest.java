package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.verify.Comparison;
import org.junit.jupiter.api.Test;

/**
 * Layers around recurrent ones, and the structures that these stand in, forward and backward, against libtorch's results in
 * double precision.
 */
class LayerGoldenTest {
    /** So that a file that is not found is missed. */
    @Test
    void everyKindOfLayerIsThere() {
        assertThat(LayerGolden.all()).extracting(golden -> golden.name().replaceFirst("\\.safetensors$", "")).contains(
                "linear-lengths", "linear-relu", "linear-tanh", "linear-sigmoid", "linear-nobias", "activation-relu",
                "activation-tanh", "activation-sigmoid", "embedding", "layer-norm-37", "batch-norm",
                "batch-norm-lengths", "batch-norm-per-step", "batch-norm-inference", "batch-norm-training",
                "batch-norm-per-step-training", "dropout-inference", "last-step", "convolution", "convolution-lengths",
                "convolution-same-relu", "max-pool", "average-pool", "cnn-lstm", "bidirectional-sum",
                "mixed-stack", "final-states", "six-matrices", "indrnn-plain", "indrnn-residual",
                "indrnn-dense-per-step");
    }

    @EveryWay
    void agreesWithLibtorch(DeviceAndWay where) {
        List<String> failures = new ArrayList<>();
        try (Engine engine = where.open()) {
            for (LayerGolden golden : LayerGolden.all()) {
                Map<String, Tensor> results = run(engine, golden);
                assertThat(results.keySet()).as(golden.name()).containsExactlyInAnyOrderElementsOf(golden.expected());
                results.forEach((result, got) -> {
                    Comparison comparison = golden.compare(result, got);
                    if (!comparison.passed()) {
                        failures.add(comparison.toString());
                    }
                });
            }
        }
        assertThat(failures).isEmpty();
    }

    private static Map<String, Tensor> run(Engine engine, LayerGolden golden) {
        Map<String, Tensor> results = new LinkedHashMap<>();
        try (Network network = golden.network(engine)) {
            switch (golden.mode()) {
                case "gradients" -> {
                    Gradients found = network.gradients(golden.batch(), golden.outputGradient(), null);
                    results.put("y", found.output().y());
                    if (found.x() != null) {
                        results.put("grad_x", found.x());
                    }
                    found.parameters().forEach((name, tensor) -> results.put("grad_" + name, tensor));
                }
                case "inference" -> results.put("y", network.predict(golden.batch()));
                case "training" -> {
                    for (Batch batch : golden.batches()) {
                        NetworkPlan plan = network.plan(batch, Mode.TRAINING);
                        plan.begin(batch, 0);
                        plan.forward();
                        plan.readOutput();
                    }
                    network.parameters().stored().stream().filter(p -> !p.learnt())
                            .forEach(p -> results.put("after_" + p.name(), network.parameters().get(p.name())));
                    results.put("y", network.predict(golden.batch()));
                }
                default -> throw new IllegalArgumentException("there is no mode " + golden.mode());
            }
        }
        return results;
    }
}
