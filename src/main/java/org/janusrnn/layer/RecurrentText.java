package org.janusrnn.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.CellFunctions;
import org.janusrnn.cell.Cells;
import org.janusrnn.cell.GateFunction;
import org.janusrnn.schedule.Regularization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A recurrent layer in the text of an {@link Architecture}: {@code lstm 64 layers=2 bidirectional}. */
final class RecurrentText {
    /** Stands before the name of a cell that Janus does not come with. */
    private static final String OWN = "cell";
    /** Stands before the functions of the reverse direction, where they are not those of the forward one. */
    private static final String REVERSE = "reverse_";
    /** Before the fingerprint of such a cell. */
    private static final String PAGE = "page";
    private static final Logger LOG = LoggerFactory.getLogger(Architecture.class);

    private RecurrentText() {
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

    /**
     * Adds the layer that stands in these words, and takes out those that it knows.
     *
     * @param kind  the first word of the layer: a cell's name, or what stands before that of a cell of the user's own.
     * @param cells those of the user's own that there are.
     */
    static void add(LayerSequence<?> builder, String kind, List<String> words, Cell... cells) {
        add(builder, kind.equals(OWN) ? own(words, cells) : builtIn(kind, words), words);
    }

    private static void add(LayerSequence<?> builder, Cell plain, List<String> words) {
        int hidden = Architecture.number(words);
        Cell cell = functions(words, plain, "");
        Cell reverse = words.stream().anyMatch(word -> word.startsWith(REVERSE)) ? functions(words, plain, REVERSE)
                : null;
        int layers = Integer.parseInt(Architecture.value(words, "layers", "1"));
        int projection = Integer.parseInt(Architecture.value(words, "projection", "0"));
        double zoneoutH = Double.parseDouble(Architecture.value(words, "zoneout_h", "0"));
        double zoneoutC = Double.parseDouble(Architecture.value(words, "zoneout_c", "0"));
        double recurrentDropout = Double.parseDouble(Architecture.value(words, "recurrent_dropout", "0"));
        double dropout = Double.parseDouble(Architecture.value(words, "dropout", "0"));
        boolean bidirectional = words.remove("bidirectional");
        boolean summed = words.remove("bidirectional_sum");
        boolean bias = !words.remove("nobias");
        boolean recurrenceOnly = words.remove("recurrence_only");
        boolean recompute = words.remove("recompute");
        String name = Architecture.value(words, "name", null);
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

    /** A cell of the user's own; words that its description must agree with are taken out. */
    private static Cell own(List<String> words, Cell... cells) {
        String name = words.remove(0);
        Cell cell = Arrays.stream(cells).filter(each -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the network has a cell of its maker's own, '" + name
                        + "'; its description must be given (--cell FILE.json, or in Java with the model's path)"
                        + (cells.length == 0 ? "" : ", not only that of "
                                + String.join(", ", Arrays.stream(cells).map(Cell::name).toList()))));
        new TreeMap<>(cell.constants()).forEach((word, value) -> {
            String had = Architecture.value(words, word, "not there");
            if (!had.equals(value.toString())) {
                throw new IllegalArgumentException("the network was made with another cell '" + name
                        + "': its constant " + word + " was " + had + ", now it is " + value);
            }
        });
        String now = cell.fingerprint();
        if (!Architecture.value(words, PAGE, now).equals(now)) {
            LOG.warn("the network was made with another page or description of the cell '{}'; where that computes "
                    + "something else, results are others: give the old one", name);
        }
        return cell;
    }

    private static Cell builtIn(String kind, List<String> words) {
        String beta = Architecture.value(words, "beta", null);
        return beta != null && kind.equals("janet") ? Cells.janet(Float.parseFloat(beta))
                : Cells.named(kind).orElseThrow(() -> new IllegalArgumentException("there is no layer or cell '" + kind
                        + "'; the cells are " + String.join(", ", Cells.all().stream().map(Cell::name).toList())));
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
            String text = Architecture.value(words, prefix + CellFunctions.letters().get(functions.size()), null);
            functions.add(text == null ? function : GateFunction.parse(text));
        }
        float clip = Float.parseFloat(Architecture.value(words, prefix + "clip", "0"));
        CellFunctions has = new CellFunctions(functions, clip);
        return has.equals(usual) ? cell : has.in(cell);
    }
}
