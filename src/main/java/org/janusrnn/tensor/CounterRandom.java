package org.janusrnn.tensor;

/**
 * Random numbers without state: a value is a function of seed, stream and index, so that any of them can be had in
 * any order, on any number of threads or on a device, and again after a restart.
 *
 * <p>The function is Philox-4x32 with 10 rounds: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", SC11, doi:10.1145/2063384.2063405. The key is the seed (low word first). The counter
 * is, low word first, {@code index / 4} in words 0 and 1 and the stream in words 2 and 3; a block of four words serves
 * four successive indices. A stream is meant for one purpose: its integers, floats and Gaussians share their words.
 */
public final class CounterRandom {
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final long LOW = 0xFFFFFFFFL;

    private final long seed;
    private final long stream;

    private CounterRandom(long seed, long stream) {
        this.seed = seed;
        this.stream = stream;
    }

    /** The numbers of one stream under one seed; any two longs will do, and other longs give unrelated numbers. */
    public static CounterRandom of(long seed, long stream) {
        return new CounterRandom(seed, stream);
    }

    /** 32 random bits. */
    public int bits(long index) {
        long block = index >>> 2;
        return philox((int) block, (int) (block >>> 32), (int) stream, (int) (stream >>> 32),
                (int) seed, (int) (seed >>> 32))[(int) (index & 3)];
    }

    /** A float in [0, 1), a multiple of 2^-24. */
    public float uniform(long index) {
        return (bits(index) >>> 8) * 0x1p-24f;
    }

    /**
     * An integer in [0, bound), by multiplication: values differ in probability by at most 2^-32.
     *
     * @throws IllegalArgumentException where the bound is not positive.
     */
    public int below(long index, int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("a random integer needs a positive bound, got " + bound);
        }
        return (int) (((bits(index) & LOW) * bound) >>> 32);
    }

    /**
     * A normal deviate of mean 0 and variance 1 by Box and Muller, at most 6.7 away from 0; it takes the words
     * {@code 2 * index} and {@code 2 * index + 1}. StrictMath gives the same bits on every machine.
     */
    public float gaussian(long index) {
        double radius = ((bits(2 * index) & LOW) + 1) * 0x1p-32;
        double turn = (bits(2 * index + 1) & LOW) * 0x1p-32;
        return (float) (StrictMath.sqrt(-2 * StrictMath.log(radius)) * StrictMath.cos(2 * Math.PI * turn));
    }

    /** One block: four random words from a counter of four words and a key of two. */
    static int[] philox(int c0, int c1, int c2, int c3, int k0, int k1) {
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * (c0 & LOW);
            long product1 = MULTIPLIER_1 * (c2 & LOW);
            c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
            c3 = (int) product0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        return new int[] {c0, c1, c2, c3};
    }
}
