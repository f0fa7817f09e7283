package org.janusrnn.bench;

/** OpenBLAS's product of two square matrices, which takes turns too: what a row could reach at most. */
final class MatrixProduct implements Contestant {
    private static final int[] SIZES = {1024, 2048};
    private static final double CHOICE_SECONDS = 0.6;

    private final PeerProcess blas;
    private final int size;

    private MatrixProduct(PeerProcess blas, int size) {
        this.blas = blas;
        this.size = size;
    }

    /** The size at which it is fastest. */
    static MatrixProduct fastest(PeerProcess blas) {
        MatrixProduct best = null;
        double rate = 0;
        for (int size : SIZES) {
            MatrixProduct product = new MatrixProduct(blas, size);
            double its = product.gflops(product.run(CHOICE_SECONDS, 1, Integer.MAX_VALUE));
            if (its > rate) {
                rate = its;
                best = product;
            }
        }
        return best;
    }

    @Override
    public String name() {
        return "matrix product of " + size;
    }

    @Override
    public long[] run(double seconds, int least, int most) {
        return blas.sgemm(size, seconds);
    }

    /** By the median of runs. */
    double gflops(long[] nanos) {
        return 2.0 * size * size * size / (new Sample(nanos).medianMillis() * 1e6);
    }
}
