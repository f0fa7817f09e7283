package org.janusrnn.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.janusrnn.reference.DoubleTensor;

/**
 * The forward pass in training of a network in text form, in double precision and plain loops, and gradients of
 * sum(y * factors) by central differences: whatever the blocks are, nobody had to derive their way back.
 */
public final class DoubleNetwork {
    private static final double STEP = 3e-5;
    private static final int[] PLACES = {-2, -1, 1, 2};
    private static final int[] WEIGHTS = {1, -8, 8, -1};

    private final String architecture;
    private final Map<String, DoubleTensor> parameters;
    private final DoubleTensor x;
    private final int[] lengths;
    private DoubleLayers layer;
    private int layers;

    /**
     * A network and its batch.
     *
     * @param x       [T, B, F]; in front of an embedding F is 1 and the numbers are indices.
     * @param lengths null: all are valid.
     */
    public DoubleNetwork(String architecture, Map<String, DoubleTensor> parameters, DoubleTensor x, int[] lengths) {
        this.architecture = architecture;
        this.parameters = parameters;
        this.x = x;
        this.lengths = lengths;
    }

    /** y. */
    public DoubleTensor forward() {
        layers = 0;
        layer = new DoubleLayers(parameters, x, lengths);
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
        return switch (kind) {
            case "input" -> layer.masked(in);
            case "residual", "dense" -> {
                String block = name(kind, prefix, names);
                DoubleTensor inner = all(text.substring(open + 1, text.length() - 1), block + ".", in,
                        new HashMap<>());
                yield kind.equals("residual") ? DoubleLayers.sum(in, inner) : DoubleLayers.sideBySide(in, inner);
            }
            case "embedding" -> layer.embedding(name(kind, prefix, names), in);
            case "linear" -> layer.linear(words, name("fc", prefix, names), in);
            case "relu", "tanh", "sigmoid" -> layer.activation(kind, in);
            case "layer_norm" -> layer.layerNorm(name("ln", prefix, names), in);
            case "batch_norm" -> layer.batchNorm(name("bn", prefix, names), in, !words.isEmpty());
            case "dropout" -> layer.dropout(name("dropout", prefix, names), in, Double.parseDouble(words.get(0)));
            case "dropout_over_time" ->
                    layer.dropoutOverTime(name("dropout", prefix, names), in, Double.parseDouble(words.get(0)));
            case "convolution" -> layer.convolution(words, name("conv", prefix, names), in);
            case "max_pool", "average_pool" -> layer.pooling(kind, words, in);
            case "last" -> layer.last(in);
            case "final_states" -> layer.finalStates();
            default -> layer.recurrent(kind, words, name("rnn", prefix, names), in);
        };
    }

    private static String name(String stem, String prefix, Map<String, Integer> names) {
        int count = names.merge(stem, 1, Integer::sum);
        return prefix + (count == 1 ? stem : stem + count);
    }
}
