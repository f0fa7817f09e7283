package org.janusrnn.testing;

import java.util.SplittableRandom;

/**
 * Arithmetic in float32's 24 bits that rounds up or down at random, each the likelier the nearer it is (stochastic
 * rounding, as in Parker's Monte Carlo arithmetic, 1997). What floats hold exactly stays as it is. Where x lies
 * between two floats at a part f of their distance, the error has the mean 0 and the variance f (1 - f): 1/6 over all
 * f, twice that of rounding to the nearest, 1/12.
 */
final class StochasticRounding {
    /** Bits of a double's 53 that float32's 24 have no place for. */
    private static final int LOWER_BITS = 29;
    private static final long LOWER = (1L << LOWER_BITS) - 1;
    /** What kernels-cl/activation.cl says of its functions: the largest absolute, and the largest relative error. */
    private static final double SIGMOID_ERROR = 1e-7;
    private static final double TANH_ERROR = 3e-7;

    private long random;

    StochasticRounding(long seed) {
        random = new SplittableRandom(seed).nextLong() | 1;
    }

    /** x with 24 bits. A carry runs up into the exponent, where it belongs. */
    double round(double x) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(x) + (next() & LOWER) & ~LOWER);
    }

    /** Marsaglia's xorshift (2003): the sums of millions of products need a quick one. */
    private long next() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return random >>> 32;
    }

    /** Uniform between -1 and 1. */
    private double either() {
        return (next() & LOWER) * 0x1p-28 - 1;
    }

    double sigmoid(double a) {
        return round(1 / (1 + Math.exp(-a)) + SIGMOID_ERROR * either());
    }

    double tanh(double a) {
        return round(Math.tanh(a) * (1 + TANH_ERROR * either()));
    }

    /** The slope of a sigmoid that is s, times d. */
    double sigmoidBack(double d, double s) {
        return round(round(d * s) * round(1 - s));
    }

    /** The slope of a tanh that is t, times d. */
    double tanhBack(double d, double t) {
        return round(d * round(1 - round(t * t)));
    }
}
