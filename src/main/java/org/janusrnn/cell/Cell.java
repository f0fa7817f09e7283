package org.janusrnn.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A recurrent cell: what the scheduler must know of it to run it. Its equations, forward and backward, stand on its
 * {@link #page() page} and nowhere else.
 *
 * <p>A cell computes in <em>slots</em>: the sums that its gates see. The input product reaches a contiguous run of them,
 * the recurrent product another; where the two overlap they are added. An LSTM has four slots that both products reach;
 * the GRU keeps what the two products give its candidate apart, and so has four slots for three gates.
 *
 * @param name     the name users know it by, as {@code lstm}.
 * @param page     the file under kernels-cl that holds its equations.
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

    private static final int MOST_GATES = 7;    // an order has four bits a gate in a positive int

    /** @throws IllegalArgumentException where slots, gates or states do not fit together. */
    public Cell {
        constants = Map.copyOf(constants);
        if (operand.gates() > 0 && operand.first() != recurrent.first() + recurrent.gates()) {
            throw new IllegalArgumentException("cell " + name
                    + ": the operand's slots must stand right behind those of the recurrent product");
        }
        if (states < 1) {
            throw new IllegalArgumentException("cell " + name + " has no state: the first state is h");
        }
        for (Slots run : List.of(input, recurrent, operand)) {
            if (run.first() < 0 || run.first() + run.gates() > slots || run.gates() > MOST_GATES) {
                throw new IllegalArgumentException("cell " + name + ": a run of " + run.gates() + " gates from slot "
                        + run.first() + " does not fit into " + slots + " slots (at most " + MOST_GATES + " gates)");
            }
        }
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
        List<Integer> blocks = new ArrayList<>(recurrent.blocks());
        blocks.addAll(operand.blocks());
        return new Slots(recurrent.first(), blocks);
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
}
