package org.janusrnn.peers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.janusrnn.tensor.Tensor;

/**
 * The bytes of an ONNX model of one LSTM, GRU or RNN node with its weights. Field numbers are those of onnx.proto of ONNX
 * 1.17; the operators are those of operator set 14.
 *
 * <p>ONNX orders an LSTM's gates i, o, f, c where PyTorch has i, f, g, o, and a GRU's z, r, h where PyTorch has r, z, n.
 */
final class OnnxModel {
    private static final int OPERATOR_SET = 14;
    private static final int IR_VERSION = 8;
    private static final int FLOAT = 1;
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_STRING = 3;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private OnnxModel() {
    }

    static byte[] of(Request row) {
        List<Integer> gates = switch (row.cell()) {
            case "lstm" -> List.of(0, 3, 1, 2);
            case "gru" -> List.of(1, 0, 2);
            case "rnn_tanh" -> List.of(0);
            default -> throw new IllegalArgumentException("ONNX has no " + row.cell());
        };
        OnnxModel graph = new OnnxModel();
        graph.message(1, node(row, gates.size() == 3));
        graph.text(2, "row");
        int rows = gates.size() * row.hidden();
        int directions = row.directions();
        graph.message(5, tensor("W", weights(row.ofKind("weight_ih"), gates), directions, rows, row.inputs()));
        graph.message(5, tensor("R", weights(row.ofKind("weight_hh"), gates), directions, rows, row.hidden()));
        graph.message(5, tensor("B", biases(row, gates), directions, 2 * rows));
        graph.message(11, value("X", row.steps(), row.batch(), row.inputs()));
        graph.message(12, value("Y", row.steps(), directions, row.batch(), row.hidden()));
        OnnxModel operators = new OnnxModel();
        operators.text(1, "");
        operators.number(2, OPERATOR_SET);
        OnnxModel model = new OnnxModel();
        model.number(1, IR_VERSION);
        model.message(7, graph);
        model.message(8, operators);
        return model.out.toByteArray();
    }

    private static OnnxModel node(Request row, boolean gru) {
        OnnxModel node = new OnnxModel();
        for (String input : List.of("X", "W", "R", "B")) {
            node.text(1, input);
        }
        node.text(2, "Y");
        node.text(3, "layer");
        node.text(4, row.cell().equals("rnn_tanh") ? "RNN" : gru ? "GRU" : "LSTM");
        node.message(5, attribute("hidden_size", row.hidden()));
        OnnxModel direction = new OnnxModel();
        direction.text(1, "direction");
        direction.text(4, row.bidirectional() ? "bidirectional" : "forward");
        direction.number(20, ATTRIBUTE_STRING);
        node.message(5, direction);
        if (gru) {
            node.message(5, attribute("linear_before_reset", 1));
        }
        return node;
    }

    private static OnnxModel attribute(String name, long value) {
        OnnxModel attribute = new OnnxModel();
        attribute.text(1, name);
        attribute.number(3, value);
        attribute.number(20, ATTRIBUTE_INT);
        return attribute;
    }

    /** The row blocks of each direction's matrix in ONNX's order. */
    private static float[] weights(List<Tensor> directions, List<Integer> gates) {
        int length = directions.get(0).data().length;
        float[] all = new float[directions.size() * length];
        for (int d = 0; d < directions.size(); d++) {
            reorder(directions.get(d).data(), gates, all, d * length);
        }
        return all;
    }

    private static void reorder(float[] from, List<Integer> gates, float[] to, int at) {
        int block = from.length / gates.size();
        for (int gate = 0; gate < gates.size(); gate++) {
            System.arraycopy(from, gates.get(gate) * block, to, at + gate * block, block);
        }
    }

    private static float[] biases(Request row, List<Integer> gates) {
        int length = gates.size() * row.hidden();
        float[] all = new float[row.directions() * 2 * length];
        for (int d = 0; d < row.directions(); d++) {
            reorder(row.ofKind("bias_ih").get(d).data(), gates, all, 2 * d * length);
            reorder(row.ofKind("bias_hh").get(d).data(), gates, all, (2 * d + 1) * length);
        }
        return all;
    }

    private static OnnxModel tensor(String name, float[] data, int... sizes) {
        OnnxModel tensor = new OnnxModel();
        for (int size : sizes) {
            tensor.number(1, size);
        }
        tensor.number(2, FLOAT);
        tensor.text(8, name);
        ByteBuffer raw = ByteBuffer.allocate(data.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(data);
        tensor.bytes(9, raw.array());
        return tensor;
    }

    private static OnnxModel value(String name, int... sizes) {
        OnnxModel shape = new OnnxModel();
        for (int size : sizes) {
            OnnxModel axis = new OnnxModel();
            axis.number(1, size);
            shape.message(1, axis);
        }
        OnnxModel array = new OnnxModel();
        array.number(1, FLOAT);
        array.message(2, shape);
        OnnxModel type = new OnnxModel();
        type.message(1, array);
        OnnxModel value = new OnnxModel();
        value.text(1, name);
        value.message(2, type);
        return value;
    }

    private void number(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
    }

    private void text(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private void message(int field, OnnxModel value) {
        bytes(field, value.out.toByteArray());
    }

    private void bytes(int field, byte[] value) {
        varint((long) field << 3 | BYTES);
        varint(value.length);
        out.writeBytes(value);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
