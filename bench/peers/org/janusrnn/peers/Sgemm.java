package org.janusrnn.peers;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** OpenBLAS's product of two square matrices: what this processor can do at most. */
final class Sgemm {
    private static Sgemm last;

    private final int n;
    private final FloatPointer a;
    private final FloatPointer b;
    private final FloatPointer c;

    /** Computes a product of small whole numbers first, and checks one row of it. */
    Sgemm(int n) {
        this.n = n;
        float[] left = whole(1, n);
        float[] right = whole(2, n);
        a = new FloatPointer(left);
        b = new FloatPointer(right);
        c = new FloatPointer((long) n * n);
        run();
        float[] row = new float[n];
        c.get(row, 0, n);
        float[] want = new float[n];
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < n; j++) {
                want[j] += left[k] * right[k * n + j];
            }
        }
        if (!Arrays.equals(row, want)) {
            throw new IllegalStateException("the matrix product is wrong");
        }
    }

    /** The product of so large matrices; the same again as long as nobody asks for others. */
    static Sgemm of(int n) {
        if (last == null || last.n != n) {
            last = new Sgemm(n);
        }
        return last;
    }

    /** Sums of such numbers are exact in single precision. */
    private static float[] whole(long seed, int n) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] all = new float[n * n];
        for (int i = 0; i < all.length; i++) {
            all[i] = random.nextInt(-8, 9);
        }
        return all;
    }

    void run() {
        openblas.cblas_sgemm(openblas.CblasRowMajor, openblas.CblasNoTrans, openblas.CblasNoTrans, n, n, n, 1, a, n, b,
                n, 0, c, n);
    }
}
