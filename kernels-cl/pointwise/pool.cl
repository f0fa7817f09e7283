// Pooling over time: of each window and column the largest number, or the mean. A window w looks at the steps
// w * stride - before + k, k = 0 .. taps - 1. Where there is no such step the maximum looks away; the mean takes a zero.
//
//   MAXIMUM=1   NaN wins, so that it goes through; of equals the first
//   x, dx       [steps][batch][width]; lengths [batch], its valid steps, null: all
//   y, dy       [count][batch][width]; left [batch], its valid windows, null: all; the others are zeros
//   won         as y: the k that the maximum was found at, for the way back; null: not wanted

#include "pointwise/piece.cl"

#ifndef MAXIMUM
#define MAXIMUM 0
#endif

//   global size: at least count * batch * ceil(width / LANES)
__kernel void pool(const __global float *x, const __global int *lengths, const __global int *left, __global float *y,
                   __global float *won, const int count, const int steps, const int batch, const int width,
                   const int taps, const int stride, const int before)
{
    const long piece = get_global_id(0);
    const long row = quotient(piece, pieces_of(width));
    const long window = quotient(row, batch);
    if (window >= count)
        return;
    const int column = (int)(piece - row * pieces_of(width)) * LANES;
    const long b = row - window * batch;
    const long start = window * stride - before;
    const int first = (int)max(0L, -start);
    const int end = (int)min((long)taps, (lengths ? lengths[b] : steps) - start);
    REAL value = (REAL)(0.0f), at = (REAL)((float)first);
    for (int k = first; k < end && (!left || window < left[b]); k++) {
        const REAL seen = real_load_part(x + ((start + k) * batch + b) * width + column, width - column);
#if MAXIMUM
        if (k == first)
            value = seen;
        at = ((seen > value) | (seen != seen)) ? (REAL)((float)k) : at;
        value = ((seen > value) | (seen != seen)) ? seen : value;
#else
        value += seen;
#endif
    }
#if MAXIMUM
    if (won)
        real_store_part(at, won + row * width + column, width - column);
#else
    value /= (float)taps;
#endif
    real_store_part(value, y + row * width + column, width - column);
}

//   global size: at least steps * batch * ceil(width / LANES)
__kernel void pool_backward(const __global float *dy, const __global float *won, const __global int *lengths,
                            __global float *dx, const int count, const int steps, const int batch, const int width,
                            const int taps, const int stride, const int before)
{
    const long piece = get_global_id(0);
    const long row = quotient(piece, pieces_of(width));
    const long t = quotient(row, batch);
    if (t >= steps)
        return;
    const int column = (int)(piece - row * pieces_of(width)) * LANES;
    const long b = row - t * batch;
    REAL sum = (REAL)(0.0f);
    for (int k = 0; k < taps && t < (lengths ? lengths[b] : steps); k++) {
        const long start = t + before - k;
        const long window = quotient(start, stride);
        if (start < 0 || window * stride != start || window >= count)
            continue;
        const long at = (window * batch + b) * width + column;
        const REAL d = real_load_part(dy + at, width - column);
#if MAXIMUM
        sum += real_load_part(won + at, width - column) == (REAL)((float)k) ? d : (REAL)(0.0f);
#else
        sum += d;
#endif
    }
#if !MAXIMUM
    sum /= (float)taps;
#endif
    real_store_part(sum, dx + row * width + column, width - column);
}
