package org.janusrnn.testing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.reference.ReferenceCell;
import org.janusrnn.reference.ReferenceCells;
import org.janusrnn.reference.ReferenceConvolution;
import org.janusrnn.reference.ReferenceEmbedding;
import org.janusrnn.reference.ReferenceLinear;
import org.janusrnn.reference.ReferencePooling;
import org.janusrnn.reference.ReferenceStack;
import org.janusrnn.reference.ReferenceWindows;
import org.janusrnn.reference.StackPass;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Shape;

/**
 * What each kind of layer makes of its rows in training, in double precision and plain loops: the layers of
 * {@link DoubleNetwork}. They stand one behind the other, for a window over time leaves fewer steps to those behind it.
 *
 * <p>Batch normalisation takes the batch's statistics, dropout the masks of round 0 that a network of seed 1 has: element i
 * is dropped where the uniform number i of its place's seed is below the probability.
 */
final class DoubleLayers {
    private static final long SEED = 1;
    private static final double EPS = 1e-5;
    private static final Set<String> ACTIVATIONS = Set.of("relu", "tanh", "sigmoid");

    private final Map<String, DoubleTensor> parameters;
    private final int batch;
    private int steps;
    private int[] lengths;
    private DoubleTensor states;

    /** @param lengths null: all are valid. */
    DoubleLayers(Map<String, DoubleTensor> parameters, DoubleTensor x, int[] lengths) {
        this.parameters = parameters;
        this.lengths = lengths;
        steps = x.shape().dim(0);
        batch = x.shape().dim(1);
    }

    private static int width(DoubleTensor rows) {
        return rows.shape().dim(2);
    }

    private boolean valid(int row) {
        return lengths == null || row / batch < lengths[row % batch];
    }

    DoubleTensor masked(DoubleTensor rows) {
        DoubleTensor y = DoubleTensor.zeros(rows.shape());
        Arrays.setAll(y.data(), i -> valid(i / width(rows)) ? rows.data()[i] : 0);
        return y;
    }

    DoubleTensor embedding(String name, DoubleTensor in) {
        int[] indices = Arrays.stream(in.data()).mapToInt(index -> (int) index).toArray();
        return masked(ReferenceEmbedding.forward(indices, Shape.of(steps, batch), parameters.get(name + ".weight")));
    }

    DoubleTensor activation(String function, DoubleTensor in) {
        return masked(each(in, function(function)));
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

    static DoubleTensor sum(DoubleTensor a, DoubleTensor b) {
        DoubleTensor y = DoubleTensor.zeros(a.shape());
        Arrays.setAll(y.data(), i -> a.data()[i] + b.data()[i]);
        return y;
    }

    static DoubleTensor sideBySide(DoubleTensor a, DoubleTensor b) {
        int left = width(a);
        int both = left + width(b);
        DoubleTensor y = DoubleTensor.zeros(a.shape().dim(0), a.shape().dim(1), both);
        Arrays.setAll(y.data(), i -> i % both < left ? a.data()[i / both * left + i % both]
                : b.data()[i / both * (both - left) + i % both - left]);
        return y;
    }

    DoubleTensor linear(List<String> words, String name, DoubleTensor in) {
        DoubleTensor y = ReferenceLinear.forward(in, parameters.get(name + ".weight"), parameters.get(name + ".bias"));
        words.remove(0);
        words.remove("nobias");
        return masked(words.isEmpty() ? y : each(y, function(words.get(0))));
    }

    /** A mask for every number. */
    DoubleTensor dropout(String name, DoubleTensor in, double probability) {
        return dropout(name, in, probability, 1);
    }

    /** One mask for all steps. */
    DoubleTensor dropoutOverTime(String name, DoubleTensor in, double probability) {
        return dropout(name, in, probability, steps);
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

    DoubleTensor layerNorm(String name, DoubleTensor in) {
        DoubleTensor y = DoubleTensor.zeros(in.shape());
        for (int row = 0; row < in.data().length / width(in); row++) {
            int[] places = new int[width(in)];
            int first = row * width(in);
            Arrays.setAll(places, column -> first + column);
            normalise(name, in, y, places);
        }
        return masked(y);
    }

    /** @param perStep whether statistics are those of each step by itself. */
    DoubleTensor batchNorm(String name, DoubleTensor in, boolean perStep) {
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

    DoubleTensor last(DoubleTensor in) {
        int width = width(in);
        DoubleTensor y = DoubleTensor.zeros(1, batch, width);
        Arrays.setAll(y.data(), i -> in.data()[((lengths == null ? steps : lengths[i / width]) - 1) * batch * width
                + i]);
        return once(y);
    }

    /** What each direction of the recurrent layer before it made of the whole sequence. */
    DoubleTensor finalStates() {
        return once(DoubleTensor.of(states.data(), 1, batch, states.shape().dim(1)));
    }

    private DoubleTensor once(DoubleTensor y) {
        steps = 1;
        lengths = null;
        return y;
    }

    DoubleTensor convolution(List<String> words, String name, DoubleTensor in) {
        words.remove(0);
        ReferenceWindows windows = windows(words, 1);
        DoubleTensor y = ReferenceConvolution.forward(in, lengths, parameters.get(name + ".weight"),
                parameters.get(name + ".bias"), windows);
        slide(windows);
        words.removeIf(word -> !ACTIVATIONS.contains(word));
        return masked(words.isEmpty() ? y : each(y, function(words.get(0))));
    }

    DoubleTensor pooling(String kind, List<String> words, DoubleTensor in) {
        ReferenceWindows windows = windows(words, Integer.parseInt(words.get(0)));
        DoubleTensor y = kind.equals("max_pool") ? ReferencePooling.maximum(in, lengths, windows)
                : ReferencePooling.mean(in, lengths, windows);
        slide(windows);
        return y;
    }

    /** A kernel, then what may be said of it. */
    private static ReferenceWindows windows(List<String> words, int stride) {
        Map<String, Integer> options = new HashMap<>(Map.of("stride", stride, "padding", 0, "dilation", 1));
        words.stream().filter(word -> word.contains("=")).map(word -> word.split("="))
                .forEach(option -> options.put(option[0], Integer.parseInt(option[1])));
        return ReferenceWindows.of(Integer.parseInt(words.get(0)), options.get("stride"), options.get("padding"),
                options.get("dilation"));
    }

    private void slide(ReferenceWindows windows) {
        lengths = windows.count(lengths);
        steps = windows.count(steps);
    }

    DoubleTensor recurrent(String cell, List<String> words, String name, DoubleTensor in) {
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
        StackPass pass = (words.contains("bidirectional_sum") ? ReferenceStack.summed(of, own)
                : ReferenceStack.of(of, own)).forward(in, lengths);
        states = pass.last();
        return pass.y();
    }

    private static DoubleTensor unit(int size) {
        DoubleTensor unit = DoubleTensor.zeros(size, size);
        for (int i = 0; i < size; i++) {
            unit.data()[i * size + i] = 1;
        }
        return unit;
    }
}
