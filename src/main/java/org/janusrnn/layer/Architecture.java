package org.janusrnn.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.CellFunctions;
import org.janusrnn.cell.Cells;
import org.janusrnn.cell.GateFunction;
import org.janusrnn.schedule.Engine;
import org.janusrnn.schedule.Regularization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network's layers as a line of text, as a model file keeps it: layers parted by semicolons, as
 * {@code embedding 36 34; lstm 64 layers=2 bidirectional; linear 5}. A block has its layers in parentheses:
 * {@code residual(batch_norm; gru 64)}.
 */
final class Architecture {
    /** Stands before the name of a cell that Janus does not come with. */
    private static final String OWN = "cell";
    private static final Pattern BLOCK = Pattern.compile("(residual|dense)\\s*\\((.*)\\)", Pattern.DOTALL);

    /** Stands before the functions of the reverse direction, where they are not those of the forward one. */
    private static final String REVERSE = "reverse_";
    /** Before the fingerprint of such a cell. */
    private static final String PAGE = "page";
    private static final Logger LOG = LoggerFactory.getLogger(Architecture.class);

    private Architecture() {
    }

    /** Writes the functions of a cell that are not the usual ones; usual null: all of them. */
    private static void functions(StringBuilder text, CellFunctions has, CellFunctions usual, String prefix) {
        for (int i = 0; i < has.functions().size(); i++) {
            GateFunction function = has.functions().get(i);
            if (usual == null || !function.equals(usual.functions().get(i))) {
                text.append(' ').append(prefix).append(CellFunctions.letters().get(i)).append('=').append(function);
            }
        }
        if (has.clip() > 0) {
            text.append(' ').append(prefix).append("clip=").append(has.clip());
        }
    }

    /** Takes the functions of a cell out of the words; those that are not there stay as they are. */
    private static Cell functions(List<String> words, Cell cell, String prefix) {
        CellFunctions usual = CellFunctions.of(cell);
        List<GateFunction> functions = new ArrayList<>();
        for (GateFunction function : usual.functions()) {
            String text = value(words, prefix + CellFunctions.letters().get(functions.size()), null);
            functions.add(text == null ? function : GateFunction.parse(text));
        }
        float clip = Float.parseFloat(value(words, prefix + "clip", "0"));
        CellFunctions has = new CellFunctions(functions, clip);
        return has.equals(usual) ? cell : has.in(cell);
    }

    static String write(Cell cell, int hidden, RecurrentOptions options) {
        boolean builtIn = cell.builtIn();
        StringBuilder text = new StringBuilder(builtIn ? "" : OWN + " ").append(cell.name()).append(' ').append(hidden);
        for (Map.Entry<String, Object> constant : new TreeMap<>(cell.constants()).entrySet()) {
            if (!builtIn || constant.getKey().equals("BETA")) {
                text.append(' ').append(builtIn ? "beta" : constant.getKey()).append('=').append(constant.getValue());
            }
        }
        functions(text, CellFunctions.of(cell), Cells.named(cell.name()).map(CellFunctions::of).orElse(null), "");
        if (options.reverse != null) {
            functions(text, CellFunctions.of(options.reverse), null, REVERSE);
        }
        if (!builtIn) {
            text.append(' ').append(PAGE).append('=').append(cell.fingerprint());
        }
        if (options.layers > 1) {
            text.append(" layers=").append(options.layers);
        }
        if (options.bidirectional) {
            text.append(options.summed ? " bidirectional_sum" : " bidirectional");
        }
        if (!options.bias) {
            text.append(" nobias");
        }
        if (options.recurrenceOnly) {
            text.append(" recurrence_only");
        }
        if (options.recompute) {
            text.append(" recompute");
        }
        if (options.projection > 0) {
            text.append(" projection=").append(options.projection);
        }
        Regularization r = options.regularization;
        if (r.zoneoutH() > 0 || r.zoneoutC() > 0) {
            text.append(" zoneout_h=").append(r.zoneoutH()).append(" zoneout_c=").append(r.zoneoutC());
        }
        if (r.recurrentDropout() > 0) {
            text.append(" recurrent_dropout=").append(r.recurrentDropout());
        }
        if (options.dropout > 0) {
            text.append(" dropout=").append(options.dropout);
        }
        if (options.name != null) {
            text.append(" name=").append(options.name);
        }
        return text.toString();
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
            case OWN -> recurrent(builder, own(words, cells), words);
            default -> recurrent(builder, builtIn(kind, words), words);
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

    private static int number(List<String> words) {
        return Integer.parseInt(words.remove(0));
    }

    /** A cell of the user's own; words that its description must agree with are taken out. */
    private static Cell own(List<String> words, Cell... cells) {
        String name = words.remove(0);
        Cell cell = Arrays.stream(cells).filter(each -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the network has a cell of its maker's own, '" + name
                        + "'; its description must be given (--cell FILE.json, or in Java with the model's path)"
                        + (cells.length == 0 ? "" : ", not only that of "
                                + String.join(", ", Arrays.stream(cells).map(Cell::name).toList()))));
        new TreeMap<>(cell.constants()).forEach((word, value) -> {
            String had = value(words, word, "not there");
            if (!had.equals(value.toString())) {
                throw new IllegalArgumentException("the network was made with another cell '" + name
                        + "': its constant " + word + " was " + had + ", now it is " + value);
            }
        });
        String now = cell.fingerprint();
        if (!value(words, PAGE, now).equals(now)) {
            LOG.warn("the network was made with another page or description of the cell '{}'; where that computes something"
                    + " else, results are others: give the old one", name);
        }
        return cell;
    }

    private static Cell builtIn(String kind, List<String> words) {
        String beta = value(words, "beta", null);
        return beta != null && kind.equals("janet") ? Cells.janet(Float.parseFloat(beta))
                : Cells.named(kind).orElseThrow(() -> new IllegalArgumentException("there is no layer or cell '" + kind
                        + "'; the cells are " + String.join(", ", Cells.all().stream().map(Cell::name).toList())));
    }

    private static void recurrent(LayerSequence<?> builder, Cell plain, List<String> words) {
        int hidden = number(words);
        Cell cell = functions(words, plain, "");
        Cell reverse = words.stream().anyMatch(word -> word.startsWith(REVERSE)) ? functions(words, plain, REVERSE)
                : null;
        int layers = Integer.parseInt(value(words, "layers", "1"));
        int projection = Integer.parseInt(value(words, "projection", "0"));
        double zoneoutH = Double.parseDouble(value(words, "zoneout_h", "0"));
        double zoneoutC = Double.parseDouble(value(words, "zoneout_c", "0"));
        double recurrentDropout = Double.parseDouble(value(words, "recurrent_dropout", "0"));
        double dropout = Double.parseDouble(value(words, "dropout", "0"));
        boolean bidirectional = words.remove("bidirectional");
        boolean summed = words.remove("bidirectional_sum");
        boolean bias = !words.remove("nobias");
        boolean recurrenceOnly = words.remove("recurrence_only");
        boolean recompute = words.remove("recompute");
        String name = value(words, "name", null);
        builder.recurrent(cell, hidden, r -> {
            r.layers(layers).bidirectional(bidirectional).bias(bias).recurrenceOnly(recurrenceOnly)
                    .projection(projection).dropout(dropout).zoneout(zoneoutH, zoneoutC)
                    .recurrentDropout(recurrentDropout).recompute(recompute);
            if (reverse != null) {
                r.bidirectional(reverse);
            }
            if (summed) {
                r.bidirectionalSum();
            }
            return name == null ? r : r.name(name);
        });
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
