package org.janusrnn.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.reference.ReferenceCell;
import org.janusrnn.reference.ReferenceCells;
import org.janusrnn.reference.ReferenceLinear;
import org.janusrnn.reference.ReferenceStack;
import org.janusrnn.tensor.CounterRandom;

/**
 * The forward pass in training of a network in text form, in double precision and plain loops, and gradients of
 * sum(y * factors) by central differences: whatever the blocks are, nobody had to derive their way back.
 *
 * <p>Batch normalisation takes the batch's statistics, dropout the masks of round 0 that a network of seed 1 has: element i
 * is dropped where the uniform number i of its place's seed is below the probability.
 */
public final class DoubleNetwork {
    private static final double STEP = 3e-5;
    private static final int[] PLACES = {-2, -1, 1, 2};
    private static final int[] WEIGHTS = {1, -8, 8, -1};
    private static final long SEED = 1;
    private static final double EPS = 1e-5;
    private final String architecture;
    private final Map<String, DoubleTensor> parameters;
    private final DoubleTensor x;
    private final int steps;
    private final int batch;
    private final int[] lengths;
    private int layers;

    /** @param lengths null: all are valid. */
    public DoubleNetwork(String architecture, Map<String, DoubleTensor> parameters, DoubleTensor x, int[] lengths) {
        this.architecture = architecture;
        this.parameters = parameters;
        this.x = x;
        this.lengths = lengths;
        steps = x.shape().dim(0);
        batch = x.shape().dim(1);
    }

    /** y. */
    public DoubleTensor forward() {
        layers = 0;
        return all(architecture, "", x, new HashMap<>());
    }

    /** How many layers it has, those inside blocks too. */
    public int layers() {
        return layers;
    }

    /**
     * What sum(y * factors) changes by with one number of a parameter, or of x, by differences of fourth order: a mean of
     * few rows that are nearly alike makes higher derivatives large.
     */
    public double gradient(String name, int index, DoubleTensor factors) {
        double[] variable = name.equals("x") ? x.data() : parameters.get(name).data();
        double value = variable[index];
        double gradient = 0;
        for (int i = 0; i < PLACES.length; i++) {
            variable[index] = value + PLACES[i] * STEP;
            gradient += WEIGHTS[i] * loss(factors);
        }
        variable[index] = value;
        return gradient / (12 * STEP);
    }

    private double loss(DoubleTensor factors) {
        double sum = 0;
        double[] y = forward().data();
        for (int i = 0; i < y.length; i++) {
            sum += y[i] * factors.data()[i];
        }
        return sum;
    }

    private DoubleTensor all(String text, String prefix, DoubleTensor in, Map<String, Integer> names) {
        DoubleTensor rows = in;
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ';';
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ';' && depth == 0) {
                rows = layer(text.substring(start, i).trim(), prefix, rows, names);
                start = i + 1;
            }
        }
        return rows;
    }

    private DoubleTensor layer(String text, String prefix, DoubleTensor in, Map<String, Integer> names) {
        layers++;
        int open = text.indexOf('(');
        List<String> words = new ArrayList<>(List.of((open < 0 ? text : text.substring(0, open)).split("\\s+")));
        String kind = words.remove(0);
        switch (kind) {
            case "input":
                return masked(in);
            case "residual", "dense":
                String block = name(kind, prefix, names);
                DoubleTensor inner = all(text.substring(open + 1, text.length() - 1), block + ".", in,
                        new HashMap<>());
                return kind.equals("residual") ? sum(in, inner) : sideBySide(in, inner);
            case "linear":
                return linear(words, name("fc", prefix, names), in);
            case "relu", "tanh", "sigmoid":
                return masked(each(in, function(kind)));
            case "layer_norm":
                return layerNorm(name("ln", prefix, names), in);
            case "batch_norm":
                return batchNorm(name("bn", prefix, names), in, !words.isEmpty());
            case "dropout", "dropout_over_time":
                return dropout(name("dropout", prefix, names), in, Double.parseDouble(words.get(0)),
                        kind.equals("dropout") ? 1 : steps);
            case "last":
                return last(in);
            default:
                return recurrent(kind, words, name("rnn", prefix, names), in);
        }
    }

    private static String name(String stem, String prefix, Map<String, Integer> names) {
        int count = names.merge(stem, 1, Integer::sum);
        return prefix + (count == 1 ? stem : stem + count);
    }

    private static int width(DoubleTensor rows) {
        return rows.shape().dim(2);
    }

    private boolean valid(int row) {
        return lengths == null || row / batch < lengths[row % batch];
    }

    private DoubleTensor masked(DoubleTensor rows) {
        DoubleTensor y = DoubleTensor.zeros(rows.shape());
        for (int i = 0; i < y.data().length; i++) {
            y.data()[i] = rows.shape().dim(0) == 1 || valid(i / width(rows)) ? rows.data()[i] : 0;
        }
        return y;
    }

    private static DoubleTensor each(DoubleTensor rows, DoubleUnaryOperator function) {
        return new DoubleTensor(rows.shape(), Arrays.stream(rows.data()).map(function).toArray());
    }

    private static DoubleUnaryOperator function(String activation) {
        return switch (activation) {
            case "relu" -> v -> Math.max(v, 0);
            case "tanh" -> Math::tanh;
            default -> v -> 1 / (1 + Math.exp(-v));
        };
    }

    private static DoubleTensor sum(DoubleTensor a, DoubleTensor b) {
        DoubleTensor y = DoubleTensor.zeros(a.shape());
        Arrays.setAll(y.data(), i -> a.data()[i] + b.data()[i]);
        return y;
    }

    private static DoubleTensor sideBySide(DoubleTensor a, DoubleTensor b) {
        int left = width(a);
        int both = left + width(b);
        DoubleTensor y = DoubleTensor.zeros(a.shape().dim(0), a.shape().dim(1), both);
        Arrays.setAll(y.data(), i -> i % both < left ? a.data()[i / both * left + i % both]
                : b.data()[i / both * (both - left) + i % both - left]);
        return y;
    }

    private DoubleTensor linear(List<String> words, String name, DoubleTensor in) {
        DoubleTensor y = ReferenceLinear.forward(in, parameters.get(name + ".weight"), parameters.get(name + ".bias"));
        words.remove(0);
        words.remove("nobias");
        return masked(words.isEmpty() ? y : each(y, function(words.get(0))));
    }

    private DoubleTensor dropout(String name, DoubleTensor in, double probability, int repeats) {
        CounterRandom place = CounterRandom.of(SEED, name.hashCode());
        long seed = (long) place.bits(0) << Integer.SIZE | Integer.toUnsignedLong(place.bits(1));
        CounterRandom random = CounterRandom.of(seed, 0);
        int period = in.data().length / repeats;
        DoubleTensor y = DoubleTensor.zeros(in.shape());
        Arrays.setAll(y.data(), i -> random.uniform(i % period) < (float) probability ? 0
                : in.data()[i] / (1 - probability));
        return y;
    }

    private DoubleTensor layerNorm(String name, DoubleTensor in) {
        DoubleTensor y = DoubleTensor.zeros(in.shape());
        for (int row = 0; row < in.data().length / width(in); row++) {
            int[] places = new int[width(in)];
            int first = row * width(in);
            Arrays.setAll(places, column -> first + column);
            normalise(name, in, y, places);
        }
        return masked(y);
    }

    private DoubleTensor batchNorm(String name, DoubleTensor in, boolean perStep) {
        DoubleTensor y = DoubleTensor.zeros(in.shape());
        int rows = perStep ? batch : steps * batch;
        for (int group = 0; group < (perStep ? steps : 1); group++) {
            for (int column = 0; column < width(in); column++) {
                int first = group * rows;
                int at = column;
                normalise(name, in, y, IntStream.range(first, first + rows).filter(this::valid)
                        .map(row -> row * width(in) + at).toArray());
            }
        }
        return y;
    }

    /** The numbers in these places less their mean, by their deviation, then times weight plus bias of their columns. */
    private void normalise(String name, DoubleTensor in, DoubleTensor out, int... places) {
        double mean = Arrays.stream(places).mapToDouble(i -> in.data()[i]).average().orElse(0);
        double variance = Arrays.stream(places).mapToDouble(i -> Math.pow(in.data()[i] - mean, 2)).average().orElse(0);
        for (int i : places) {
            int column = i % width(in);
            out.data()[i] = (in.data()[i] - mean) / Math.sqrt(variance + EPS)
                    * parameters.get(name + ".weight").data()[column] + parameters.get(name + ".bias").data()[column];
        }
    }

    private DoubleTensor last(DoubleTensor in) {
        int width = width(in);
        DoubleTensor y = DoubleTensor.zeros(1, batch, width);
        Arrays.setAll(y.data(), i -> in.data()[((lengths == null ? steps : lengths[i / width]) - 1) * batch * width
                + i]);
        return y;
    }

    private DoubleTensor recurrent(String cell, List<String> words, String name, DoubleTensor in) {
        ReferenceCell of = ReferenceCells.of(cell);
        Map<String, DoubleTensor> own = new LinkedHashMap<>();
        parameters.forEach((each, tensor) -> {
            if (each.startsWith(name + ".")) {
                own.put(each.substring(name.length() + 1), tensor);
            }
        });
        if (words.contains("recurrence_only")) {
            for (String each : List.copyOf(own.keySet())) {
                if (each.startsWith("weight_hh")) {
                    own.put(each.replace("weight_hh", "weight_ih"), unit(width(in)));
                }
            }
        }
        return ReferenceStack.of(of, own).forward(in, lengths).y();
    }

    private static DoubleTensor unit(int size) {
        DoubleTensor unit = DoubleTensor.zeros(size, size);
        for (int i = 0; i < size; i++) {
            unit.data()[i * size + i] = 1;
        }
        return unit;
    }
}
