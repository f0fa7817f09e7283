package org.janusrnn.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.CellParameter;
import org.janusrnn.cell.CellParameter.Kind;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Gradients;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.States;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * Two layers of a cell in both directions with random weights, sequences of uneven lengths, initial states and gradients
 * from above. Small, but of more than one block of hidden units.
 */
final class CellCase {
    static final int LAYERS = 2;
    static final int DIRECTIONS = 2;
    static final int STEPS = 6;
    static final int INPUTS = 3;
    static final int HIDDEN = 18;
    static final List<Integer> LENGTHS = List.of(6, 1, 4);
    private static final int PROJECTION = 11;
    private static final long SEED = 21;

    final Cell cell;
    /** 0: h is not projected. */
    final int projection;
    /** By name: x, h0, s0 where the cell has more than h, and the parameters. */
    final Map<String, Tensor> inputs = new LinkedHashMap<>();
    /** Gradients of the results: y, hn, sn. */
    final Map<String, Tensor> upstream = new LinkedHashMap<>();
    private long stream;

    CellCase(Cell cell, boolean projected) {
        this.cell = cell;
        projection = projected ? PROJECTION : 0;
        inputs.put("x", random(1.5, STEPS, LENGTHS.size(), INPUTS));
        upstream.put("y", random(1, STEPS, LENGTHS.size(), DIRECTIONS * outputs()));
        states(inputs, "h0", "s0");
        states(upstream, "hn", "sn");
        for (int index = 0; index < LAYERS * DIRECTIONS; index++) {
            for (CellParameter parameter : parameters(index / DIRECTIONS)) {
                inputs.put(parameter.name(index / DIRECTIONS, index % DIRECTIONS == 1),
                        random(bound(parameter), parameter.shape().toArray()));
            }
        }
    }

    private void states(Map<String, Tensor> of, String h, String others) {
        of.put(h, random(1, LAYERS * DIRECTIONS, LENGTHS.size(), outputs()));
        if (cell.states() > 1) {
            of.put(others, random(1, LAYERS * DIRECTIONS * (cell.states() - 1), LENGTHS.size(), HIDDEN));
        }
    }

    private static double bound(CellParameter parameter) {
        return parameter.shape().rank() == 2 ? 1 / Math.sqrt(parameter.shape().dim(1))
                : parameter.kind() == Kind.VECTORS ? 0.8 : 0.5;
    }

    private Tensor random(double range, int... dims) {
        Tensor tensor = new Tensor(Shape.of(dims), new float[Math.toIntExact(Shape.of(dims).elements())]);
        CounterRandom random = CounterRandom.of(SEED, stream++);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) (range * (2 * random.uniform(i) - 1));
        }
        return tensor;
    }

    /** Size of h. */
    int outputs() {
        return projection > 0 ? projection : HIDDEN;
    }

    List<CellParameter> parameters(int layer) {
        return cell.parameters(layer == 0 ? INPUTS : DIRECTIONS * outputs(), HIDDEN, projection, true);
    }

    /** Every result and gradient on a device. */
    Map<String, Tensor> run(Engine engine) {
        try (Network network = network(engine)) {
            int[] lengths = LENGTHS.stream().mapToInt(Integer::intValue).toArray();
            Batch batch = Batch.of(inputs.get("x")).lengths(lengths).initial(new States(inputs.get("h0"),
                    inputs.get("s0")));
            return results(network.gradients(batch, upstream.get("y"), new States(upstream.get("hn"),
                    upstream.get("sn"))));
        }
    }

    /** The same for each sequence alone, without padding. */
    List<Map<String, Tensor>> runAlone(Engine engine) {
        List<Map<String, Tensor>> all = new ArrayList<>();
        try (Network network = network(engine)) {
            for (int b = 0; b < LENGTHS.size(); b++) {
                int length = LENGTHS.get(b);
                Batch batch = Batch.of(cut(inputs.get("x"), length, b)).initial(states(inputs, "h0", "s0", b));
                all.add(results(network.gradients(batch, cut(upstream.get("y"), length, b),
                        states(upstream, "hn", "sn", b))));
            }
        }
        return all;
    }

    private static States states(Map<String, Tensor> from, String h, String others, int b) {
        Tensor c = from.get(others);
        return new States(cut(from.get(h), from.get(h).shape().dim(0), b), c == null ? null : cut(c, c.shape().dim(0), b));
    }

    /** The first rows of one sequence of {@code [rows, B, width]}. */
    static Tensor cut(Tensor tensor, int rows, int b) {
        int batch = tensor.shape().dim(1);
        int width = tensor.shape().dim(2);
        Tensor part = Tensor.zeros(rows, 1, width);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(tensor.data(), (i * batch + b) * width, part.data(), i * width, width);
        }
        return part;
    }

    private Network network(Engine engine) {
        Network network = Network.builder(engine).input(INPUTS).recurrent(cell, HIDDEN, r -> r.layers(LAYERS)
                .bidirectional().projection(projection).name("")).build();
        try {
            network.parameters().all().forEach(p -> network.parameters().set(p.name(), inputs.get(p.name())));
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private static Map<String, Tensor> results(Gradients found) {
        Map<String, Tensor> results = new LinkedHashMap<>();
        results.put("y", found.output().y());
        results.put("hn", found.output().states().h());
        results.put("sn", found.output().states().c());
        results.put("grad_x", found.x());
        results.put("grad_h0", found.initial().h());
        results.put("grad_s0", found.initial().c());
        results.values().removeIf(tensor -> tensor == null);
        found.parameters().forEach((name, tensor) -> results.put("grad_" + name, tensor));
        return results;
    }
}
