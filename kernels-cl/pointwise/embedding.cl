// Embedding: row i of the output is row indices[i] of the table. Backward, the gradient of a table row is the sum over
// all rows of the output that were taken from it.
//
//   table, dtable  [entries][width]
//   indices        [rows], each below `entries` (the host has checked); negative: a row of zeros, for padding
//   y, dy          [rows][width]
//
// Backward needs no atomics and always adds in the same order: the host sorts the rows by their index.
//
//                                                                            e.g. indices  5  2  5  5
//   used    [count], the distinct indices that occur                                used     2    5
//   starts  [count + 1], where the rows of each begin in `sorted`                   starts   0    1      4
//   sorted  [rows], the rows themselves, in rising order for each index             sorted   1 |  0 2 3

#include "pointwise/piece.cl"

//   global size: at least rows * ceil(width / LANES)
__kernel void embedding(const __global float *table, const __global int *indices, __global float *y, const long rows,
                        const int width)
{
    const long piece = get_global_id(0);
    const long row = quotient(piece, pieces_of(width));
    if (row >= rows)
        return;
    const int column = (int)(piece - row * pieces_of(width)) * LANES;
    const int index = indices[row];
    REAL x = (REAL)(0.0f);
    if (index >= 0)
        x = real_load_part(table + (long)index * width + column, width - column);
    real_store_part(x, y + row * width + column, width - column);
}

// Writes the rows of dtable that occur, and no others: the host fills dtable with zeros first. Of each index only its
// rows number `from` to `to` (exclusive) are added up; from = 0 overwrites, any other adds to what is there. The host
// takes 50,000 a launch until the most frequent index is done: one launch nearly always.
//
//   global size: at least count * ceil(width / LANES)
__kernel void embedding_backward(const __global float *dy, const __global int *used, const __global int *starts,
                                 const __global int *sorted, __global float *dtable, const int count, const int width,
                                 const int from, const int to)
{
    const long piece = get_global_id(0);
    const long k = quotient(piece, pieces_of(width));
    if (k >= count)
        return;
    const int column = (int)(piece - k * pieces_of(width)) * LANES;
    const int length = starts[k + 1] - starts[k];
    if (from > 0 && from >= length)
        return;
    __global float *sum_at = dtable + (long)used[k] * width + column;
    const __global int *own = sorted + starts[k];
    REAL sum = (REAL)(0.0f);
    if (from > 0)
        sum = real_load_part(sum_at, width - column);
    for (int i = from; i < min(to, length); i++)
        sum += real_load_part(dy + (long)own[i] * width + column, width - column);
    real_store_part(sum, sum_at, width - column);
}
