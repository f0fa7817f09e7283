// The last valid step of every sequence, for a head that sees the end only; and backward, its gradient put back there.
//
//   y, dy      [steps][batch][width]
//   out, dout  [batch][width]: out[b] = y[lengths[b] - 1][b]; lengths null: y[steps - 1][b]

#include "pointwise/piece.cl"

//   global size: at least batch * ceil(width / LANES)
__kernel void last_step(const __global float *y, const __global int *lengths, __global float *out, const int steps,
                        const int batch, const int width)
{
    const long piece = get_global_id(0);
    const long b = quotient(piece, pieces_of(width));
    if (b >= batch)
        return;
    const int column = (int)(piece - b * pieces_of(width)) * LANES;
    const long last = (lengths ? lengths[b] : steps) - 1;
    const REAL x = real_load_part(y + (last * batch + b) * width + column, width - column);
    real_store_part(x, out + b * width + column, width - column);
}

// Writes the whole of dy: zeros in all other steps.
//
//   global size: at least steps * batch * ceil(width / LANES)
__kernel void last_step_backward(const __global float *dout, const __global int *lengths, __global float *dy,
                                 const int steps, const int batch, const int width)
{
    const long piece = get_global_id(0);
    const long row = quotient(piece, pieces_of(width));
    const long t = quotient(row, batch);
    if (t >= steps)
        return;
    const long b = row - t * batch;
    const int column = (int)(piece - row * pieces_of(width)) * LANES;
    REAL x = (REAL)(0.0f);
    if (t == (lengths ? lengths[b] : steps) - 1)
        x = real_load_part(dout + b * width + column, width - column);
    real_store_part(x, dy + row * width + column, width - column);
}
