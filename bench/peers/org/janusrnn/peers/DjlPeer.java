package org.janusrnn.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.Map;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * libtorch as DJL packages it: PyTorch's own build, whose matrix products are MKL's. Its layers put the parameters of two
 * directions in the wrong order, so the functions below them are called, with the parameters in order.
 */
final class DjlPeer implements Peer {
    private final NDManager root = NDManager.newBaseManager("PyTorch");
    private NDManager memory;
    private NDManager last;
    private Request request;
    private NDArray x;
    private NDList states;
    private NDList parameters;
    private final Map<String, NDArray> byName = new LinkedHashMap<>();
    private NDArray y;
    private NDArray loss;

    @Override
    public void prepare(Request row) {
        if (memory != null) {
            release();
            memory.close();
            byName.clear();
        }
        memory = root.newSubManager();
        request = row;
        x = array(row.x());
        ai.djl.ndarray.types.Shape state = new ai.djl.ndarray.types.Shape(row.directions(), row.batch(), row.hidden());
        states = new NDList(memory.zeros(state));
        if (row.cell().equals("lstm")) {
            states.add(memory.zeros(state));
        }
        parameters = new NDList();
        row.parameters().forEach((name, value) -> {
            NDArray parameter = array(value);
            parameter.setRequiresGradient(row.training());
            byName.put(name, parameter);
            parameters.add(parameter);
        });
    }

    private NDArray array(Tensor from) {
        long[] sizes = new long[from.shape().rank()];
        for (int axis = 0; axis < sizes.length; axis++) {
            sizes[axis] = from.shape().dim(axis);
        }
        return memory.create(from.data(), new ai.djl.ndarray.types.Shape(sizes));
    }

    private void release() {
        if (last != null) {
            last.close();
            last = null;
        }
    }

    @Override
    public void run() {
        release();
        last = memory.newSubManager();
        x.attach(last); // results belong to the manager of the input
        try {
            if (!request.training()) {
                y = outputs();
                return;
            }
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                y = outputs();
                loss = y.sum();
                collector.backward(loss);
            }
        } finally {
            x.attach(memory);
        }
    }

    private NDArray outputs() {
        boolean train = request.training();
        boolean both = request.bidirectional();
        var functions = x.getNDArrayInternal();
        return switch (request.cell()) {
            case "lstm" -> functions.lstm(x, states, parameters, true, 1, 0, train, both, false).get(0);
            case "gru" -> functions.gru(x, states.get(0), parameters, true, 1, 0, train, both, false).get(0);
            case "rnn_tanh" -> functions.rnn(x, states.get(0), parameters, true, 1,
                    ai.djl.nn.recurrent.RNN.Activation.TANH, 0, train, both, false).get(0);
            default -> throw new IllegalArgumentException("libtorch has no " + request.cell());
        };
    }

    @Override
    public Map<String, Tensor> results() {
        Map<String, Tensor> results = new LinkedHashMap<>();
        results.put("y", read(y, Shape.of(request.steps(), request.batch(), request.directions() * request.hidden())));
        if (request.training()) {
            results.put("loss", read(loss, Shape.of(1)));
            request.parameters().forEach((name, value) ->
                    results.put("grad_" + name, read(byName.get(name).getGradient(), value.shape())));
        }
        return results;
    }

    private static Tensor read(NDArray from, Shape shape) {
        return new Tensor(shape, from.toFloatArray());
    }
}
