package org.janusrnn.layer;

import java.util.Arrays;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.kernel.Defines;
import org.janusrnn.schedule.Plan;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Staging;

/** A table of vectors: an index becomes its row. A network that has one starts with it. */
final class EmbeddingLayer extends Layer {
    private static final String FILE = "pointwise/embedding.cl";
    /** Rows of one entry that a launch adds up; a rarer driver ends longer loops (kernels-cl/pointwise/embedding.cl). */
    private static final int MOST_ROWS = 50_000;
    private final int entries;
    private final int width;
    private ClBuffer table;
    private ClBuffer tableGradient;

    EmbeddingLayer(String name, int entries, int width) {
        super(name);
        this.entries = entries;
        this.width = width;
    }

    @Override
    int outputs() {
        return width;
    }

    /** @throws IllegalArgumentException where an index is no entry of the table; in the padding it may be anything. */
    void check(Batch batch) {
        int[] indices = batch.indices();
        for (int row = 0; row < indices.length; row++) {
            if ((indices[row] < 0 || indices[row] >= entries) && batch.valid(row)) {
                throw new IllegalArgumentException("step " + row / batch.size() + " of sequence " + row % batch.size()
                        + " has the index " + indices[row] + ": " + name + " has entries 0 to " + (entries - 1));
            }
        }
    }

    @Override
    void declare(Parameters parameters) {
        parameters.declare(parameterName("weight"), Shape.of(entries, width));
    }

    /** PyTorch's rule: Gaussian with deviation 1. */
    @Override
    void initialise(Parameters parameters, Initializer initializer) {
        String full = parameterName("weight");
        parameters.set(full, initializer.gaussian(full, Shape.of(entries, width), 1));
    }

    @Override
    void reservePanels(Parameters parameters, Arena forward, Arena backward) {
        Parameters.Parameter weight = parameters.named(parameterName("weight"));
        table = parameters.value(weight);
        tableGradient = parameters.gradient(weight);
    }

    @Override
    Pass pass(PassContext context, Flow in) {
        return new Pass(context, in);
    }

    /** The embedding at work. Its input is the batch's indices, which it uploads, for the backward pass sorted by entry. */
    final class Pass implements LayerPass {
        private final PassContext context;
        private final Flow out;
        private final Arena.Region indices;
        private final Arena.Region used;
        private final Arena.Region starts;
        private final Arena.Region sorted;
        private final int[] counts;
        private final int[] perRow;
        private final Staging staging;

        private Pass(PassContext context, Flow in) {
            this.context = context;
            out = context.flow("outputs of an embedding", in, width);
            int rows = Math.toIntExact(in.rows());
            Arena arena = context.arena();
            indices = arena.reserve("indices", rows);
            boolean training = context.training();
            used = training ? arena.reserve("entries in use", entries) : null;
            starts = training ? arena.reserve("first rows of entries", entries + 1L) : null;
            sorted = training ? arena.reserve("rows by entry", rows) : null;
            counts = new int[entries + 1];
            perRow = new int[rows];
            staging = new Staging(context.engine().queue(0), Math.max(rows, entries + 1L));
        }

        @Override
        public Flow out() {
            return out;
        }

        @Override
        public void begin(Batch batch, long round) {
            writeIndices(batch);
            if (context.training()) {
                sort(batch);
            }
        }

        /** Rows that are padding take no entry: the kernel makes them zeros. */
        private void writeIndices(Batch batch) {
            int[] index = batch.indices();
            for (int row = 0; row < index.length; row++) {
                perRow[row] = batch.valid(row) ? index[row] : -1;
            }
            staging.write(indices.buffer(), perRow, index.length);
        }

        /** Counting sort: rows that are padding have no gradient and are left out. */
        private void sort(Batch batch) {
            int[] index = batch.indices();
            Arrays.fill(counts, 0);
            for (int row = 0; row < index.length; row++) {
                if (batch.valid(row)) {
                    counts[index[row] + 1]++;
                }
            }
            for (int entry = 0; entry < entries; entry++) {
                counts[entry + 1] += counts[entry];
            }
            staging.write(starts.buffer(), counts, entries + 1);
            for (int row = 0; row < index.length; row++) {
                if (batch.valid(row)) {
                    perRow[counts[index[row]]++] = row;
                }
            }
            staging.write(sorted.buffer(), perRow, index.length);
        }

        @Override
        public void forward(Plan plan) {
            plan.pointwise(0, "embedding", Plan.Source.of(FILE, "embedding", Defines.of()), out.rows(), width, table,
                    indices, out.values(), out.rows(), width);
        }

        @Override
        public void backward(Plan plan) {
            int[] all = new int[entries];
            Arrays.setAll(all, entry -> entry);
            staging.write(used.buffer(), all, entries);
            for (int from = 0; from < out.rows(); from += MOST_ROWS) {
                plan.pointwise(0, "embedding, backward", Plan.Source.of(FILE, "embedding_backward", Defines.of()),
                        entries, width, out.gradient(), used, starts, sorted, tableGradient, entries, width, from,
                        from + MOST_ROWS);
            }
        }
    }
}
