package org.janusrnn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.janusrnn.cell.Cells;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.Numbers;

/**
 * Schuster and Paliwal's bidirectional network (1997) has six weight matrices: its output and their gradients, by the
 * equations of docs/structures.md written out with six matrices.
 */
class SchusterPaliwalTest {
    private static final int STEPS = 5;
    private static final int INPUTS = 3;
    private static final int HIDDEN = 4;
    private static final int OUTPUTS = 2;
    private static final double NUDGE = 1e-5;

    /** A matrix of the paper: some columns of a parameter. */
    record Matrix(String parameter, int first, int columns) {
    }

    private static final Map<String, Matrix> SIX = new TreeMap<>(Map.of(
            "input to forward", new Matrix("rnn.weight_ih_l0", 0, INPUTS),
            "input to backward", new Matrix("rnn.weight_ih_l0_reverse", 0, INPUTS),
            "forward to forward", new Matrix("rnn.weight_hh_l0", 0, HIDDEN),
            "backward to backward", new Matrix("rnn.weight_hh_l0_reverse", 0, HIDDEN),
            "forward to output", new Matrix("fc.weight", 0, HIDDEN),
            "backward to output", new Matrix("fc.weight", HIDDEN, HIDDEN)));

    private static Network network(Engine engine) {
        return Network.builder(engine).input(INPUTS)
                .recurrent(Cells.rnnTanh(), HIDDEN, r -> r.bidirectional().bias(false))
                .linear(OUTPUTS, l -> l.bias(false)).build();
    }

    private static double[][] cut(Tensor parameter, Matrix of) {
        int width = parameter.shape().dim(1);
        double[][] matrix = new double[parameter.shape().dim(0)][of.columns];
        for (int row = 0; row < matrix.length; row++) {
            for (int c = 0; c < of.columns; c++) {
                matrix[row][c] = parameter.data()[row * width + of.first + c];
            }
        }
        return matrix;
    }

    /** Each number of the network is one of exactly one of the six. */
    @EveryWay
    void thereAreSixMatricesAndNothingElse(DeviceAndWay on) {
        try (Engine engine = on.open(); Network network = network(engine)) {
            List<String> numbers = new ArrayList<>();
            SIX.values().forEach(matrix -> {
                for (int c = 0; c < matrix.columns; c++) {
                    numbers.add(matrix.parameter + " column " + (matrix.first + c));
                }
            });
            List<String> all = new ArrayList<>();
            network.values().forEach((name, tensor) -> {
                assertThat(tensor.shape().rank()).as(name).isEqualTo(2);
                for (int c = 0; c < tensor.shape().dim(1); c++) {
                    all.add(name + " column " + c);
                }
            });
            assertThat(numbers).containsExactlyInAnyOrderElementsOf(all);
            assertThat(SIX).hasSize(6);
        }
    }

    /** y(t) for each t of one sequence. */
    private static double[][] outputs(Map<String, double[][]> w, double[][] x) {
        double[][] forward = new double[STEPS][];
        double[][] backward = new double[STEPS][];
        for (int t = 0; t < STEPS; t++) {
            forward[t] = state(w.get("input to forward"), x[t], w.get("forward to forward"),
                    t == 0 ? new double[HIDDEN] : forward[t - 1]);
        }
        for (int t = STEPS - 1; t >= 0; t--) {
            backward[t] = state(w.get("input to backward"), x[t], w.get("backward to backward"),
                    t == STEPS - 1 ? new double[HIDDEN] : backward[t + 1]);
        }
        double[][] y = new double[STEPS][OUTPUTS];
        for (int t = 0; t < STEPS; t++) {
            for (int o = 0; o < OUTPUTS; o++) {
                y[t][o] = dot(w.get("forward to output")[o], forward[t])
                        + dot(w.get("backward to output")[o], backward[t]);
            }
        }
        return y;
    }

    private static double[] state(double[][] input, double[] x, double[][] recurrent, double[] old) {
        double[] state = new double[HIDDEN];
        for (int i = 0; i < HIDDEN; i++) {
            state[i] = Math.tanh(dot(input[i], x) + dot(recurrent[i], old));
        }
        return state;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[][] rows(Tensor tensor) {
        int width = tensor.shape().dim(2);
        double[][] rows = new double[STEPS][width];
        for (int i = 0; i < STEPS * width; i++) {
            rows[i / width][i % width] = tensor.data()[i];
        }
        return rows;
    }

    private static double loss(Map<String, double[][]> w, double[][] x, double[][] dy) {
        double loss = 0;
        double[][] y = outputs(w, x);
        for (int t = 0; t < STEPS; t++) {
            loss += dot(y[t], dy[t]);
        }
        return loss;
    }

    /** The differences are exact to about 1e-9; the device computes with 24 bits, sums of some ten terms near 1. */
    @EveryWay
    void outputAndGradientsAreThoseOfThePaper(DeviceAndWay on) {
        Numbers numbers = new Numbers(1997);
        Tensor x = numbers.uniform(1, STEPS, 1, INPUTS);
        Tensor dy = numbers.uniform(1, STEPS, 1, OUTPUTS);
        try (Engine engine = on.open(); Network network = network(engine)) {
            Gradients found = network.gradients(Batch.of(x), dy, null);
            Map<String, double[][]> w = new TreeMap<>();
            SIX.forEach((name, matrix) -> w.put(name, cut(network.values().get(matrix.parameter), matrix)));
            double[][] want = outputs(w, rows(x));
            double[][] got = rows(found.output().y());
            for (int t = 0; t < STEPS; t++) {
                assertThat(got[t]).as("y(%d)", t).containsExactly(want[t], Offset.offset(2e-6));
            }
            w.forEach((name, matrix) -> {
                double[][] gradient = cut(found.parameters().get(SIX.get(name).parameter), SIX.get(name));
                for (int row = 0; row < matrix.length; row++) {
                    for (int c = 0; c < matrix[row].length; c++) {
                        double value = matrix[row][c];
                        matrix[row][c] = value + NUDGE;
                        double above = loss(w, rows(x), rows(dy));
                        matrix[row][c] = value - NUDGE;
                        double below = loss(w, rows(x), rows(dy));
                        matrix[row][c] = value;
                        assertThat(gradient[row][c]).as("gradient of %s [%d][%d]", name, row, c)
                                .isCloseTo((above - below) / (2 * NUDGE), Offset.offset(4e-6));
                    }
                }
            });
        }
    }
}
