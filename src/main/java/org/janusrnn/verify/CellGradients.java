package org.janusrnn.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cell.Slots;
import org.janusrnn.cell.CellParameter;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Tensor;

/**
 * Results and gradients of a {@link CellCase} by plain loops and finite differences: along one random direction of unit
 * length for each gate of each parameter, for the input and for the initial states. A gradient that is wrong in any element
 * gives another slope along it.
 */
final class CellGradients {
    private static final long SEED = 22;
    /** What single precision on the device may lose of results of size 1, a hundred roundings in a row. */
    private static final double RESULT_TOLERANCE = 1e-5;
    private static final double GRADIENT_TOLERANCE = 1e-4;

    private final CellCase setting;
    private final Differences differences;
    private final Map<String, double[]> results;
    private final double at;
    private final List<Direction> directions = new ArrayList<>();

    /** A direction within {@code [from, to)} of a tensor, and the function's values beside the point along it. */
    private record Direction(String name, String tensor, int from, double[] unit, double[] beside) {
    }

    CellGradients(CellCase setting, PageProbe probe) {
        this.setting = setting;
        differences = Differences.of(probe.precision());
        PlainStack stack = new PlainStack(setting, probe);
        Map<String, double[]> inputs = new LinkedHashMap<>();
        setting.inputs.forEach((name, tensor) -> inputs.put(name, doubles(tensor)));
        results = stack.run(List.of(inputs)).get(0);
        at = value(results);
        for (String name : List.of("x", "h0", "s0")) {
            if (inputs.containsKey(name)) {
                add(stack, inputs, "grad_" + name, name, 0, inputs.get(name).length);
            }
        }
        for (int index = 0; index < CellCase.LAYERS * CellCase.DIRECTIONS; index++) {
            for (CellParameter parameter : setting.parameters(index / CellCase.DIRECTIONS)) {
                add(stack, inputs, parameter, parameter.name(index / CellCase.DIRECTIONS, index % CellCase.DIRECTIONS == 1));
            }
        }
    }

    private static double[] doubles(Tensor tensor) {
        double[] values = new double[tensor.data().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.data()[i];
        }
        return values;
    }

    private void add(PlainStack stack, Map<String, double[]> inputs, CellParameter parameter, String name) {
        Cell cell = setting.cell;
        List<String> blocks = switch (parameter.kind()) {
            case INPUT_WEIGHT, INPUT_BIAS -> slots(cell.input());
            case RECURRENT_WEIGHT, RECURRENT_BIAS -> slots(cell.recurrentBiasSlots());
            case VECTORS -> vectors(cell.vectors());
            case PROJECTION -> List.of("");
        };
        int size = inputs.get(name).length / blocks.size();
        for (int block = 0; block < blocks.size(); block++) {
            add(stack, inputs, "grad_" + name + blocks.get(block), name, block * size, size);
        }
    }

    /** For each row block the slot it makes. */
    private static List<String> slots(Slots run) {
        List<String> names = new ArrayList<>();
        for (int block = 0; block < run.gates(); block++) {
            names.add(", slot a[" + (run.first() + run.blocks().indexOf(block)) + "]");
        }
        return names;
    }

    private static List<String> vectors(int count) {
        List<String> names = new ArrayList<>();
        for (int j = 0; j < count; j++) {
            names.add(", vector v[" + j + "]");
        }
        return names;
    }

    private void add(PlainStack stack, Map<String, double[]> inputs, String name, String tensor, int from, int size) {
        CounterRandom random = CounterRandom.of(SEED, directions.size());
        double[] unit = new double[size];
        double square = 0;
        for (int i = 0; i < size; i++) {
            unit[i] = random.gaussian(i);
            square += unit[i] * unit[i];
        }
        for (int i = 0; i < size; i++) {
            unit[i] /= Math.sqrt(square);
        }
        List<Map<String, double[]>> variants = new ArrayList<>();
        for (int k = 0; k < differences.evaluations(); k++) {
            double[] moved = inputs.get(tensor).clone();
            for (int i = 0; i < size; i++) {
                moved[from + i] += differences.offset(k) * unit[i];
            }
            Map<String, double[]> variant = new LinkedHashMap<>(inputs);
            variant.put(tensor, moved);
            variants.add(variant);
        }
        directions.add(new Direction(name, tensor, from, unit,
                stack.run(variants).stream().mapToDouble(this::value).toArray()));
    }

    /** The function that is differentiated: all results, weighted by the gradients from above. */
    private double value(Map<String, double[]> of) {
        double sum = 0;
        for (Map.Entry<String, Tensor> entry : setting.upstream.entrySet()) {
            double[] result = of.get(entry.getKey());
            for (int i = 0; i < result.length; i++) {
                sum += entry.getValue().data()[i] * result[i];
            }
        }
        return sum;
    }

    /** The device's outputs and final states against the plain loops'. */
    List<Comparison> results(Map<String, Tensor> found) {
        List<Comparison> all = new ArrayList<>();
        results.forEach((name, want) -> {
            double largest = 1;
            for (double value : want) {
                largest = Math.max(largest, Math.abs(value));
            }
            double[] got = doubles(found.get(name));
            Tensor wanted = Tensor.zeros(found.get(name).shape().toArray());
            for (int i = 0; i < want.length; i++) {
                wanted.data()[i] = (float) want[i];
            }
            all.add(Comparison.of(name, got, wanted, RESULT_TOLERANCE * largest));
        });
        return all;
    }

    /** The device's gradients against finite differences. */
    List<Comparison> gradients(Map<String, Tensor> found) {
        List<Comparison> all = new ArrayList<>();
        for (Direction direction : directions) {
            float[] gradient = found.get("grad_" + direction.tensor).data();
            double slope = 0;
            double square = 0;
            for (int i = 0; i < direction.unit.length; i++) {
                double element = gradient[direction.from + i];
                slope += element * direction.unit[i];
                square += element * element;
            }
            double nearest = differences.nearest(slope, at, direction.beside);
            Differences allowed = new Differences(differences.steps(), Math.max(GRADIENT_TOLERANCE, differences.relative()),
                    differences.noise());
            all.add(allowed.compare(direction.name, new double[] {slope}, new double[] {nearest}, Math.sqrt(square), at));
        }
        return all;
    }
}
