package org.janusrnn.cell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.janusrnn.cell.Cell.Slots;

/** The cells that Janus comes with. Equations and sources stand on their pages under kernels-cl/cells. */
public final class Cells {
    private static final Slots NO_PRODUCT = Slots.of(0);
    /** The constants of a cell with layer normalisation that say where its gates' sums are. */
    static final String GATE_X = "GATE_X_FIRST";
    static final String GATE_H = "GATE_H_FIRST";

    private Cells() {
    }

    /** Long short-term memory; gates i, f, g, o. */
    public static Cell lstm() {
        return lstm("lstm", "cells/lstm.cl", Map.of(), 0, "");
    }

    /** LSTM whose input and forget gate are one, f = 1 - i: ONNX's {@code input_forget}. */
    public static Cell lstmCoupled() {
        return lstm("lstm_coupled", "cells/lstm.cl", Map.of("COUPLED", 1), 0, "");
    }

    /** LSTM whose gates see the memory; peepholes i, f, o in one parameter. */
    public static Cell lstmPeephole() {
        return lstm("lstm_peephole", "cells/lstm_peephole.cl", Map.of(), 3, "weight_peephole");
    }

    /** LSTM with peepholes whose input and forget gate are one; the forget gate's peephole has no effect. */
    public static Cell lstmPeepholeCoupled() {
        return lstm("lstm_peephole_coupled", "cells/lstm_peephole.cl", Map.of("COUPLED", 1), 3, "weight_peephole");
    }

    private static Cell lstm(String name, String page, Map<String, Object> constants, int vectors, String vectorName) {
        Slots all = Slots.of(0, 0, 1, 2, 3);
        return new Cell(name, page, constants, 4, 2, all, all, NO_PRODUCT, vectors, vectorName, true, true);
    }

    /** Gated recurrent unit with the reset gate behind the product, as PyTorch and cuDNN; gates r, z, n. */
    public static Cell gru() {
        return new Cell("gru", "cells/gru.cl", Map.of(), 4, 1, Slots.of(0, 2, 0, 1), Slots.of(1, 0, 1, 2), NO_PRODUCT,
                0, "", true, false);
    }

    /** Gated recurrent unit with the reset gate before the product, as first published and ONNX's default. */
    public static Cell gruResetBefore() {
        return new Cell("gru_reset_before", "cells/gru_reset_before.cl", Map.of(), 3, 1, Slots.of(0, 0, 1, 2),
                Slots.of(0, 0, 1), Slots.of(2, 2), 0, "", true, false);
    }

    /**
     * LSTM with layer normalisation, as its authors have it (Ba, Kiros and Hinton 2016, arXiv 1607.06450, equations 20 to
     * 22, and after them the haste library's LayerNormLSTM): {@code LN(W x) n_x + b_ih + LN(U h) n_h + b_hh} in place of
     * {@code W x + b_ih + U h + b_hh}, each LN over all four gates of a row together, and {@code h' = o tanh(LN(c') n_c +
     * b_c)}. Gates i, f, g, o; {@code weight_norm} holds n_x, n_h (4 H each, in the gates' order), n_c and b_c (H each).
     */
    public static Cell lstmLayerNorm() {
        return layerNorm("lstm_layer_norm", "cells/lstm_layer_norm.cl", lstm(), true);
    }

    /**
     * GRU with layer normalisation of {@code W x} and of {@code U h}, as {@link #lstmLayerNorm}; the reset gate stands
     * behind the product and scales its normed sum, as in the haste library's LayerNormGRU. Gates r, z, n;
     * {@code weight_norm} holds n_x and n_h (3 H each).
     */
    public static Cell gruLayerNorm() {
        return layerNorm("gru_layer_norm", "cells/gru.cl", gru(), false);
    }

    /** The slots of the plain cell, then one for each gate of both products: see kernels-cl/recurrent/normed_rows.cl. */
    private static Cell layerNorm(String name, String page, Cell plain, boolean memory) {
        Slots x = plain.input();
        Slots h = plain.recurrent();
        return new Cell(name, page, Map.of("NORMED", 1, "MEMORY_NORMED", memory, GATE_X, x.first(), GATE_H, h.first(),
                "X_ORDER", x.order(), "H_ORDER", h.order()), plain.slots() + x.gates() + h.gates(), plain.states(),
                new Slots(plain.slots(), x.blocks()), new Slots(plain.slots() + x.gates(), h.blocks()), NO_PRODUCT,
                x.gates() + h.gates() + (memory ? 2 : 0), "weight_norm", true, false);
    }

    /** Minimal gated unit; gates f, h. */
    public static Cell mgu() {
        return new Cell("mgu", "cells/mgu.cl", Map.of(), 2, 1, Slots.of(0, 0, 1), Slots.of(0, 0), Slots.of(1, 1), 0,
                "", false, false);
    }

    /** The plain recurrent cell with tanh. */
    public static Cell rnnTanh() {
        return rnn("rnn_tanh");
    }

    /** The plain recurrent cell with relu. */
    public static Cell rnnRelu() {
        return rnn("rnn_relu").withFunctions(GateFunction.of(GateFunction.Kind.RELU));
    }

    private static Cell rnn(String name) {
        Slots one = Slots.of(0, 0);
        return new Cell(name, "cells/rnn.cl", Map.of(), 1, 1, one, one, NO_PRODUCT, 0, "", true, false);
    }

    /** JANET as its paper has it, beta 1; gates f, g. */
    public static Cell janet() {
        return janet(1);
    }

    /**
     * JANET, an LSTM with only the forget gate.
     *
     * @param beta how much less the cell takes in than it forgets: 1 in the paper, 0 in the plain form.
     */
    public static Cell janet(float beta) {
        Slots both = Slots.of(0, 0, 1);
        return new Cell("janet", "cells/janet.cl", Map.of("BETA", beta), 2, 1, both, both, NO_PRODUCT, 0, "", false,
                false);
    }

    /** Independently recurrent unit with relu. */
    public static Cell indrnnRelu() {
        return indrnn("indrnn_relu", 1);
    }

    /** Independently recurrent unit with tanh. */
    public static Cell indrnnTanh() {
        return indrnn("indrnn_tanh", 0);
    }

    private static Cell indrnn(String name, int relu) {
        return new Cell(name, "cells/indrnn.cl", Map.of("RELU", relu), 1, 1, Slots.of(0, 0), NO_PRODUCT, NO_PRODUCT, 1,
                "weight_hh", false, false);
    }

    /** Every cell there is, by name; JANET with beta 1. */
    public static List<Cell> all() {
        return List.of(rnnTanh(), rnnRelu(), lstm(), lstmCoupled(), lstmPeephole(), lstmPeepholeCoupled(), gru(),
                gruResetBefore(), janet(), mgu(), indrnnRelu(), indrnnTanh(), lstmLayerNorm(), gruLayerNorm());
    }

    /** The cell of that name, if there is one. */
    public static Optional<Cell> named(String name) {
        return all().stream().filter(cell -> cell.name().equals(name)).findFirst();
    }
}
