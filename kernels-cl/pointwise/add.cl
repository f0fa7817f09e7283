// y += x, over n floats.

#include "pointwise/piece.cl"

//   global size: at least ceil(n / LANES)
__kernel void add(__global float *y, const __global float *x, const long n)
{
    const long at = (long)get_global_id(0) * LANES;
    if (at >= n)
        return;
    const int count = piece_length(at, n);
    real_store_part(real_load_part(y + at, count) + real_load_part(x + at, count), y + at, count);
}
