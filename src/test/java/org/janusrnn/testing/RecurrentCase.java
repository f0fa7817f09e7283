package org.janusrnn.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.CellFunctions;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Gradients;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.NetworkBuilder;
import org.janusrnn.layer.Output;
import org.janusrnn.layer.States;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.reference.GruReference;
import org.janusrnn.reference.GruResetBeforeReference;
import org.janusrnn.reference.LstmReference;
import org.janusrnn.reference.ReferenceCell;
import org.janusrnn.reference.ReferenceCells;
import org.janusrnn.reference.ReferenceStack;
import org.janusrnn.reference.RnnReference;
import org.janusrnn.reference.StackPass;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.TestCells.Form;

/**
 * Recurrent layers with random weights, a random batch and random gradients from above, to be run on a device and by the
 * reference. Results go by PyTorch's names: y, hn, cn and grad_ of x, h0, c0 and every parameter.
 *
 * <p>Weights are uniform within 1 / sqrt(fan-in), so that states neither die out nor grow over hundreds of steps; peepholes
 * within 0.3, since larger ones drive a memory up until its gates stand where float32 has no digits left for 1 - gate.
 */
public final class RecurrentCase {
    public final Form form;
    public final int steps;
    public final int batch;
    public final int inputs;
    public final int hidden;
    /** O, the size of h. */
    public final int outputs;
    public int layers = 1;
    public boolean bidirectional;
    public int[] lengths;
    public Map<String, Tensor> parameters;
    public Tensor x;
    public States initial;
    public Tensor dy;
    public States dStates;
    private Map<String, double[]> spread;

    private RecurrentCase(Form form, int steps, int batch, int inputs, int hidden) {
        this.form = form;
        this.steps = steps;
        this.batch = batch;
        this.inputs = inputs;
        this.hidden = hidden;
        this.outputs = form.projected() ? 2 * hidden / 3 : hidden;
    }

    /** One layer in one direction. */
    public static RecurrentCase of(Form form, int steps, int batch, int inputs, int hidden) {
        return new RecurrentCase(form, steps, batch, inputs, hidden).fill(1);
    }

    /** Several layers, in one direction. */
    public static RecurrentCase stacked(Form form, int layers, int steps, int batch, int inputs, int hidden) {
        RecurrentCase made = new RecurrentCase(form, steps, batch, inputs, hidden);
        made.layers = layers;
        return made.fill(1);
    }

    /** Several layers, in both directions. */
    public static RecurrentCase bidirectional(Form form, int layers, int steps, int batch, int inputs, int hidden) {
        RecurrentCase made = new RecurrentCase(form, steps, batch, inputs, hidden);
        made.layers = layers;
        made.bidirectional = true;
        return made.fill(2);
    }

    private RecurrentCase fill(int directions) {
        Numbers numbers = new Numbers(form.toString().hashCode() * 31L + steps * 7L + batch + inputs + hidden);
        parameters = new LinkedHashMap<>();
        ReferenceStack.parameters(reference(), inputs, hidden, layers, bidirectional, true).forEach((name, shape) ->
                parameters.put(name, numbers.uniform(bound(name, shape), shape)));
        x = numbers.uniform(2, steps, batch, inputs);
        initial = states(numbers, directions);
        dy = numbers.uniform(1, steps, batch, directions * outputs);
        dStates = states(numbers, directions);
        return this;
    }

    private static double bound(String name, Shape shape) {
        return shape.rank() == 2 ? 1 / Math.sqrt(shape.dim(1)) : name.startsWith("weight_peephole") ? 0.3 : 0.9;
    }

    private States states(Numbers numbers, int directions) {
        Tensor h = numbers.uniform(1, layers * directions, batch, outputs);
        return new States(h, form.cell().states() > 1 ? numbers.uniform(1, layers * directions, batch, hidden) : null);
    }

    /** Valid steps of each sequence. */
    public RecurrentCase lengths(int... each) {
        lengths = each;
        return this;
    }

    /** One sequence of the batch, without its padding, as a batch of its own. */
    public RecurrentCase sequence(int b) {
        RecurrentCase alone = new RecurrentCase(form, lengths == null ? steps : lengths[b], 1, inputs, hidden);
        alone.layers = layers;
        alone.bidirectional = bidirectional;
        alone.parameters = parameters;
        alone.x = cut(x, alone.steps, b);
        alone.dy = cut(dy, alone.steps, b);
        alone.initial = cut(initial, b);
        alone.dStates = cut(dStates, b);
        return alone;
    }

    private static States cut(States states, int b) {
        Tensor c = states.c();
        return new States(cut(states.h(), states.h().shape().dim(0), b),
                c == null ? null : cut(c, c.shape().dim(0), b));
    }

    private static Tensor cut(Tensor tensor, int length, int b) {
        int batch = tensor.shape().dim(1);
        int width = tensor.shape().dim(2);
        Tensor part = Tensor.zeros(length, 1, width);
        for (int i = 0; i < length; i++) {
            System.arraycopy(tensor.data(), (i * batch + b) * width, part.data(), i * width, width);
        }
        return part;
    }

    /** The network, with PyTorch's bare parameter names and this case's values. */
    public Network network(Engine engine) {
        NetworkBuilder builder = Network.builder(engine).input(inputs)
                .recurrent(form.cell(), hidden, r -> r.layers(layers).bidirectional(bidirectional).name("")
                        .projection(form.projected() ? outputs : 0));
        Network network = builder.build();
        try {
            parameters.forEach(network.parameters()::set);
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    public Batch batch() {
        Batch full = Batch.of(x).initial(initial);
        return lengths == null ? full : full.lengths(lengths);
    }

    /** Every result, from the device. */
    public Map<String, Tensor> run(Engine engine) {
        try (Network network = network(engine)) {
            return results(network.gradients(batch(), dy, dStates));
        }
    }

    /** What inference gives of them. */
    public Map<String, Tensor> infer(Engine engine) {
        Map<String, Tensor> results = new LinkedHashMap<>();
        try (Network network = network(engine)) {
            Output output = network.run(batch());
            results.put("y", output.y());
            results.put("hn", output.states().h());
            results.put("cn", output.states().c());
        }
        results.values().removeIf(tensor -> tensor == null);
        return results;
    }

    /** Every result of a backward pass by name. */
    public static Map<String, Tensor> results(Gradients found) {
        Map<String, Tensor> results = new LinkedHashMap<>();
        results.put("y", found.output().y());
        results.put("hn", found.output().states().h());
        results.put("cn", found.output().states().c());
        results.put("grad_x", found.x());
        results.put("grad_h0", found.initial().h());
        results.put("grad_c0", found.initial().c());
        results.values().removeIf(tensor -> tensor == null);
        found.parameters().forEach((name, tensor) -> results.put("grad_" + name, tensor));
        return results;
    }

    /** Every result, by the reference. */
    public Map<String, DoubleTensor> expected() {
        return expected(reference());
    }

    /** Every result, by this cell in the reference's place. */
    Map<String, DoubleTensor> expected(ReferenceCell cell) {
        StackPass pass = ReferenceStack.of(cell, DoubleTensor.of(parameters)).forward(DoubleTensor.of(x),
                lengths, DoubleTensor.of(initial.h()), orNull(initial.c()));
        StackPass.Gradients gradients = pass.backward(DoubleTensor.of(dy), DoubleTensor.of(dStates.h()),
                orNull(dStates.c()));
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        results.put("y", pass.y());
        results.put("hn", pass.hn());
        results.put("grad_x", gradients.x());
        results.put("grad_h0", gradients.h0());
        if (form.cell().states() > 1) {
            results.put("cn", pass.cn());
            results.put("grad_c0", gradients.c0());
        }
        gradients.parameters().forEach((name, tensor) -> results.put("grad_" + name, tensor));
        return results;
    }

    private static DoubleTensor orNull(Tensor tensor) {
        return tensor == null ? null : DoubleTensor.of(tensor);
    }

    /** {@link RoundingSpread} of the case as it is when first asked: it takes many times as long as the reference. */
    Map<String, double[]> spread() {
        if (spread == null) {
            spread = RoundingSpread.of(this);
        }
        return spread;
    }

    ReferenceCell reference() {
        Cell cell = form.cell();
        Object beta = cell.constants().get("BETA");
        ReferenceCell plain = ReferenceCells.of(cell.name().replace("_coupled", ""), form.projected() ? outputs : 0,
                beta == null ? 0 : ((Number) beta).doubleValue());
        CellFunctions functions = CellFunctions.of(cell);
        if (plain instanceof LstmReference lstm) {
            return (cell.constants().containsKey("COUPLED") ? lstm.withCoupledGates() : lstm).with(functions);
        }
        if (plain instanceof GruReference gru) {
            return gru.with(functions);
        }
        if (plain instanceof GruResetBeforeReference gru) {
            return gru.with(functions);
        }
        return plain instanceof RnnReference rnn ? rnn.with(functions) : plain;
    }

    @Override
    public String toString() {
        return form + " T=" + steps + " B=" + batch + " I=" + inputs + " H=" + hidden;
    }
}
