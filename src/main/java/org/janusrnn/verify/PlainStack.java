package org.janusrnn.verify;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cell.Slots;
import org.janusrnn.cell.CellParameter;
import org.janusrnn.cell.CellParameter.Kind;

/**
 * The layers of a {@link CellCase} in plain loops around a page, forward, several times side by side with other numbers: what
 * the device's fused kernels are held against. Nothing is shared with them but the page.
 */
final class PlainStack {
    private static final int BATCH = CellCase.LENGTHS.size();

    private final CellCase setting;
    private final PageProbe probe;
    private final Cell cell;
    private final int outputs;
    private final int others;

    PlainStack(CellCase setting, PageProbe probe) {
        this.setting = setting;
        this.probe = probe;
        cell = setting.cell;
        outputs = setting.outputs();
        others = cell.states() - 1;
    }

    /** One direction of one layer, side by side for all variants. */
    private final class Walk {
        private final List<Map<String, double[]>> variants;
        private final int index;
        private final Map<Kind, String> names = new LinkedHashMap<>();
        private final double[] a;
        private final double[] s;
        private final double[] v;

        Walk(List<Map<String, double[]>> variants, int index) {
            this.variants = variants;
            this.index = index;
            int layer = index / CellCase.DIRECTIONS;
            for (CellParameter parameter : setting.parameters(layer)) {
                names.put(parameter.kind(), parameter.name(layer, reverse()));
            }
            int units = variants.size() * BATCH * CellCase.HIDDEN;
            a = new double[units * cell.slots()];
            s = new double[units * cell.states()];
            v = new double[units * cell.vectors()];
            for (int unit = 0; unit < units; unit++) {
                for (int j = 0; j < others; j++) {
                    s[unit * cell.states() + 1 + j] = value(unit, "s0")[state(unit, j)];
                }
                for (int j = 0; j < cell.vectors(); j++) {
                    v[unit * cell.vectors() + j] = parameter(unit, Kind.VECTORS)[j * CellCase.HIDDEN + hidden(unit)];
                }
            }
        }

        boolean reverse() {
            return index % CellCase.DIRECTIONS == 1;
        }

        private int hidden(int unit) {
            return unit % CellCase.HIDDEN;
        }

        private int sequence(int unit) {
            return unit / CellCase.HIDDEN % BATCH;
        }

        private int variant(int unit) {
            return unit / CellCase.HIDDEN / BATCH;
        }

        private double[] value(int unit, String name) {
            return variants.get(variant(unit)).get(name);
        }

        private double[] parameter(int unit, Kind kind) {
            return value(unit, names.get(kind));
        }

        /** Where a unit's state j beside h lies in {@code [layers * directions * others, B, H]}. */
        private int state(int unit, int j) {
            return ((index * others + j) * BATCH + sequence(unit)) * CellCase.HIDDEN + hidden(unit);
        }

        /** Adds a product to the slots it reaches: rows of {@code x}, of a variant and sequence each. */
        private void product(Slots run, Kind weight, double[][] x) {
            for (int unit = 0; unit < a.length / cell.slots(); unit++) {
                double[] row = x[variant(unit) * BATCH + sequence(unit)];
                double[] w = parameter(unit, weight);
                for (int gate = 0; gate < run.gates(); gate++) {
                    int from = (run.blocks().get(gate) * CellCase.HIDDEN + hidden(unit)) * row.length;
                    double sum = 0;
                    for (int k = 0; k < row.length; k++) {
                        sum += w[from + k] * row[k];
                    }
                    a[unit * cell.slots() + run.first() + gate] += sum;
                }
            }
        }

        private void bias(Slots run, Kind kind) {
            for (int unit = 0; unit < a.length / cell.slots(); unit++) {
                for (int gate = 0; gate < run.gates(); gate++) {
                    a[unit * cell.slots() + run.first() + gate] +=
                            parameter(unit, kind)[run.blocks().get(gate) * CellCase.HIDDEN + hidden(unit)];
                }
            }
        }

        /** One step: from inputs and h, rows of a variant and sequence each, to the new h. */
        double[][] step(double[][] x, double[][] h) {
            Arrays.fill(a, 0);
            product(cell.input(), Kind.INPUT_WEIGHT, x);
            bias(cell.input(), Kind.INPUT_BIAS);
            if (cell.recurrentBias()) {
                bias(cell.recurrentBiasSlots(), Kind.RECURRENT_BIAS);
            }
            if (!cell.elementwise()) {
                product(cell.recurrent(), Kind.RECURRENT_WEIGHT, h);
            }
            for (int unit = 0; unit < s.length / cell.states(); unit++) {
                s[unit * cell.states()] = setting.projection > 0 ? 0
                        : h[variant(unit) * BATCH + sequence(unit)][hidden(unit)];
            }
            if (cell.inHalves()) {
                double[] m = new double[s.length / cell.states()];
                probe.operand(a, s, v, m);
                product(cell.operand(), Kind.RECURRENT_WEIGHT, rows(m, 1));
            }
            probe.forward(a, s, v);
            double[][] made = rows(s, cell.states());
            return setting.projection > 0 ? projected(made) : made;
        }

        /** The first of every {@code stride} numbers of the units, as rows of a variant and sequence each. */
        private double[][] rows(double[] of, int stride) {
            double[][] rows = new double[variants.size() * BATCH][CellCase.HIDDEN];
            for (int unit = 0; unit < of.length / stride; unit++) {
                rows[unit / CellCase.HIDDEN][hidden(unit)] = of[unit * stride];
            }
            return rows;
        }

        private double[][] projected(double[][] made) {
            double[][] rows = new double[made.length][outputs];
            for (int i = 0; i < made.length; i++) {
                double[] w = variants.get(i / BATCH).get(names.get(Kind.PROJECTION));
                for (int o = 0; o < outputs; o++) {
                    for (int k = 0; k < CellCase.HIDDEN; k++) {
                        rows[i][o] += w[o * CellCase.HIDDEN + k] * made[i][k];
                    }
                }
            }
            return rows;
        }

        /** The whole pass: writes its half of the layer's output, {@code [row][T][directions * outputs]}, and final states. */
        void run(double[][][] in, double[][][] out, List<Map<String, double[]>> results) {
            double[][] h = new double[variants.size() * BATCH][outputs];
            for (int i = 0; i < h.length; i++) {
                System.arraycopy(variants.get(i / BATCH).get("h0"), (index * BATCH + i % BATCH) * outputs, h[i], 0, outputs);
            }
            for (int number = 0; number < CellCase.STEPS; number++) {
                int t = reverse() ? CellCase.STEPS - 1 - number : number;
                double[][] x = new double[h.length][];
                for (int i = 0; i < h.length; i++) {
                    x[i] = in[i][t];
                }
                double[] before = s.clone();
                double[][] next = step(x, h);
                for (int i = 0; i < h.length; i++) {
                    if (t < CellCase.LENGTHS.get(i % BATCH)) {
                        h[i] = next[i];
                        System.arraycopy(h[i], 0, out[i][t], index % CellCase.DIRECTIONS * outputs, outputs);
                    } else {
                        int from = i * CellCase.HIDDEN * cell.states();
                        System.arraycopy(before, from, s, from, CellCase.HIDDEN * cell.states());
                    }
                }
            }
            for (int i = 0; i < h.length; i++) {
                System.arraycopy(h[i], 0, results.get(i / BATCH).get("hn"), (index * BATCH + i % BATCH) * outputs, outputs);
            }
            for (int unit = 0; unit < s.length / cell.states(); unit++) {
                for (int j = 0; j < others; j++) {
                    results.get(variant(unit)).get("sn")[state(unit, j)] = s[unit * cell.states() + 1 + j];
                }
            }
        }
    }

    /** The results y, hn and sn for each variant of the inputs, which are by name as those of the case. */
    List<Map<String, double[]>> run(List<Map<String, double[]>> variants) {
        List<Map<String, double[]>> results = variants.stream().map(variant -> {
            Map<String, double[]> result = new LinkedHashMap<>();
            setting.upstream.forEach((name, tensor) -> result.put(name, new double[tensor.data().length]));
            return result;
        }).toList();
        int rows = variants.size() * BATCH;
        double[][][] in = new double[rows][CellCase.STEPS][CellCase.INPUTS];
        for (int i = 0; i < rows; i++) {
            for (int t = 0; t < CellCase.STEPS; t++) {
                System.arraycopy(variants.get(i / BATCH).get("x"), (t * BATCH + i % BATCH) * CellCase.INPUTS, in[i][t], 0,
                        CellCase.INPUTS);
            }
        }
        for (int layer = 0; layer < CellCase.LAYERS; layer++) {
            double[][][] out = new double[rows][CellCase.STEPS][CellCase.DIRECTIONS * outputs];
            for (int direction = 0; direction < CellCase.DIRECTIONS; direction++) {
                new Walk(variants, layer * CellCase.DIRECTIONS + direction).run(in, out, results);
            }
            in = out;
        }
        int width = CellCase.DIRECTIONS * outputs;
        for (int i = 0; i < rows; i++) {
            for (int t = 0; t < CellCase.STEPS; t++) {
                System.arraycopy(in[i][t], 0, results.get(i / BATCH).get("y"), (t * BATCH + i % BATCH) * width, width);
            }
        }
        return results;
    }
}
