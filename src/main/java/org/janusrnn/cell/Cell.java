package org.janusrnn.cell;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.janusrnn.kernel.Defines;
import org.janusrnn.kernel.KernelSource;

/**
 * A recurrent cell: what the scheduler must know of it to run it. Its equations, forward and backward, stand on its
 * {@link #page() page} and nowhere else. {@link Cells} has those that Janus comes with; {@link #builder} and
 * {@link CellFile} make one of the user's own.
 *
 * <p>A cell computes in <em>slots</em>. Slot k of a hidden unit is one number, {@code a[k]}: the sum that a gate sees,
 * {@code W x + U h + b}, made before the page is called. The page turns the sums and the old states into the new states,
 * and may leave in the slots what it wants to find there in the backward pass. So an LSTM has four slots, one a gate. Most
 * cells need to say no more than how many.
 *
 * <p>Where a gate must not see the plain sum, the description says which slots each product reaches: {@code W x + b} a
 * contiguous run of them, {@code U h} another, which are added where both reach. The GRU keeps what {@code U h} gives its
 * candidate apart, for the reset gate to scale, and so has four slots for three gates. A slot that neither reaches starts
 * as 0 and is room for the backward pass.
 *
 * @param name     the name users know it by, as {@code lstm}.
 * @param page     the file under kernels-cl that holds its equations, or a {@link KernelSource#page page} of the user.
 * @param constants values the page takes as {@code -D} parameters, as {@code BETA}.
 * @param slots    how many sums it keeps.
 * @param states   how many state vectors it carries; the first is h.
 * @param input    the slots that the input product {@code W x} reaches.
 * @param recurrent the slots that the recurrent product {@code U h} reaches; none for an elementwise cell.
 * @param operand  the slots that a second product of a step reaches, which multiplies not h but what the first half of the
 *                 step makes of it (as {@code r * h}); none for most cells.
 * @param vectors  how many parameters of one value a hidden unit it has (IndRNN's u is one).
 * @param vectorName the stem of the parameter that holds them one behind the other ({@code weight_hh} for IndRNN's u).
 * @param recurrentBias whether it has a {@code bias_hh} beside {@code bias_ih}, as PyTorch's cells have.
 * @param projectable whether its h may be projected to another size: its page then sees h through products only.
 */
public record Cell(String name, String page, Map<String, Object> constants, int slots, int states, Slots input,
                   Slots recurrent, Slots operand, int vectors, String vectorName, boolean recurrentBias,
                   boolean projectable) {

    /**
     * A run of slots and which row block of the weights each is.
     *
     * @param first  the first slot.
     * @param blocks for each slot of the run, the row block of the weight matrix, in PyTorch's order.
     */
    public record Slots(int first, List<Integer> blocks) {
        /** Copies the list. */
        public Slots {
            blocks = List.copyOf(blocks);
        }

        /** A run from {@code first} on. */
        public static Slots of(int first, Integer... blocks) {
            return new Slots(first, List.of(blocks));
        }

        /** How many gates the run has. */
        public int gates() {
            return blocks.size();
        }

        /** The row blocks, four bits each, the first slot lowest: how kernels take them. */
        public int order() {
            int order = 0;
            for (int gate = 0; gate < blocks.size(); gate++) {
                order |= blocks.get(gate) << (4 * gate);
            }
            return order;
        }
    }

    private static final int DIGEST_BYTES = 4;
    private static final int MOST_GATES = 7;    // an order has four bits a gate in a positive int

    /** @throws IllegalArgumentException where slots, gates or states do not fit together. */
    public Cell {
        // By name: a program's options are then the same in every process, as caches of built programs want them.
        constants = Collections.unmodifiableMap(new TreeMap<>(Map.copyOf(constants)));
        if (operand.gates() > 0 && recurrent.gates() == 0) {
            throw new IllegalArgumentException("cell " + name
                    + ": the operand's product comes after the recurrent one, which reaches no slot");
        }
        if (operand.gates() > 0 && operand.first() != recurrent.first() + recurrent.gates()) {
            throw new IllegalArgumentException("cell " + name
                    + ": the operand's slots must stand right behind those of the recurrent product");
        }
        if (states < 1) {
            throw new IllegalArgumentException("cell " + name + " has no state: the first state is h");
        }
        if (input.gates() == 0) {
            throw new IllegalArgumentException("cell " + name + ": the input product must reach a slot");
        }
        for (Slots run : List.of(input, recurrent, operand)) {
            if (run.first() < 0 || run.first() + run.gates() > slots || run.gates() > MOST_GATES) {
                throw new IllegalArgumentException("cell " + name + ": a run of " + run.gates() + " gates from slot "
                        + run.first() + " does not fit into " + slots + " slots (at most " + MOST_GATES + " gates)");
            }
        }
        requireOrder(name, "input", input.blocks());
        requireOrder(name, "recurrent", join(recurrent, operand));
    }

    private static void requireOrder(String name, String which, List<Integer> blocks) {
        if (!blocks.stream().sorted().toList().equals(IntStream.range(0, blocks.size()).boxed().toList())) {
            throw new IllegalArgumentException("cell " + name + ": the row blocks of its " + which + " weights must be 0 to "
                    + (blocks.size() - 1) + " in any order, not " + blocks);
        }
    }

    private static List<Integer> join(Slots first, Slots second) {
        List<Integer> blocks = new ArrayList<>(first.blocks());
        blocks.addAll(second.blocks());
        return blocks;
    }

    /**
     * Starts the description of a cell of the user's own.
     *
     * @throws IllegalArgumentException where a cell cannot have this name.
     */
    public static CellBuilder builder(String name) {
        return new CellBuilder(name);
    }

    /**
     * The same cell with other functions, as ONNX's {@code activations}.
     *
     * @param functions f, g and h, as many as the cell has: see {@link CellFunctions}.
     * @throws IllegalArgumentException where it has fewer, more or none to choose.
     */
    public Cell withFunctions(GateFunction... functions) {
        return new CellFunctions(List.of(functions), CellFunctions.of(this).clip()).in(this);
    }

    /**
     * The same cell with what goes into its functions held within plus and minus {@code limit}, as ONNX's {@code clip}. It
     * runs, but is not trained.
     *
     * @param limit above 0; 0: not held.
     * @throws IllegalArgumentException where it has no functions to choose.
     */
    public Cell withClip(float limit) {
        return new CellFunctions(CellFunctions.of(this).functions(), limit).in(this);
    }

    Cell withConstants(Map<String, Object> others) {
        return new Cell(name, page, others, slots, states, input, recurrent, operand, vectors, vectorName, recurrentBias,
                projectable);
    }

    /** Whether Janus comes with it, in some form: it is then known by its name alone. */
    public boolean builtIn() {
        return Cells.named(name).filter(known -> known.page.equals(page)).isPresent();
    }

    /** Whether its sums are normalised inside the step, over all hidden units of a row. */
    public boolean normalised() {
        return constants.containsKey(Cells.GATE_X);
    }

    /** How many of its vectors are gains, which start at 1; the others of a cell that is {@link #normalised} start at 0. */
    public int gains() {
        return normalised() ? vectors - (states > 1 ? 1 : 0) : 0;
    }

    /** The first of the slots in which a backward pass leaves the gradients of {@code bias_ih}. */
    public int inputBiasSlot() {
        return normalised() ? (Integer) constants.get(Cells.GATE_X) : input.first();
    }

    /** The first of the slots in which a backward pass leaves the gradients of {@code bias_hh}. */
    public int recurrentBiasSlot() {
        return normalised() ? (Integer) constants.get(Cells.GATE_H) : recurrent.first();
    }

    /** How many row blocks of {@code hidden} rows the input weights have. */
    public int gates() {
        return input.gates();
    }

    /** How many row blocks of {@code hidden} rows the recurrent weights have, those of both products of a step. */
    public int recurrentGates() {
        return recurrent.gates() + operand.gates();
    }

    /** The slots that the recurrent weights reach by either product, as their bias does. */
    public Slots recurrentBiasSlots() {
        return new Slots(recurrent.first(), join(recurrent, operand));
    }

    /** Whether a step has two products, the second of an operand that the first half makes. */
    public boolean inHalves() {
        return operand.gates() > 0;
    }

    /** Whether time is walked without a matrix product: a unit sees only its own past. */
    public boolean elementwise() {
        return recurrent.gates() == 0;
    }

    /**
     * The parameters of one layer and direction, in PyTorch's order.
     *
     * @param inputs size of the layer's input.
     * @param hidden hidden size.
     * @param projection size that h is projected to; 0 for none.
     * @param bias   whether the layer has biases.
     */
    public List<CellParameter> parameters(int inputs, int hidden, int projection, boolean bias) {
        List<CellParameter> all = new ArrayList<>();
        all.add(new CellParameter("weight_ih", CellParameter.Kind.INPUT_WEIGHT, gates() * hidden, inputs));
        if (!elementwise()) {
            all.add(new CellParameter("weight_hh", CellParameter.Kind.RECURRENT_WEIGHT,
                    recurrentGates() * hidden, projection > 0 ? projection : hidden));
        }
        if (vectors > 0) {
            all.add(new CellParameter(vectorName, CellParameter.Kind.VECTORS, vectors * hidden));
        }
        if (bias) {
            all.add(new CellParameter("bias_ih", CellParameter.Kind.INPUT_BIAS, gates() * hidden));
            if (recurrentBias) {
                all.add(new CellParameter("bias_hh", CellParameter.Kind.RECURRENT_BIAS,
                        recurrentGates() * hidden));
            }
        }
        if (projection > 0) {
            all.add(new CellParameter("weight_hr", CellParameter.Kind.PROJECTION, projection, hidden));
        }
        return all;
    }

    /** The parameters that its page, and the loops around it, are built with. */
    public Defines defines() {
        Defines defines = Defines.of().with("SLOTS", slots).with("STATES", states).with("VECTORS", vectors)
                .with("X_FIRST", input.first()).with("X_GATES", input.gates())
                .with("H_FIRST", recurrent.first()).with("H_GATES", recurrent.gates())
                .with("O_FIRST", operand.first()).with("O_GATES", operand.gates());
        for (Map.Entry<String, Object> constant : new TreeMap<>(constants).entrySet()) {
            defines = defines.with(constant.getKey(), constant.getValue());
        }
        return defines;
    }

    /**
     * Eight hexadecimal digits that are others when the code of a user's page or anything in its description has changed;
     * comments, spaces and where the files lie do not matter.
     */
    public String fingerprint() {
        String code = KernelSource.source(page).map(CellPage::code).orElse(page);
        String all = String.join("\n", name, code, defines().options(), input.toString(), recurrent.toString(),
                operand.toString(), vectorName, recurrentBias + " " + projectable);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The name and the file of its page, but not the whole text of a user's. */
    @Override
    public String toString() {
        return "cell " + name + " (" + KernelSource.title(page).orElse(page) + ")";
    }
}
