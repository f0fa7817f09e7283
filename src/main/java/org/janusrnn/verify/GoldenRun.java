package org.janusrnn.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Gradients;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkBuilder;
import org.janusrnn.layer.States;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;

/** Runs a golden case on a device and compares every result with the one expected. */
final class GoldenRun {
    private GoldenRun() {
    }

    /** The recurrent part of a golden file's network, with PyTorch's bare parameter names. */
    static NetworkBuilder builder(Engine engine, GoldenNetwork network, Cell cell) {
        return Network.builder(engine).input(network.inputs()).recurrent(cell, network.hidden(),
                r -> r.layers(network.layers()).bidirectional(network.directions() == 2).bias(network.bias())
                        .projection(network.projection())
                        .name(""));
    }

    /**
     * Runs a case forward and backward.
     *
     * @return a comparison for every result that the file expects.
     */
    static List<Comparison> run(Engine engine, GoldenCase golden, Cell cell) {
        try (Network network = builder(engine, golden.network(), cell).build()) {
            golden.parameters().forEach(network.parameters()::set);
            Map<String, Tensor> inputs = golden.inputs();
            Batch batch = Batch.of(inputs.get("x"));
            if (golden.lengths().isPresent()) {
                batch = batch.lengths(golden.lengths().get());
            }
            if (!golden.zeroInitialState()) {
                batch = batch.initial(new States(inputs.get("h0"), inputs.get("c0")));
            }
            Map<String, Tensor> upstream = golden.upstream();
            Gradients found = network.gradients(batch, upstream.get("y"),
                    new States(upstream.get("hn"), upstream.get("cn")));
            List<Comparison> comparisons = new ArrayList<>();
            for (String result : golden.expected().keySet()) {
                comparisons.add(golden.compare(result, result(found, result)));
            }
            return comparisons;
        }
    }

    private static Tensor result(Gradients found, String name) {
        return switch (name) {
            case "y" -> found.output().y();
            case "hn" -> found.output().states().h();
            case "cn" -> found.output().states().c();
            case "grad_x" -> found.x();
            case "grad_h0" -> found.initial().h();
            case "grad_c0" -> found.initial().c();
            default -> found.parameters().get(name.substring("grad_".length()));
        };
    }
}
