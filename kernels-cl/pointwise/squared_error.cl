// Squared error of every element, with the gradient: (y - target)^2 and 2 (y - target) * scale.
//
//   y, target, losses, dy   [rows][width]; row = t * batch + b
//   lengths                 [batch]: in rows with t >= lengths[b] loss and gradient are 0, NaN in y or not; may be null
//   dy                      null: none; may be `y` itself

#include "pointwise/piece.cl"

//   global size: at least rows * ceil(width / LANES)
__kernel void squared_error(const __global float *y, const __global float *target, const __global int *lengths,
                            __global float *losses, __global float *dy, const long rows, const int batch,
                            const int width, const float scale)
{
    const long piece = get_global_id(0);
    const long row = quotient(piece, pieces_of(width));
    if (row >= rows)
        return;
    const int column = (int)(piece - row * pieces_of(width)) * LANES;
    const int count = width - column;
    const long at = row * width + column;
    REAL d = (REAL)(0.0f);
    const long t = quotient(row, batch);
    if (!lengths || t < lengths[row - t * batch])
        d = real_load_part(y + at, count) - real_load_part(target + at, count);
    real_store_part(d * d, losses + at, count);
    if (dy)
        real_store_part(2.0f * d * scale, dy + at, count);
}
