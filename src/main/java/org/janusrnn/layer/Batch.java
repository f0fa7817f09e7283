package org.janusrnn.layer;

import java.util.Arrays;
import java.util.Objects;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/**
 * What a network is given: sequences side by side, time first.
 *
 * @param steps   T, time steps.
 * @param size    B, sequences.
 * @param values  input {@code [T, B, I]}; null where the network starts with an embedding.
 * @param indices input {@code [T * B]} for an embedding, row t * B + b; null otherwise.
 * @param lengths valid steps of each sequence, 1 to T; null: all are T long.
 * @param initial initial states of the network's recurrent layer; null: zeros.
 */
public record Batch(int steps, int size, Tensor values, int[] indices, int[] lengths, States initial) {

    /** @throws IllegalArgumentException where shapes or lengths do not fit together. */
    public Batch {
        if (steps < 1 || size < 1) {
            throw new IllegalArgumentException("a batch needs at least one time step and one sequence, not T=" + steps
                    + ", B=" + size);
        }
        if ((values == null) == (indices == null)) {
            throw new IllegalArgumentException("a batch has either values or indices");
        }
        if (values != null && (values.shape().rank() != 3 || values.shape().dim(0) != steps
                || values.shape().dim(1) != size)) {
            throw new IllegalArgumentException("T=" + steps + " steps of B=" + size + " sequences have values of the "
                    + "shape [" + steps + ", " + size + ", I], not " + values.shape());
        }
        if (indices != null && indices.length != (long) steps * size) {
            throw new IllegalArgumentException("T=" + steps + " steps of B=" + size + " sequences are "
                    + (long) steps * size + " indices, not " + indices.length);
        }
        if (lengths != null) {
            check(lengths, steps, size);
        }
    }

    private static void check(int[] lengths, int steps, int size) {
        if (lengths.length != size) {
            throw new IllegalArgumentException("there are " + size + " sequences and " + lengths.length + " lengths");
        }
        for (int b = 0; b < size; b++) {
            if (lengths[b] < 1 || lengths[b] > steps) {
                throw new IllegalArgumentException("sequence " + b + " has the length " + lengths[b]
                        + ": it must be 1 to T=" + steps);
            }
        }
    }

    /** @param values input {@code [T, B, I]}. */
    public static Batch of(Tensor values) {
        Shape shape = Objects.requireNonNull(values, "the values of a batch are null").shape();
        if (shape.rank() != 3) {
            throw new IllegalArgumentException("a batch of values has the shape [T, B, I], not " + shape);
        }
        return new Batch(shape.dim(0), shape.dim(1), values, null, null, null);
    }

    /** @param indices input of an embedding, row t * B + b. */
    public static Batch of(int[] indices, int steps, int size) {
        return new Batch(steps, size, null, Objects.requireNonNull(indices, "the indices of a batch are null"), null,
                null);
    }

    /** The same with sequences of different lengths; what lies behind a sequence's end has no effect on anything. */
    public Batch lengths(int... each) {
        int[] own = Objects.requireNonNull(each, "the lengths of a batch are null").clone();
        return new Batch(steps, size, values, indices, own, initial);
    }

    /** The same, starting from these states. */
    public Batch initial(States states) {
        return new Batch(steps, size, values, indices, lengths,
                Objects.requireNonNull(states, "the initial states of a batch are null"));
    }

    /**
     * Some of the steps of every sequence, for reading or learning long sequences piece by piece.
     *
     * @param from the first step.
     * @param to   behind the last step.
     * @throws IllegalArgumentException where there are no such steps, or sequences of different lengths, of which some may
     *                                  have none of the steps. Initial states are those of step 0 alone.
     */
    public Batch steps(int from, int to) {
        if (from < 0 || to <= from || to > steps) {
            throw new IllegalArgumentException("a batch of T=" + steps + " has no steps " + from + " to before " + to);
        }
        if (lengths != null) {
            throw new IllegalArgumentException("a batch with lengths cannot be cut into pieces: some sequences would "
                    + "have no steps left");
        }
        int[] cut = indices == null ? null : Arrays.copyOfRange(indices, from * size, to * size);
        return new Batch(to - from, size, values == null ? null : steps(values, from, to), cut, null,
                from == 0 ? initial : null);
    }

    /**
     * Some of the steps of a tensor.
     *
     * @param tensor {@code [T, B, F]}.
     */
    public static Tensor steps(Tensor tensor, int from, int to) {
        int row = tensor.shape().dim(1) * tensor.shape().dim(2);
        return Tensor.of(Arrays.copyOfRange(tensor.data(), from * row, to * row), to - from, tensor.shape().dim(1),
                tensor.shape().dim(2));
    }

    /** Whether row t * B + b is a step of its sequence, not padding. */
    public boolean valid(int row) {
        return lengths == null || row / size < lengths[row % size];
    }

    @Override
    public String toString() {
        return "Batch[T=" + steps + ", B=" + size + (lengths == null ? "" : ", lengths=" + Arrays.toString(lengths))
                + "]";
    }
}
