// Activations put away in half precision until the backward pass needs them. No arithmetic is done in half.
//
//   x       numbers of single precision: runs of `run` numbers, the first of them at x_first, x_stride from one to the next
//   halves  the same to the nearest of half precision, of two equally near ones the even; its memory has whole vectors
//   n       how many. Where there are several runs, each is whole vectors.
//
// Two things are not left to rounding, because the derivative of a function such as relu asks for the sign alone and a sum
// must not meet an infinity that the forward pass did not make: what is not 0 does not become 0 but at least 2^-24, and
// what is finite stays so, at most 65504. NaN and infinities are kept.
//
// A work-item takes RUN pieces of LANES numbers, one behind the other.
//
//   global size: ceil(n / (RUN * LANES)) or more

#include "pointwise/piece.cl"

#ifndef RUN
#define RUN 1
#endif

// Where number i is.
inline size_t place_of(const long i, const long x_first, const long run, const long x_stride)
{
    return (size_t)(x_first + (run == x_stride ? i : i / run * x_stride + i % run));
}

inline REAL within_half(const REAL x)
{
    const REAL size = fabs(x);
    const REAL most = select(x, copysign((REAL)(65504.0f), x), size > 65504.0f & size < INFINITY);
    return select(most, copysign((REAL)(0x1p-24f), x), size > 0.0f & size < 0x1p-24f);
}

__kernel void to_halves(const __global float *x, __global half *halves, const long n, const long x_first, const long run,
                        const long x_stride)
{
    const long first = (long)get_global_id(0) * (RUN * LANES), end = min(first + RUN * LANES, n);
    for (long at = first; at < end; at += LANES) {
        const REAL value =
            within_half(real_load_part(x + place_of(at, x_first, run, x_stride), piece_length(at, n)));
#if WIDE
        GLUE(vstore, UNITS)(half_bits(value), 0, (__global ushort *)halves + at);
#else
        vstore_half_rte(value, at, halves);
#endif
    }
}

__kernel void from_halves(const __global half *halves, __global float *x, const long n, const long x_first,
                          const long run, const long x_stride)
{
    const long first = (long)get_global_id(0) * (RUN * LANES), end = min(first + RUN * LANES, n);
    for (long at = first; at < end; at += LANES) {
#if WIDE
        const REAL value = GLUE(vload_half, UNITS)(0, halves + at);
#else
        const REAL value = vload_half(at, halves);
#endif
        real_store_part(value, x + place_of(at, x_first, run, x_stride), piece_length(at, n));
    }
}
