package org.janusrnn.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.tensor.Tensor;

/**
 * A row to compute: one layer with a batch.
 *
 * @param cell          {@code lstm}, {@code gru} or {@code rnn_tanh}.
 * @param bidirectional whether it has two directions.
 * @param training      whether the backward pass belongs to a run.
 * @param x             input {@code [T, B, I]}.
 * @param parameters    by PyTorch's names, in its order: weights and biases of a direction, then those of the other.
 */
record Request(String cell, boolean bidirectional, boolean training, Tensor x, Map<String, Tensor> parameters) {
    private static final List<String> STEMS = List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh");

    /** Reads what {@code prepare} names. */
    static Request read(String cell, boolean bidirectional, boolean training, Path path) {
        SafetensorsFile file = Safetensors.read(path);
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        for (String direction : bidirectional ? List.of("", "_reverse") : List.of("")) {
            for (String stem : STEMS) {
                String name = stem + "_l0" + direction;
                parameters.put(name, file.tensor(name, file.shape(name)));
            }
        }
        return new Request(cell, bidirectional, training, file.tensor("x", file.shape("x")), parameters);
    }

    int steps() {
        return x.shape().dim(0);
    }

    int batch() {
        return x.shape().dim(1);
    }

    int inputs() {
        return x.shape().dim(2);
    }

    /** H. */
    int hidden() {
        return parameters.get("weight_hh_l0").shape().dim(1);
    }

    int directions() {
        return bidirectional ? 2 : 1;
    }

    /** The parameters of one kind, of each direction in turn. */
    List<Tensor> ofKind(String stem) {
        List<Tensor> all = new ArrayList<>();
        all.add(parameters.get(stem + "_l0"));
        if (bidirectional) {
            all.add(parameters.get(stem + "_l0_reverse"));
        }
        return all;
    }
}
