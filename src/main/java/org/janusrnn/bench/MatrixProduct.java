package org.janusrnn.bench;

import java.util.ArrayList;
import java.util.List;

/** The product of two square matrices by the faster of two libraries, which takes turns too: what a row could reach. */
final class MatrixProduct implements Contestant {
    private static final int[] SIZES = {1024, 2048};
    private static final int CHOICE_ROUNDS = 3;
    private static final double CHOICE_SECONDS = 0.25;

    private final PeerProcess library;
    private final int size;
    private double best;

    private MatrixProduct(PeerProcess library, int size) {
        this.library = library;
        this.size = size;
    }

    /** Of the libraries and sizes the one with the highest rate, after turns. */
    static MatrixProduct fastest(List<PeerProcess> libraries) {
        List<MatrixProduct> all = new ArrayList<>();
        for (PeerProcess library : libraries) {
            for (int size : SIZES) {
                all.add(new MatrixProduct(library, size));
            }
        }
        MatrixProduct fastest = all.get(0);
        for (int round = 0; round < CHOICE_ROUNDS; round++) {
            for (MatrixProduct each : all) {
                each.best = Math.max(each.best, each.gflops(each.run(CHOICE_SECONDS, 1, Integer.MAX_VALUE)));
                if (each.best > fastest.best) {
                    fastest = each;
                }
            }
        }
        return fastest;
    }

    /** The library's name, too. */
    @Override
    public String name() {
        return "product of matrices of " + size + ", " + library.name();
    }

    @Override
    public long[] run(double seconds, int least, int most) {
        return library.sgemm(size, seconds);
    }

    /** What was done by the time that it took. */
    double gflops(long[] nanos) {
        return 2.0 * size * size * size / (new Sample(nanos).meanMillis() * 1e6);
    }
}
