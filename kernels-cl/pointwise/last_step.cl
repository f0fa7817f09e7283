// The last valid step of every sequence, for a head that sees the end only; and backward, its gradient put back there.
//
//   y, dy      [steps][batch][width]
//   out, dout  [batch][width]: out[b] = y[lengths[b] - 1][b]; lengths null: y[steps - 1][b]
//   reverse    columns from this one on walk through time from the end: their last step is step 0

#include "pointwise/piece.cl"

//   global size: at least batch * ceil(width / LANES)
__kernel void last_step(const __global float *y, const __global int *lengths, __global float *out, const int steps,
                        const int batch, const int width, const int reverse)
{
    const long piece = get_global_id(0);
    const long b = quotient(piece, pieces_of(width));
    if (b >= batch)
        return;
    const int column = (int)(piece - b * pieces_of(width)) * LANES;
    const long last = (lengths ? lengths[b] : steps) - 1;
    const int ahead = reverse - column, rest = width - column;
    if (ahead < LANES)
        real_store_part(real_load_part(y + b * width + column, rest), out + b * width + column, rest);
    if (ahead > 0)
        real_store_part(real_load_part(y + (last * batch + b) * width + column, rest), out + b * width + column,
                        min(ahead, rest));
}

// Writes the whole of dy: zeros in all other steps.
//
//   global size: at least steps * batch * ceil(width / LANES)
__kernel void last_step_backward(const __global float *dout, const __global int *lengths, __global float *dy,
                                 const int steps, const int batch, const int width, const int reverse)
{
    const long piece = get_global_id(0);
    const long row = quotient(piece, pieces_of(width));
    const long t = quotient(row, batch);
    if (t >= steps)
        return;
    const long b = row - t * batch;
    const int column = (int)(piece - row * pieces_of(width)) * LANES;
    const int ahead = reverse - column, rest = width - column;
    const REAL none = (REAL)(0.0f), d = real_load_part(dout + b * width + column, rest);
    if (ahead < LANES)
        real_store_part(t == 0 ? d : none, dy + row * width + column, rest);
    if (ahead > 0)
        real_store_part(t == (lengths ? lengths[b] : steps) - 1 ? d : none, dy + row * width + column,
                        min(ahead, rest));
}
