package org.janusrnn.verify;

import java.util.Arrays;
import java.util.Objects;
import org.janusrnn.io.SafetensorsException;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.tensor.Shape;
import org.janusrnn.tensor.Tensor;

/** The batches of a training run, numbered from 0: inputs, and classes or wanted outputs as the loss needs them. */
public final class GoldenBatches {
    private final int count;
    private final Shape inputShape;
    private final Shape targetShape;
    private final Tensor x;
    private final Tensor target;
    private final int[] classes;

    /** @param rows shape of what the loss is the mean of: [T, B] or [B]. */
    GoldenBatches(SafetensorsFile file, Shape inputShape, Shape rows, int outputs, GoldenTraining.Loss loss) {
        Shape all = file.shape("x");
        if (all.rank() == 0 || all.dim(0) == 0) {
            throw new SafetensorsException(file.path(), "x", "has shape " + all + ", which holds no batch");
        }
        count = all.dim(0);
        this.inputShape = inputShape;
        x = file.tensor("x", batched(inputShape));
        if (loss == GoldenTraining.Loss.CROSS_ENTROPY) {
            targetShape = rows;
            target = null;
            classes = classes(file, outputs);
        } else {
            int[] dims = Arrays.copyOf(rows.toArray(), rows.rank() + 1);
            dims[rows.rank()] = outputs;
            targetShape = Shape.of(dims);
            target = file.tensor("target", batched(targetShape));
            classes = null;
        }
    }

    private int[] classes(SafetensorsFile file, int outputs) {
        long[] read = file.longs("target", batched(targetShape));
        int[] checked = new int[read.length];
        for (int i = 0; i < read.length; i++) {
            if (read[i] < 0 || read[i] >= outputs) {
                throw new SafetensorsException(file.path(), "target", "element " + i + " is class " + read[i]
                        + ", but from 0 to " + (outputs - 1) + " are possible");
            }
            checked[i] = (int) read[i];
        }
        return checked;
    }

    private Shape batched(Shape one) {
        int[] dims = new int[one.rank() + 1];
        dims[0] = count;
        System.arraycopy(one.toArray(), 0, dims, 1, one.rank());
        return Shape.of(dims);
    }

    public int count() {
        return count;
    }

    /** The input [T, B, I] of a batch. */
    public Tensor x(int batch) {
        return slice(x, batch, inputShape);
    }

    /**
     * The wanted output of a batch, for the squared error: [T, B, outputs], or [B, outputs] where the head reads the
     * final state.
     *
     * @throws IllegalStateException where the targets are classes.
     */
    public Tensor target(int batch) {
        if (target == null) {
            throw new IllegalStateException("the targets are classes");
        }
        return slice(target, batch, targetShape);
    }

    /**
     * The right classes of a batch, for cross-entropy, row-major: [T, B], or [B] where the head reads the final state.
     *
     * @throws IllegalStateException where the targets are not classes.
     */
    public int[] classes(int batch) {
        if (classes == null) {
            throw new IllegalStateException("the targets are not classes");
        }
        Objects.checkIndex(batch, count);
        int size = (int) targetShape.elements();
        return Arrays.copyOfRange(classes, batch * size, (batch + 1) * size);
    }

    private Tensor slice(Tensor all, int batch, Shape shape) {
        Objects.checkIndex(batch, count);
        int size = (int) shape.elements();
        return new Tensor(shape, Arrays.copyOfRange(all.data(), batch * size, (batch + 1) * size));
    }
}
