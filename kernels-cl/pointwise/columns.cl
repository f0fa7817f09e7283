// Some columns of rows into columns of other rows, alone or with others added to them: what residual blocks (x + f(x)) and
// densely connected ones (x and f(x) side by side) do with the rows around them, and with their gradients.
//
//   y[row][y_first + c] = x[row][x_first + c] + plus[row][plus_first + c]    for each c from 0 to before width
//
//   plus     null: nothing is added
//   strides  floats from row to row; y may be where x or plus is, if the columns are the same

#include "pointwise/piece.cl"

//   global size: at least rows * ceil(width / LANES)
__kernel void columns(const __global float *x, const int x_stride, const int x_first, const __global float *plus,
                      const int plus_stride, const int plus_first, __global float *y, const int y_stride,
                      const int y_first, const long rows, const int width)
{
    const long piece = get_global_id(0);
    const long row = quotient(piece, pieces_of(width));
    if (row >= rows)
        return;
    const int column = (int)(piece - row * pieces_of(width)) * LANES;
    const int count = width - column;
    REAL value = real_load_part(x + row * x_stride + x_first + column, count);
    if (plus)
        value += real_load_part(plus + row * plus_stride + plus_first + column, count);
    real_store_part(value, y + row * y_stride + y_first + column, count);
}
