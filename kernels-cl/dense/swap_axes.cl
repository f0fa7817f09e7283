// Matrices, each turned round: to[m][column][row] = from[m][row][column]. A convolution's weights, which PyTorch keeps
// [outputs][inputs][taps], meet windows [taps][inputs]; their gradients take the way back.
//
//   global size: at least n, the floats of all matrices
__kernel void swap_axes(const __global float *from, __global float *to, const int rows, const int columns, const long n)
{
    const long at = get_global_id(0);
    if (at >= n)
        return;
    const long row = at / columns;
    const long matrix = row / rows;
    to[(matrix * columns + (at - row * columns)) * rows + (row - matrix * rows)] = from[at];
}
