// Sums over rows that layer and batch normalisation need on their way back, in an order that depends on the shape alone:
//
//   bias     sum of dy
//   weight   sum of dy * (x - mean) * scale
//
// The rows are `groups` groups of group_rows each: those that share a mean. A group is cut into chunks, of which a
// work-item adds up one, for one piece of a row. Padding takes no part because dy is zero there, and x finite.
//
//   dy, x         [groups * group_rows][width]
//   mean, scale   PER_ROW=0: [groups][width]; PER_ROW=1: one number a row
//   sums          [groups][chunks][2][width], bias first

#include "pointwise/piece.cl"

#ifndef PER_ROW
#define PER_ROW 0
#endif

//   global size: at least groups * chunks * ceil(width / LANES)
__kernel void norm_sums(const __global float *dy, const __global float *x, const __global float *mean,
                        const __global float *scale, __global float *sums, const long group_rows, const int groups,
                        const int chunks, const int width)
{
    const long piece = get_global_id(0);
    const long index = quotient(piece, pieces_of(width));
    const int column = (int)(piece - index * pieces_of(width)) * LANES;
    const int group = (int)(index / chunks), chunk = (int)(index % chunks);
    if (group >= groups)
        return;
    const long begin = group * group_rows + group_rows * chunk / chunks;
    const int count = (int)(group * group_rows + group_rows * (chunk + 1) / chunks - begin);
#if !PER_ROW
    const REAL m = real_load_part(mean + (long)group * width + column, width - column);
    const REAL s = real_load_part(scale + (long)group * width + column, width - column);
#endif
    REAL bias = (REAL)(0.0f), weight = (REAL)(0.0f);
    for (int i = 0; i < count; i++) {
        const long row = begin + i;
#if PER_ROW
        const float m = mean[row], s = scale[row];
#endif
        const REAL d = real_load_part(dy + row * width + column, width - column);
        bias += d;
        weight += d * ((real_load_part(x + row * width + column, width - column) - m) * s);
    }
    real_store_part(bias, sums + index * 2 * width + column, width - column);
    real_store_part(weight, sums + (index * 2 + 1) * width + column, width - column);
}

// totals[group] = the sum of its chunks.
//
//   global size: at least groups * ceil(2 * width / LANES)
__kernel void norm_totals(const __global float *sums, __global float *totals, const int groups, const int chunks,
                          const int width)
{
    const long piece = get_global_id(0);
    const long group = quotient(piece, pieces_of(2 * width));
    const int column = (int)(piece - group * pieces_of(2 * width)) * LANES;
    if (group >= groups)
        return;
    REAL total = (REAL)(0.0f);
    for (int chunk = 0; chunk < chunks; chunk++)
        total += real_load_part(sums + (group * chunks + chunk) * 2 * width + column, 2 * width - column);
    real_store_part(total, totals + group * 2 * width + column, 2 * width - column);
}

// The gradients of the parameters: the sums of all groups.
//
//   global size: at least ceil(width / LANES)
__kernel void norm_parameters(const __global float *totals, const int groups, const int width, __global float *dweight,
                              __global float *dbias)
{
    const int column = (int)get_global_id(0) * LANES;
    if (column >= width)
        return;
    REAL bias = (REAL)(0.0f), weight = (REAL)(0.0f);
    for (int group = 0; group < groups; group++) {
        bias += real_load_part(totals + (long)group * 2 * width + column, width - column);
        weight += real_load_part(totals + ((long)group * 2 + 1) * width + column, width - column);
    }
    real_store_part(bias, dbias + column, width - column);
    real_store_part(weight, dweight + column, width - column);
}
