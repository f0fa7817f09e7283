package org.janusrnn.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.janusrnn.cell.Cell;
import org.janusrnn.schedule.Engine;

/**
 * A network's layers as a line of text, as a model file keeps it: layers parted by semicolons, as
 * {@code embedding 36 34; lstm 64 layers=2 bidirectional; linear 5}. A block has its layers in parentheses:
 * {@code residual(batch_norm; gru 64)}.
 */
final class Architecture {
    private static final Pattern BLOCK = Pattern.compile("(residual|dense)\\s*\\((.*)\\)", Pattern.DOTALL);

    private Architecture() {
    }

    /** @throws IllegalArgumentException naming the layer that cannot be read. */
    static NetworkBuilder read(Engine engine, String text, Cell... cells) {
        NetworkBuilder builder = Network.builder(engine);
        addAll(builder, text, cells);
        return builder;
    }

    private static void addAll(LayerSequence<?> builder, String text, Cell... cells) {
        for (String layer : layers(text)) {
            try {
                add(builder, layer, cells);
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                throw new IllegalArgumentException("the layer '" + layer + "' cannot be read: a number is "
                        + "missing or broken", e);
            }
        }
    }

    /** The layers of a text, those inside a block with it. */
    private static List<String> layers(String text) {
        List<String> layers = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth < 0) {
                throw new IllegalArgumentException("the layers '" + text + "' have a ) that closes nothing");
            }
            if (c == ';' && depth == 0) {
                layers.add(text.substring(start, i).trim());
                start = i + 1;
            }
        }
        if (depth > 0) {
            throw new IllegalArgumentException("the layers '" + text + "' have a ( that is not closed");
        }
        layers.add(text.substring(start).trim());
        return layers;
    }

    private static void add(LayerSequence<?> builder, String layer, Cell... cells) {
        Matcher block = BLOCK.matcher(layer);
        if (block.matches()) {
            String inside = block.group(2);
            if (block.group(1).equals("residual")) {
                builder.residual(b -> addAll(b, inside, cells));
            } else {
                builder.dense(b -> addAll(b, inside, cells));
            }
            return;
        }
        List<String> words = new ArrayList<>(List.of(layer.split("\\s+")));
        String kind = words.remove(0);
        switch (kind) {
            case "input" -> whole(builder).input(number(words));
            case "embedding" -> whole(builder).embedding(number(words), number(words));
            case "linear" -> linear(builder, words);
            case "relu", "tanh", "sigmoid" -> builder.activation(Activation.parse(kind));
            case "dropout" -> builder.dropout(Double.parseDouble(words.remove(0)));
            case "dropout_over_time" -> builder.dropoutOverTime(Double.parseDouble(words.remove(0)));
            case "layer_norm" -> builder.layerNorm();
            case "batch_norm" -> batchNorm(builder, words);
            case "convolution" -> builder.convolution(number(words), number(words), c -> c.read(words));
            case "max_pool" -> builder.maxPooling(number(words), p -> p.read(words));
            case "average_pool" -> builder.averagePooling(number(words), p -> p.read(words));
            case "last" -> builder.lastStep();
            case "final_states" -> builder.finalStates();
            default -> RecurrentText.add(builder, kind, words, cells);
        }
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("the layer '" + layer + "' has words that are not known: "
                    + String.join(" ", words));
        }
    }

    /** The builder of the network; what only a network has stands in no block. */
    private static NetworkBuilder whole(LayerSequence<?> builder) {
        if (builder instanceof NetworkBuilder network) {
            return network;
        }
        throw new IllegalArgumentException("an input stands at the start of a network, not inside a block");
    }

    static String write(int outputs, LinearOptions options) {
        return "linear " + outputs + (options.activation == null ? "" : " " + options.activation)
                + (options.bias ? "" : " nobias") + (options.name == null ? "" : " name=" + options.name);
    }

    private static void linear(LayerSequence<?> builder, List<String> words) {
        int outputs = number(words);
        boolean bias = !words.remove("nobias");
        String name = value(words, "name", null);
        Activation activation = activation(words);
        builder.linear(outputs, l -> l.bias(bias).activation(activation).name(name));
    }

    /** Takes the name of an activation out of the words; null: none is there. */
    static Activation activation(List<String> words) {
        for (Activation each : Activation.values()) {
            if (words.remove(each.toString())) {
                return each;
            }
        }
        return null;
    }

    private static void batchNorm(LayerSequence<?> builder, List<String> words) {
        String steps = value(words, "steps", null);
        if (steps == null) {
            builder.batchNorm();
        } else {
            builder.batchNormPerStep(Integer.parseInt(steps));
        }
    }

    static int number(List<String> words) {
        return Integer.parseInt(words.remove(0));
    }

    /** Takes {@code key=value} out of the words. */
    static String value(List<String> words, String key, String otherwise) {
        for (String word : words) {
            if (word.startsWith(key + "=")) {
                words.remove(word);
                return word.substring(key.length() + 1);
            }
        }
        return otherwise;
    }
}
