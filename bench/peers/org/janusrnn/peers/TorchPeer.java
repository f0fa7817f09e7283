package org.janusrnn.peers;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.janusrnn.tensor.Shape;

/** libtorch as org.bytedeco packages it, through its functions {@code lstm}, {@code gru} and {@code rnn_tanh}. */
final class TorchPeer implements Peer {
    private Request request;
    private PointerScope memory;
    private Tensor x;
    private Tensor state;
    private TensorVector states;
    private TensorVector parameters;
    private final Map<String, Tensor> byName = new LinkedHashMap<>();
    private Tensor y;
    private Tensor loss;

    TorchPeer() {
        // Loads the library before anybody waits for a row.
        torch.get_num_threads();
    }

    @Override
    public void prepare(Request row) {
        if (memory != null) {
            memory.close();
            byName.clear();
            y = null;
            loss = null;
        }
        memory = new PointerScope();
        request = row;
        x = tensor(row.x());
        state = torch.zeros(row.directions(), row.batch(), row.hidden());
        states = new TensorVector(state, torch.zeros(row.directions(), row.batch(), row.hidden()));
        parameters = new TensorVector();
        row.parameters().forEach((name, value) -> {
            Tensor parameter = tensor(value);
            parameter.set_requires_grad(row.training());
            byName.put(name, parameter);
            parameters.push_back(parameter);
        });
    }

    private static Tensor tensor(org.janusrnn.tensor.Tensor from) {
        long[] sizes = new long[from.shape().rank()];
        for (int axis = 0; axis < sizes.length; axis++) {
            sizes[axis] = from.shape().dim(axis);
        }
        return Tensor.create(from.data(), sizes);
    }

    @Override
    public void run() {
        release();
        try (PointerScope scope = new PointerScope()) {
            if (request.training()) {
                for (Tensor parameter : byName.values()) {
                    parameter.mutable_grad().reset();
                }
                y = outputs();
                loss = y.sum();
                loss.backward();
                loss.retainReference();
            } else {
                try (NoGradGuard guard = new NoGradGuard()) {
                    y = outputs();
                }
            }
            y.retainReference();
        }
    }

    /** A tensor of its own: the functions' first result lies in the tuple that they give back. */
    private Tensor outputs() {
        boolean train = request.training();
        boolean both = request.bidirectional();
        return switch (request.cell()) {
            case "lstm" -> new Tensor(torch.lstm(x, states, parameters, true, 1, 0, train, both, false).get0());
            case "gru" -> new Tensor(torch.gru(x, state, parameters, true, 1, 0, train, both, false).get0());
            case "rnn_tanh" -> new Tensor(torch.rnn_tanh(x, state, parameters, true, 1, 0, train, both, false).get0());
            default -> throw new IllegalArgumentException("libtorch has no " + request.cell());
        };
    }

    private void release() {
        if (y != null) {
            y.releaseReference();
            y = null;
        }
        if (loss != null) {
            loss.releaseReference();
            loss = null;
        }
    }

    @Override
    public Map<String, org.janusrnn.tensor.Tensor> results() {
        Map<String, org.janusrnn.tensor.Tensor> results = new LinkedHashMap<>();
        results.put("y", read(y, Shape.of(request.steps(), request.batch(), request.directions() * request.hidden())));
        if (request.training()) {
            results.put("loss", read(loss, Shape.of(1)));
            request.parameters().forEach((name, value) ->
                    results.put("grad_" + name, read(byName.get(name).grad(), value.shape())));
        }
        return results;
    }

    private static org.janusrnn.tensor.Tensor read(Tensor from, Shape shape) {
        float[] data = new float[Math.toIntExact(shape.elements())];
        if (from.numel() != data.length) {
            throw new IllegalStateException("libtorch left " + from.numel() + " numbers, not " + data.length);
        }
        try (PointerScope scope = new PointerScope()) {
            new FloatPointer(from.contiguous().data_ptr_float()).get(data);
        }
        return new org.janusrnn.tensor.Tensor(shape, data);
    }
}
