// Dropout: y = x * scale where an element is kept, 0 where it is dropped; scale = 1 / (1 - p). Backward is the same
// kernel on the gradient, with the same seed and stream: the mask is computed again, not kept.
//
//   x, y     [repeats][period], may be the same buffer
//   mask     [period]: element i is dropped where uniform(seed, stream, i) < p, uniform in [0, 1) in steps of 2^-24
//
// A mask of its own for every element is repeats = 1. One mask shared over time, for rows [T][batch][width], is
// repeats = T, period = batch * width. p = 1 drops all: the host then gives scale = 0. NaN and infinity of a dropped
// element become NaN, as they do in PyTorch.

#include "pointwise/philox.cl"

// The factors of the 4 * LANES neighbouring elements of a chunk, those of LANES blocks of random words.
inline void dropout_factors(float *factor, const long chunk, const float p, const float scale, const ulong seed,
                            const ulong stream)
{
    WORD word[4];
    philox((ulong)(chunk * LANES), stream, seed, word);
    uint lane[4 * LANES];
    // Unrolled, because a compiler keeps an array in registers only where every index is a constant.
    _Pragma("unroll") for (int j = 0; j < 4; j++)
        real_store_near(word[j], lane + j * LANES);
    _Pragma("unroll") for (int i = 0; i < LANES; i++)
        _Pragma("unroll") for (int j = 0; j < 4; j++)
            factor[4 * i + j] = (float)(lane[j * LANES + i] >> 8) * 0x1p-24f < p ? 0.0f : scale;
}

// A work-item does one chunk.
//
//   global size: at least repeats * ceil(period / (4 * LANES))
__kernel void dropout(const __global float *x, __global float *y, const long repeats, const long period, const float p,
                      const float scale, const long seed, const long stream)
{
    const long chunks = (period - 1) / (4 * LANES) + 1;
    const long item = get_global_id(0);
    const long repeat = item / chunks;
    if (repeat >= repeats)
        return;
    const long chunk = item - repeat * chunks;
    float factor[4 * LANES];
    dropout_factors(factor, chunk, p, scale, (ulong)seed, (ulong)stream);
    const long at = repeat * period + chunk * (4 * LANES);
    const int count = (int)min(period - chunk * (4 * LANES), (long)(4 * LANES));
    _Pragma("unroll") for (int i = 0; i < 4 * LANES; i += LANES)
        real_store_part(real_load_part(x + at + i, count - i) * real_load(factor + i), y + at + i, count - i);
}

// The mask itself, for kernels that use it many times: mask[offset .. offset + n).
//
//   global size: at least ceil(n / (4 * LANES))
__kernel void dropout_mask(__global float *mask, const long offset, const long n, const float p, const float scale,
                           const long seed, const long stream)
{
    const long chunk = get_global_id(0);
    const long at = chunk * (4 * LANES);
    if (at >= n)
        return;
    float factor[4 * LANES];
    dropout_factors(factor, chunk, p, scale, (ulong)seed, (ulong)stream);
    const int count = (int)min(n - at, (long)(4 * LANES));
    _Pragma("unroll") for (int i = 0; i < 4 * LANES; i += LANES)
        real_store_part(real_load(factor + i), mask + offset + at + i, count - i);
}
