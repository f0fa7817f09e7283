package org.janusrnn.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Gradients;
import org.janusrnn.layer.Network;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.reference.ReferenceCell;
import org.janusrnn.reference.ReferenceConvolution;
import org.janusrnn.reference.ReferenceLinear;
import org.janusrnn.reference.ReferencePooling;
import org.janusrnn.reference.ReferenceStack;
import org.janusrnn.reference.ReferenceWindows;
import org.janusrnn.reference.StackPass;
import org.janusrnn.tensor.Tensor;

/**
 * The reference of a whole network: its layers one behind the other, forward as they are named, then all the way back. It
 * takes the parameters of the network by their names.
 *
 * <pre>{@code
 * ReferenceChain.of(network, batch).convolution("conv", windows).recurrent("rnn", cell).linear("fc").differences(found, dy)
 * }</pre>
 */
public final class ReferenceChain {
    private final Map<String, DoubleTensor> parameters;
    private final Map<String, DoubleTensor> gradients = new LinkedHashMap<>();
    private final Deque<UnaryOperator<DoubleTensor>> wayBack = new ArrayDeque<>();
    private final int steps;
    private final int batch;
    private DoubleTensor value;
    private int[] lengths;

    private ReferenceChain(Map<String, DoubleTensor> parameters, DoubleTensor x, int[] lengths) {
        this.parameters = parameters;
        steps = x.shape().dim(0);
        batch = x.shape().dim(1);
        value = x;
        this.lengths = lengths;
    }

    /** With the network's parameters and the values of a batch. */
    public static ReferenceChain of(Network network, Batch batch) {
        return new ReferenceChain(DoubleTensor.of(network.values()), DoubleTensor.of(batch.values()), batch.lengths());
    }

    public ReferenceChain convolution(String name, ReferenceWindows windows) {
        DoubleTensor x = value;
        int[] valid = lengths;
        DoubleTensor weight = parameters.get(name + ".weight");
        DoubleTensor bias = parameters.get(name + ".bias");
        return then(ReferenceConvolution.forward(x, valid, weight, bias, windows), windows.count(valid), dy -> {
            ReferenceConvolution.Gradients found = ReferenceConvolution.backward(x, valid, weight, windows, dy);
            gradients.put(name + ".weight", found.weight());
            gradients.put(name + ".bias", found.bias());
            return found.x();
        });
    }

    public ReferenceChain maximum(ReferenceWindows windows) {
        DoubleTensor x = value;
        int[] valid = lengths;
        return then(ReferencePooling.maximum(x, valid, windows), windows.count(valid),
                dy -> ReferencePooling.maximumBack(x, valid, windows, dy));
    }

    public ReferenceChain mean(ReferenceWindows windows) {
        DoubleTensor x = value;
        int[] valid = lengths;
        return then(ReferencePooling.mean(x, valid, windows), windows.count(valid),
                dy -> ReferencePooling.meanBack(x, valid, windows, dy));
    }

    public ReferenceChain recurrent(String name, ReferenceCell cell) {
        return recurrent(name, ReferenceStack.of(cell, named(name)));
    }

    /** Both directions, their outputs added up. */
    public ReferenceChain summed(String name, ReferenceCell cell) {
        return recurrent(name, ReferenceStack.summed(cell, named(name)));
    }

    private ReferenceChain recurrent(String name, ReferenceStack stack) {
        StackPass pass = stack.forward(value, lengths);
        return then(pass.y(), lengths, dy -> {
            StackPass.Gradients found = pass.backward(dy, null, null);
            found.parameters().forEach((stem, tensor) -> gradients.put(name + "." + stem, tensor));
            return found.x();
        });
    }

    private Map<String, DoubleTensor> named(String name) {
        Map<String, DoubleTensor> own = new LinkedHashMap<>();
        parameters.forEach((full, tensor) -> {
            if (full.startsWith(name + ".")) {
                own.put(full.substring(name.length() + 1), tensor);
            }
        });
        return own;
    }

    public ReferenceChain linear(String name) {
        DoubleTensor x = value;
        DoubleTensor weight = parameters.get(name + ".weight");
        return then(padded(ReferenceLinear.forward(x, weight, parameters.get(name + ".bias"))), lengths, dy -> {
            ReferenceLinear.Gradients found = ReferenceLinear.backward(x, weight, padded(dy));
            gradients.put(name + ".weight", found.weight());
            gradients.put(name + ".bias", found.bias());
            return found.x();
        });
    }

    public ReferenceChain relu() {
        DoubleTensor x = value;
        return then(relu(x, x), lengths, dy -> relu(dy, x));
    }

    private static DoubleTensor relu(DoubleTensor values, DoubleTensor where) {
        DoubleTensor kept = DoubleTensor.zeros(values.shape());
        for (int i = 0; i < kept.data().length; i++) {
            kept.data()[i] = where.data()[i] > 0 ? values.data()[i] : 0;
        }
        return kept;
    }

    /** Each sequence's last valid step. */
    public ReferenceChain lastStep() {
        DoubleTensor x = value;
        int[] valid = lengths;
        int width = x.shape().dim(2);
        DoubleTensor last = DoubleTensor.zeros(1, batch, width);
        for (int b = 0; b < batch; b++) {
            System.arraycopy(x.data(), lastRow(x, valid, b) * width, last.data(), b * width, width);
        }
        return then(last, null, dy -> {
            DoubleTensor dx = DoubleTensor.zeros(x.shape());
            for (int b = 0; b < batch; b++) {
                System.arraycopy(dy.data(), b * width, dx.data(), lastRow(x, valid, b) * width, width);
            }
            return dx;
        });
    }

    /** The final h of each direction of a recurrent layer, side by side. */
    public ReferenceChain finalStates(String name, ReferenceCell cell) {
        StackPass pass = ReferenceStack.of(cell, named(name)).forward(value, lengths);
        DoubleTensor last = pass.last();
        return then(DoubleTensor.of(last.data(), 1, batch, last.shape().dim(1)), null, dy -> {
            StackPass.Gradients found = pass.backwardFromLast(new DoubleTensor(last.shape(), dy.data()));
            found.parameters().forEach((stem, tensor) -> gradients.put(name + "." + stem, tensor));
            return found.x();
        });
    }

    private int lastRow(DoubleTensor x, int[] valid, int b) {
        return ((valid == null ? x.shape().dim(0) : valid[b]) - 1) * batch + b;
    }

    private ReferenceChain then(DoubleTensor y, int[] left, UnaryOperator<DoubleTensor> back) {
        value = y;
        lengths = left;
        wayBack.push(back);
        return this;
    }

    /** Zeros behind the ends of sequences. */
    private DoubleTensor padded(DoubleTensor tensor) {
        int width = tensor.shape().dim(2);
        DoubleTensor zeroed = new DoubleTensor(tensor.shape(), tensor.data().clone());
        for (int i = 0; lengths != null && i < zeroed.data().length; i++) {
            int row = i / width;
            zeroed.data()[i] = row / batch < lengths[row % batch] ? zeroed.data()[i] : 0;
        }
        return zeroed;
    }

    /** The output of the last layer so far. */
    public DoubleTensor y() {
        return value;
    }

    /**
     * What a device's results differ by from these by more than rounding explains, a line for each.
     *
     * @param dy gradient of the output that they were found with.
     */
    public List<String> differences(Gradients found, Tensor dy) {
        double terms = steps;
        for (DoubleTensor parameter : parameters.values()) {
            terms += (double) parameter.data().length / parameter.shape().dim(0);
        }
        DoubleTensor back = padded(DoubleTensor.of(dy));
        for (UnaryOperator<DoubleTensor> layer : wayBack) {
            back = layer.apply(back);
        }
        List<String> failures = new ArrayList<>();
        compare(failures, "y", found.output().y(), value, terms);
        compare(failures, "grad_x", found.x(), back, terms);
        double rows = terms + (double) steps * batch;
        found.parameters().forEach((name, tensor) -> compare(failures, name, tensor, gradients.get(name), rows));
        return failures;
    }

    private static void compare(List<String> failures, String name, Tensor got, DoubleTensor want, double terms) {
        double error = want.maxDifference(got);
        double allowed = Rounding.tolerance(terms, want);
        if (!(error <= allowed)) {
            failures.add(String.format("%s is off by %.3g, allowed %.3g", name, error, allowed));
        }
    }
}
