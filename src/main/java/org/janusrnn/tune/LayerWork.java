package org.janusrnn.tune;

import java.util.LinkedHashMap;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.kernel.Tunable;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Gradients;
import org.janusrnn.layer.Mode;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkBuilder;
import org.janusrnn.layer.NetworkPlan;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.reference.ReferenceCells;
import org.janusrnn.reference.ReferenceLinear;
import org.janusrnn.reference.ReferenceStack;
import org.janusrnn.reference.StackPass;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Tensor;

/**
 * The work by which a kernel is tuned: a network of one layer whose time that kernel rules. It is right where the outputs
 * and all gradients of a small odd-sized case are the double-precision reference's; it is timed on a larger one.
 *
 * @param kernel    whose parameters are looked for; time loops and the way run an LSTM or, without a recurrent product, an
 *                  IndRNN, products a linear layer.
 * @param sequences rows a launch has: sequences of the LSTM, rows of the linear layer.
 */
record LayerWork(Tunable kernel, int sequences) implements Work {
    /** Sums of this length in float32 are within 2e-6 of the largest; what a wrong kernel computes is far away. */
    private static final double TOLERANCE = 1e-5;
    private static final int ODD_INPUTS = 35;
    private static final int ODD_HIDDEN = 37;
    /** Smaller weights, or fewer steps, make no team. */
    private static final int TEAM_HIDDEN = 261;
    private static final int INPUTS = 256;
    private static final int HIDDEN = 256;
    /** The largest whose loop is one launch where nobody says otherwise. */
    private static final int SEQUENCE_HIDDEN = 128;
    private static final int STEPS = 8;

    private boolean loops() {
        return switch (kernel) {
            case WAY, WIDE_TILE, WIDE_STEP, WIDE_TEAM, WIDE_ELEMENTWISE, TILED_STEP, TILED_SEQUENCE -> true;
            default -> false;
        };
    }

    private boolean backward() {
        return kernel != Tunable.WIDE_PRODUCT && kernel != Tunable.TILED_PRODUCT;
    }

    private Cell cell() {
        return kernel == Tunable.WIDE_ELEMENTWISE ? Cells.indrnnRelu() : Cells.lstm();
    }

    private NetworkBuilder network(Engine engine, int inputs, int hidden) {
        NetworkBuilder builder = Network.builder(engine).input(inputs);
        return loops() ? builder.recurrent(cell(), hidden, r -> r.name("")) : builder.linear(hidden);
    }

    private Batch batch(int steps, int inputs, int size) {
        return Batch.of(random(1, loops() ? steps : 1, size, inputs));
    }

    private static Tensor random(int stream, int... dims) {
        Tensor tensor = Tensor.zeros(dims);
        CounterRandom random = CounterRandom.of(3, stream);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = 2 * random.uniform(i) - 1;
        }
        return tensor;
    }

    @Override
    public String fault(Engine engine) {
        boolean team = kernel == Tunable.WIDE_TEAM;
        int size = team ? sequences : sequences + 3; // no multiple of a tile
        Batch batch = batch(3, ODD_INPUTS, size);
        try (Network network = network(engine, ODD_INPUTS, team ? TEAM_HIDDEN : ODD_HIDDEN).build()) {
            Tensor dy = random(2, batch.steps(), size, network.outputs());
            Gradients found = network.gradients(batch, dy, null);
            Map<String, DoubleTensor> parameters = new LinkedHashMap<>();
            found.parameters().keySet().forEach(name ->
                    parameters.put(name, DoubleTensor.of(network.parameters().get(name))));
            Map<String, Tensor> results = new LinkedHashMap<>(found.parameters());
            results.put("y", found.output().y());
            results.put("x", found.x());
            Map<String, DoubleTensor> expected = loops() ? recurrent(batch, parameters, dy)
                    : linear(batch, parameters, dy);
            for (Map.Entry<String, Tensor> each : results.entrySet()) {
                double error = error(each.getValue(), expected.get(each.getKey()));
                if (!(error <= TOLERANCE)) {
                    return "wrong: " + each.getKey() + " is off by " + error + " of the largest value";
                }
            }
            return null;
        }
    }

    private Map<String, DoubleTensor> recurrent(Batch batch, Map<String, DoubleTensor> parameters, Tensor dy) {
        StackPass pass = ReferenceStack.of(ReferenceCells.of(cell().name(), 0, 0), parameters)
                .forward(DoubleTensor.of(batch.values()));
        StackPass.Gradients gradients = pass.backward(DoubleTensor.of(dy), null, null);
        Map<String, DoubleTensor> expected = new LinkedHashMap<>(gradients.parameters());
        expected.put("y", pass.y());
        expected.put("x", gradients.x());
        return expected;
    }

    private static Map<String, DoubleTensor> linear(Batch batch, Map<String, DoubleTensor> parameters, Tensor dy) {
        DoubleTensor x = DoubleTensor.of(batch.values());
        DoubleTensor weight = parameters.get("fc.weight");
        ReferenceLinear.Gradients gradients = ReferenceLinear.backward(x, weight, DoubleTensor.of(dy));
        return Map.of("y", ReferenceLinear.forward(x, weight, parameters.get("fc.bias")), "x", gradients.x(),
                "fc.weight", gradients.weight(), "fc.bias", gradients.bias());
    }

    /** The largest difference in units of the largest value; NaN where one is NaN. */
    static double error(Tensor got, DoubleTensor want) {
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < got.data().length; i++) {
            double d = Math.abs(got.data()[i] - want.data()[i]);
            difference = d > difference || Double.isNaN(d) ? d : difference;
            largest = Math.max(largest, Math.abs(want.data()[i]));
        }
        return difference / largest;
    }

    @Override
    public Timed timed(Engine engine) {
        Network network = network(engine, INPUTS,
                kernel == Tunable.TILED_SEQUENCE ? SEQUENCE_HIDDEN : HIDDEN).build();
        try {
            Batch batch = batch(STEPS, INPUTS, sequences);
            if (!backward()) {
                network.run(batch);
                return new Run(network, network.plan(batch, Mode.INFERENCE), false);
            }
            network.gradients(batch, random(2, batch.steps(), sequences, network.outputs()), null);
            return new Run(network, network.plan(batch, Mode.GRADIENTS), true);
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    /** A network and its plan, warmed up. */
    record Run(Network network, NetworkPlan plan, boolean backward) implements Timed {
        @Override
        public double nanos(int runs) {
            network.engine().finish();
            long start = System.nanoTime();
            for (int i = 0; i < runs; i++) {
                plan.forward();
                if (backward) {
                    plan.backward();
                }
            }
            network.engine().finish();
            return (System.nanoTime() - start) / (double) runs;
        }

        @Override
        public void close() {
            network.close();
        }
    }
}
