package org.janusrnn.verify;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * The recurrent layers of a golden file and the sizes of its batch.
 *
 * @param cell       name of the cell, such as {@code lstm}; any name, as files may be ahead of the program.
 * @param gates      row blocks of the weights in their order, such as i, f, g, o.
 * @param directions 1, or 2 for a bidirectional network.
 * @param steps      T, the time steps of a batch.
 * @param batch      B, its sequences.
 * @param inputs     I, the size of an input vector.
 * @param hidden     H, the hidden units of a direction.
 * @param projection size that the state is projected to; 0 for none.
 * @param beta       JANET's; 0 where the file does not say.
 */
public record GoldenNetwork(String cell, List<String> gates, int layers, int directions, boolean bias, int steps,
        int batch, int inputs, int hidden, int projection, double beta) {
    private static final Pattern PARAMETER = Pattern.compile("((?:weight|bias)_\\w+)_l(\\d{1,9})(_reverse)?");

    // With the largest size that metadata may give, the rows of a weight still fit in an int.
    private static final int MOST_GATES = 64;

    static GoldenNetwork of(GoldenMetadata metadata) {
        if (metadata.flag("batch_first")) {
            throw metadata.fault("batch_first", "is true, but only time-first files are read");
        }
        List<String> gates = List.of(metadata.text("gate_order").split(","));
        if (gates.size() > MOST_GATES) {
            throw metadata.fault("gate_order", "has " + gates.size() + " gates, more than any cell");
        }
        return new GoldenNetwork(metadata.text("cell"), gates,
                metadata.size("num_layers"), metadata.flag("bidirectional") ? 2 : 1, metadata.flag("bias"),
                metadata.size("seq_len"), metadata.size("batch"), metadata.size("input_size"),
                metadata.size("hidden_size"), metadata.sizeOrZero("proj_size", true), metadata.number("beta", 0));
    }

    /** O, the size of a direction's output vector. */
    public int outputs() {
        return projection > 0 ? projection : hidden;
    }

    /** Layers times directions: the first axis of a state, whose index is layer * directions + direction. */
    public int states() {
        return layers * directions;
    }

    Shape inputShape() {
        return Shape.of(steps, batch, inputs);
    }

    Shape outputShape() {
        return Shape.of(steps, batch, directions * outputs());
    }

    Shape hiddenStateShape() {
        return Shape.of(states(), batch, outputs());
    }

    Shape cellStateShape() {
        return Shape.of(states(), batch, hidden);
    }

    /** Reads the parameters under PyTorch's names, checked against these sizes; unmodifiable. */
    Map<String, Tensor> parameters(SafetensorsFile file) {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        for (String name : file.names()) {
            Matcher parts = PARAMETER.matcher(name);
            if (parts.matches()) {
                int layer = Integer.parseInt(parts.group(2));
                if (layer >= layers || parts.group(3) != null && directions == 1) {
                    throw new SafetensorsException(file.path(), name, "belongs to no layer: the file is of " + layers
                            + " layers, " + directions + (directions == 1 ? " direction" : " directions"));
                }
                parameters.put(name, file.tensor(name, shape(file, name, parts.group(1), layer)));
            }
        }
        for (int layer = 0; layer < layers; layer++) {
            requireLayer(file, "_l" + layer);
            if (directions == 2) {
                requireLayer(file, "_l" + layer + "_reverse");
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    private Shape shape(SafetensorsFile file, String name, String kind, int layer) {
        int rows = gates.size() * hidden;
        return switch (kind) {
            case "weight_ih" -> Shape.of(rows, layer == 0 ? inputs : directions * outputs());
            // An independently recurrent cell has a weight for each unit, not a matrix.
            case "weight_hh" -> file.shape(name).rank() == 1 ? Shape.of(hidden) : Shape.of(rows, outputs());
            case "weight_hr" -> Shape.of(projection, hidden);
            case "weight_peephole" -> Shape.of(3 * hidden);
            case "bias_ih", "bias_hh" -> Shape.of(rows);
            default -> file.shape(name);
        };
    }

    private void requireLayer(SafetensorsFile file, String suffix) {
        file.shape("weight_ih" + suffix);
        file.shape("weight_hh" + suffix);
        if (bias) {
            file.shape("bias_ih" + suffix);
        }
        if (projection > 0) {
            file.shape("weight_hr" + suffix);
        }
    }
}
