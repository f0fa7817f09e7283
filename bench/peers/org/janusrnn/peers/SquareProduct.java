package org.janusrnn.peers;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A library's product of two square matrices: what this processor can do at most. */
abstract class SquareProduct implements Runnable {
    private static SquareProduct last;

    final int n;
    final float[] left;
    final float[] right;

    SquareProduct(int n) {
        this.n = n;
        left = whole(1, n);
        right = whole(2, n);
    }

    /**
     * The product of so large matrices, checked; the same again as long as nobody asks for others.
     *
     * @param program openblas, or djl for MKL's, by libtorch.
     */
    static SquareProduct of(String program, int n) {
        if (last == null || last.n != n) {
            last = switch (program) {
                case "openblas" -> new OpenBlasProduct(n);
                case "djl" -> new MklProduct(n);
                default -> throw new IllegalArgumentException(program + " is not asked for matrix products");
            };
            last.check();
        }
        return last;
    }

    /** Row 0 of what the last run left. */
    abstract float[] row();

    private void check() {
        run();
        float[] want = new float[n];
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < n; j++) {
                want[j] += left[k] * right[k * n + j];
            }
        }
        if (!Arrays.equals(row(), want)) {
            throw new IllegalStateException("the matrix product is wrong");
        }
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
}
