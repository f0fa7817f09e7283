package org.janusrnn.peers;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** OpenBLAS's. */
final class OpenBlasProduct extends SquareProduct {
    private final FloatPointer a;
    private final FloatPointer b;
    private final FloatPointer c;

    OpenBlasProduct(int n) {
        super(n);
        a = new FloatPointer(left);
        b = new FloatPointer(right);
        c = new FloatPointer((long) n * n);
    }

    @Override
    public void run() {
        openblas.cblas_sgemm(openblas.CblasRowMajor, openblas.CblasNoTrans, openblas.CblasNoTrans, n, n, n, 1, a, n, b,
                n, 0, c, n);
    }

    @Override
    float[] row() {
        float[] row = new float[n];
        c.get(row, 0, n);
        return row;
    }
}
