package org.janusrnn.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.janusrnn.cell.GateFunction.Kind;

/**
 * The functions inside a cell, in ONNX's order: f of its gates, g of what they let in, h of what its memory gives out.
 * The plain cell has f alone, a GRU f and g, an LSTM all three; other cells have none to choose.
 *
 * @param functions f, g and h, as many as the cell has.
 * @param clip      what goes into a function is held within plus and minus this; 0: it is not.
 */
public record CellFunctions(List<GateFunction> functions, float clip) {
    private static final List<String> LETTERS = List.of("F", "G", "H");
    private static final Map<String, List<Kind>> DEFAULTS = Map.of("cells/rnn.cl", List.of(Kind.TANH),
            "cells/gru.cl", List.of(Kind.SIGMOID, Kind.TANH), "cells/gru_reset_before.cl",
            List.of(Kind.SIGMOID, Kind.TANH), "cells/lstm.cl", List.of(Kind.SIGMOID, Kind.TANH, Kind.TANH),
            "cells/lstm_peephole.cl", List.of(Kind.SIGMOID, Kind.TANH, Kind.TANH));

    /** @throws IllegalArgumentException where the clip is negative or not finite. */
    public CellFunctions {
        functions = List.copyOf(functions);
        if (!(clip >= 0) || Float.isInfinite(clip)) {
            throw new IllegalArgumentException("a clip must be above 0, or 0 for none, not " + clip);
        }
    }

    /** Those that a cell has; none where it has none to choose. */
    public static CellFunctions of(Cell cell) {
        List<GateFunction> functions = new ArrayList<>();
        for (Kind kind : DEFAULTS.getOrDefault(cell.page(), List.of())) {
            String letter = LETTERS.get(functions.size());
            Object word = cell.constants().get("FUNCTION_" + letter);
            functions.add(word == null ? GateFunction.of(kind) : new GateFunction(Kind.valueOf((String) word),
                    (Float) cell.constants().getOrDefault(letter + "_ALPHA", 0f),
                    (Float) cell.constants().getOrDefault(letter + "_BETA", 0f)));
        }
        // A cell of the user's own may mean something else by the word.
        return new CellFunctions(functions, functions.isEmpty() ? 0 : (Float) cell.constants().getOrDefault("CLIP", 0f));
    }

    /**
     * The cell with these functions.
     *
     * @throws IllegalArgumentException where it has fewer, more or none to choose.
     */
    public Cell in(Cell cell) {
        List<Kind> defaults = DEFAULTS.getOrDefault(cell.page(), List.of());
        if (defaults.isEmpty()) {
            throw new IllegalArgumentException("the cell " + cell.name()
                    + " has no functions to choose and no clip; rnn, gru and lstm have");
        }
        if (functions.size() != defaults.size()) {
            throw new IllegalArgumentException("the cell " + cell.name() + " has " + defaults.size()
                    + " functions to choose (" + String.join(", ", letters().subList(0, defaults.size()))
                    + "), not " + functions.size() + ": " + functions);
        }
        Map<String, Object> constants = new TreeMap<>(cell.constants());
        for (String letter : LETTERS) {
            List.of("FUNCTION_" + letter, letter + "_ALPHA", letter + "_BETA").forEach(constants::remove);
        }
        for (int i = 0; i < functions.size(); i++) {
            GateFunction function = functions.get(i);
            if (!function.equals(GateFunction.of(defaults.get(i)))) {
                constants.put("FUNCTION_" + LETTERS.get(i), function.kind().name());
                constants.put(LETTERS.get(i) + "_ALPHA", function.alpha());
                constants.put(LETTERS.get(i) + "_BETA", function.beta());
            }
        }
        List.of("CLIPPED", "CLIP").forEach(constants::remove);
        if (clip > 0) {
            constants.put("CLIPPED", 1);
            constants.put("CLIP", clip);
        }
        return cell.withConstants(constants);
    }

    /** How the functions are called, in order. */
    public static List<String> letters() {
        return List.of("f", "g", "h");
    }

    /** Why a cell with these cannot be trained, though it runs; null where it can. */
    public String notTrained() {
        if (clip > 0) {
            return "clips what goes into its functions, for which there is no backward pass";
        }
        for (GateFunction function : functions) {
            if (!function.slopeFromValue()) {
                return "has the function " + function + ", whose slope does not follow from its value";
            }
        }
        return null;
    }
}
