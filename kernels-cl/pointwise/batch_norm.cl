// Batch normalisation: every column becomes (x - mean) / sqrt(variance + eps) * weight + bias. In training mean and
// biased variance are those of the batch; padding has no part in them.
//
//   x, y, dy, dx   [rows][width], row = t * batch + b; rows with t >= lengths[b] are padding and become zeros
//   weight, bias   [width]
//   group_rows     rows that share statistics: all of them, or with statistics of every time step its `batch` rows
//   mean, scale    [groups][width]; scale = 1 / sqrt(variance + eps)
//   valid          [groups], how many rows of the group are no padding
//   running_mean, running_var   [groups][width], what inference takes instead
//
//   training    moments  --> statistics --> batch_norm      backward   norm_sums.cl --> batch_norm_backward
//   inference                               batch_norm

#include "pointwise/piece.cl"

#ifndef INFERENCE
#define INFERENCE 0     // 1: mean and scale are the running mean and variance
#endif

inline int is_valid(const __global int *lengths, const long row, const int batch)
{
    return !lengths || row / batch < lengths[row % batch];
}

// Mean and sum of squared deviations of a chunk of a group's rows, for one piece of a row.
//
//   parts   [groups][chunks][2][width], mean first
//   counts  [groups][chunks], valid rows
//
//   global size: at least groups * chunks * ceil(width / LANES)
__kernel void moments(const __global float *x, const __global int *lengths, __global float *parts,
                      __global float *counts, const long group_rows, const int groups, const int chunks,
                      const int batch, const int width)
{
    const long piece = get_global_id(0);
    const long index = quotient(piece, pieces_of(width));
    const int column = (int)(piece - index * pieces_of(width)) * LANES;
    const int group = (int)(index / chunks), chunk = (int)(index % chunks);
    if (group >= groups)
        return;
    const long begin = group * group_rows + group_rows * chunk / chunks;
    const int count = (int)(group * group_rows + group_rows * (chunk + 1) / chunks - begin);
    int found = 0;
    REAL mean = (REAL)(0.0f), squares = (REAL)(0.0f);
    for (int i = 0; i < count; i++)
        if (is_valid(lengths, begin + i, batch)) {
            found++;
            mean += real_load_part(x + (begin + i) * width + column, width - column);
        }
    mean /= (float)max(found, 1);
    for (int i = 0; i < count; i++)
        if (is_valid(lengths, begin + i, batch)) {
            const REAL d = real_load_part(x + (begin + i) * width + column, width - column) - mean;
            squares += d * d;
        }
    real_store_part(mean, parts + index * 2 * width + column, width - column);
    real_store_part(squares, parts + (index * 2 + 1) * width + column, width - column);
    if (column == 0)
        counts[index] = found;
}

// A group's statistics from its chunks, by Chan's rule for joining two samples, in the order of the chunks; the running
// statistics move towards them by `momentum`, the variance as the unbiased one, where there is one.
//
//   running_mean, running_var   null: they stay
//
//   global size: at least groups * ceil(width / LANES)
__kernel void statistics(const __global float *parts, const __global float *counts, __global float *mean,
                         __global float *scale, __global float *valid, __global float *running_mean,
                         __global float *running_var, const int groups, const int chunks, const int width,
                         const float eps, const float momentum)
{
    const long piece = get_global_id(0);
    const long group = quotient(piece, pieces_of(width));
    const int column = (int)(piece - group * pieces_of(width)) * LANES;
    if (group >= groups)
        return;
    const int rest = width - column;
    REAL m = (REAL)(0.0f), squares = (REAL)(0.0f);
    float n = 0.0f;
    for (int chunk = 0; chunk < chunks; chunk++) {
        const long index = group * chunks + chunk;
        const float more = counts[index];
        if (more > 0.0f) {
            const REAL d = real_load_part(parts + index * 2 * width + column, rest) - m;
            const float share = more / (n + more);
            m += d * share;
            squares += real_load_part(parts + (index * 2 + 1) * width + column, rest) + d * d * (n * share);
            n += more;
        }
    }
    const long at = group * width + column;
    real_store_part(m, mean + at, rest);
    real_store_part(1.0f / sqrt(squares / (n > 1.0f ? n : 1.0f) + eps), scale + at, rest);
    if (column == 0)
        valid[group] = n;
    if (running_mean && n > 0.0f)
        real_store_part((1.0f - momentum) * real_load_part(running_mean + at, rest) + momentum * m,
                        running_mean + at, rest);
    if (running_mean && n > 1.0f)
        real_store_part((1.0f - momentum) * real_load_part(running_var + at, rest) + momentum * (squares / (n - 1.0f)),
                        running_var + at, rest);
}

// last: the last group there are statistics of; groups behind it, as steps beyond those that were trained, take them too.
//
//   global size: at least rows * ceil(width / LANES)
__kernel void batch_norm(const __global float *x, const __global float *mean, const __global float *scale,
                         const __global float *weight, const __global float *bias, const __global int *lengths,
                         __global float *y, const long rows, const long group_rows, const long last, const int batch,
                         const int width, const float eps)
{
    const long piece = get_global_id(0);
    const long row = quotient(piece, pieces_of(width));
    if (row >= rows)
        return;
    const int column = (int)(piece - row * pieces_of(width)) * LANES;
    const int rest = width - column;
    const long at = min(row / group_rows, last) * width + column;
    REAL value = (REAL)(0.0f);
    if (is_valid(lengths, row, batch)) {
        REAL s = real_load_part(scale + at, rest);
#if INFERENCE
        s = 1.0f / sqrt(s + eps);
#endif
        value = (real_load_part(x + row * width + column, rest) - real_load_part(mean + at, rest)) * s
                    * real_load_part(weight + column, rest) + real_load_part(bias + column, rest);
    }
    real_store_part(value, y + row * width + column, rest);
}

// With n = (x - mean) * scale:  dx = weight * scale * (dy - mean(dy) - n * mean(dy * n)), means over the group.
//
//   totals  [groups][2][width] of norm_sums.cl
//
//   global size: at least rows * ceil(width / LANES)
__kernel void batch_norm_backward(const __global float *dy, const __global float *x, const __global float *mean,
                                  const __global float *scale, const __global float *weight,
                                  const __global float *totals, const __global float *valid,
                                  const __global int *lengths, __global float *dx, const long rows,
                                  const long group_rows, const int batch, const int width)
{
    const long piece = get_global_id(0);
    const long row = quotient(piece, pieces_of(width));
    if (row >= rows)
        return;
    const int column = (int)(piece - row * pieces_of(width)) * LANES;
    const int rest = width - column;
    const long group = row / group_rows;
    REAL value = (REAL)(0.0f);
    if (is_valid(lengths, row, batch)) {
        const REAL s = real_load_part(scale + group * width + column, rest);
        const REAL n = (real_load_part(x + row * width + column, rest)
                        - real_load_part(mean + group * width + column, rest)) * s;
        const REAL all = real_load_part(totals + group * 2 * width + column, rest);
        const REAL products = real_load_part(totals + (group * 2 + 1) * width + column, rest);
        value = (real_load_part(dy + row * width + column, rest) - (all + n * products) / valid[group]) * s
                * real_load_part(weight + column, rest);
    }
    real_store_part(value, dx + row * width + column, rest);
}
