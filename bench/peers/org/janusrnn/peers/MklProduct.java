package org.janusrnn.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** MKL's, by libtorch as DJL packages it. */
final class MklProduct extends SquareProduct {
    private final NDArray a;
    private final NDArray b;
    private NDArray c;

    MklProduct(int n) {
        super(n);
        NDManager memory = NDManager.newBaseManager("PyTorch");
        a = memory.create(left, new Shape(n, n));
        b = memory.create(right, new Shape(n, n));
    }

    @Override
    public void run() {
        if (c != null) {
            c.close();
        }
        c = a.matMul(b);
    }

    @Override
    float[] row() {
        return Arrays.copyOf(c.toFloatArray(), n);
    }
}
