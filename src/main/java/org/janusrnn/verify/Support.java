package org.janusrnn.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.CellParameter;
import org.janusrnn.cell.Cells;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * What Janus has of what a golden file asks for. Files may be ahead of the program.
 *
 * @param cell   Janus's cell for the file; null where it has none, or not in the file's form.
 * @param reason what is missing; null where nothing is.
 */
record Support(Cell cell, String reason) {
    /** The row blocks of each cell's weights, in the order in which Janus takes them. */
    private static final Map<String, List<String>> GATES = Map.of(
            "rnn_tanh", List.of("h"), "rnn_relu", List.of("h"),
            "lstm", List.of("i", "f", "g", "o"),
            "lstm_peephole", List.of("i", "f", "g", "o"),
            "gru", List.of("r", "z", "n"), "gru_reset_before", List.of("r", "z", "n"),
            "janet", List.of("f", "g"),
            "mgu", List.of("f", "h"),
            "indrnn_relu", List.of("h"), "indrnn_tanh", List.of("h"));

    static Support of(GoldenFile file) {
        GoldenNetwork network = file.network();
        Optional<Cell> found = network.cell().equals("janet") ? Optional.of(Cells.janet((float) network.beta()))
                : Cells.named(network.cell());
        List<String> gates = GATES.get(network.cell());
        if (found.isEmpty() || gates == null) {
            return lacks("there is no cell " + network.cell() + " yet");
        }
        Cell cell = found.get();
        if (network.projection() > 0 && !cell.projectable()) {
            return lacks("there is no " + cell.name() + " with a projection");
        }
        if (!network.gates().equals(gates)) {
            return lacks("the file has the gates of " + cell.name() + " as " + String.join(",", network.gates())
                    + ", Janus takes " + String.join(",", gates));
        }
        if (file instanceof GoldenTraining training) {
            String missing = missing(training);
            if (missing != null) {
                return lacks(missing);
            }
        }
        String difference = difference(file, expected(cell, network));
        return difference != null ? lacks(difference) : new Support(cell, null);
    }

    /** What a training run needs beyond its cell and Janus lacks; null for nothing. */
    private static String missing(GoldenTraining training) {
        if (GoldenTrainingRun.optimizer(training.optimizer()).isEmpty()) {
            return "there is no optimiser " + training.optimizer().name() + " yet";
        }
        return training.head() == GoldenTraining.Head.FINAL_STATE && training.network().directions() == 2
                ? "there is no head that reads the final states of both directions yet" : null;
    }

    private static Support lacks(String reason) {
        return new Support(null, reason);
    }

    private static Map<String, Shape> expected(Cell cell, GoldenNetwork network) {
        Map<String, Shape> all = new LinkedHashMap<>();
        for (int layer = 0; layer < network.layers(); layer++) {
            int inputs = layer == 0 ? network.inputs() : network.directions() * network.outputs();
            for (int direction = 0; direction < network.directions(); direction++) {
                for (CellParameter parameter : cell.parameters(inputs, network.hidden(), network.projection(),
                        network.bias())) {
                    all.put(parameter.name(layer, direction == 1), parameter.shape());
                }
            }
        }
        return all;
    }

    /** How the file's parameters differ from those of Janus's cell; null where they do not. */
    private static String difference(GoldenFile file, Map<String, Shape> expected) {
        String cell = "Janus's " + file.network().cell();
        for (Map.Entry<String, Shape> parameter : expected.entrySet()) {
            Tensor has = file.parameters().get(parameter.getKey());
            if (has == null) {
                return cell + " has a " + parameter.getKey() + ", the file has none";
            }
            if (!has.shape().equals(parameter.getValue())) {
                return parameter.getKey() + " has shape " + has.shape() + " in the file, " + parameter.getValue()
                        + " in " + cell;
            }
        }
        for (String name : file.parameters().keySet()) {
            if (!expected.containsKey(name) && !name.startsWith("fc.")) {
                return "the file has a " + name + ", " + cell + " has none";
            }
        }
        return null;
    }
}
