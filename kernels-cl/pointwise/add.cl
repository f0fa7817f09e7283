// Sums over n floats.

#include "pointwise/piece.cl"

// y += x
//
//   global size: at least ceil(n / LANES)
__kernel void add(__global float *y, const __global float *x, const long n)
{
    const long at = (long)get_global_id(0) * LANES;
    if (at >= n)
        return;
    const int count = piece_length(at, n);
    real_store_part(real_load_part(y + at, count) + real_load_part(x + at, count), y + at, count);
}

// y = a + b
//
//   global size: at least ceil(n / LANES)
__kernel void sum_of_two(const __global float *a, const __global float *b, __global float *y, const long n)
{
    const long at = (long)get_global_id(0) * LANES;
    if (at >= n)
        return;
    const int count = piece_length(at, n);
    real_store_part(real_load_part(a + at, count) + real_load_part(b + at, count), y + at, count);
}
