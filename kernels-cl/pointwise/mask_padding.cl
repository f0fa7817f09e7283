// Zeros in the padding of a batch, so that whatever stood there (NaN, too) has no effect.
//
//   x        [rows][width], row = t * batch + b
//   lengths  [batch]: rows with t >= lengths[b] are padding

#include "pointwise/piece.cl"

//   global size: at least rows * ceil(width / LANES)
__kernel void mask_padding(__global float *x, const __global int *lengths, const long rows, const int batch,
                           const int width)
{
    const long piece = get_global_id(0);
    const long row = quotient(piece, pieces_of(width));
    if (row >= rows)
        return;
    const int column = (int)(piece - row * pieces_of(width)) * LANES;
    const long t = quotient(row, batch);
    if (t >= lengths[row - t * batch])
        real_store_part((REAL)(0.0f), x + row * width + column, width - column);
}
