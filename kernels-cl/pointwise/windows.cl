// Windows that slide over time, as a convolution sees them. Window w looks at the steps
//
//   w * stride - before + k * dilation,   k = 0 .. taps - 1
//
// and at zeros where there is no such step.
//
//   x, dx     [steps][batch][width], row = t * batch + b; rows behind a sequence's end are zeros
//   windows   [count][batch][taps][width]: what a window sees, side by side, so that a convolution is a matrix product
//
//   e.g. taps = 3, stride = 2, before = 1, one sequence of 5 steps:   0 a b | b c d | d e 0

#include "pointwise/piece.cl"

//   global size: at least count * batch * taps * ceil(width / LANES)
__kernel void gather_windows(const __global float *x, __global float *windows, const int count, const int steps,
                             const int batch, const int width, const int taps, const int stride, const int before,
                             const int dilation)
{
    const long piece = get_global_id(0);
    const long place = quotient(piece, pieces_of(width));
    const int column = (int)(piece - place * pieces_of(width)) * LANES;
    const long row = quotient(place, taps);
    const long window = quotient(row, batch);
    if (window >= count)
        return;
    const long t = window * stride - before + (place - row * taps) * dilation;
    REAL value = (REAL)(0.0f);
    if (t >= 0 && t < steps)
        value = real_load_part(x + (t * batch + (row - window * batch)) * width + column, width - column);
    real_store_part(value, windows + place * width + column, width - column);
}

// The gradient of x: the sum of those of all places where a step was seen, in the order of the taps.
//
//   lengths  [batch], valid steps of x; null: all are
//
//   global size: at least steps * batch * ceil(width / LANES)
__kernel void add_windows(const __global float *dwindows, const __global int *lengths, __global float *dx,
                          const int count, const int steps, const int batch, const int width, const int taps,
                          const int stride, const int before, const int dilation)
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
        const long start = t + before - (long)k * dilation;
        const long window = quotient(start, stride);
        if (start >= 0 && window * stride == start && window < count)
            sum += real_load_part(dwindows + ((window * batch + b) * taps + k) * width + column, width - column);
    }
    real_store_part(sum, dx + row * width + column, width - column);
}

// How many windows a sequence has: those that begin before it, with the zeros around it, has too few steps left.
//
//   padding  zeros before and behind a sequence; span: steps from a window's first to its last, both counted
//
//   global size: at least batch
__kernel void window_lengths(const __global int *lengths, __global int *left, const int batch, const int padding,
                             const int span, const int stride)
{
    const int b = (int)get_global_id(0);
    if (b < batch)
        left[b] = (lengths[b] + padding - span) / stride + 1;
}
