// Sums over rows: the gradients of biases, and of the cells' vectors over the batch. Works for both values of WIDE.
//
//   matrices one behind the other, each with rows `row_stride` floats apart:
//
//       matrix 0  row 0  . . . . . . .      chunk 0: its sum  . . . . . . .
//                 row 1  . . . . . . .  -->
//                 row 2  . . . . . . .      chunk 1: its sum  . . . . . . .
//                 row 3  . . . . . . .
//
//   from      first + matrix * matrix_stride + row * row_stride + column
//   sums      [chunk][matrix][columns]. With one chunk it is the result; otherwise add_chunks.cl or bias_gradients adds
//             up. A chunk is `rows / chunks` rows: take as many chunks as make it 256 to 1024.
//
//   the gradient of                 matrices   matrix_stride    row_stride   rows   columns
//   biases, from records            blocks     block to block   SLOTS*UNITS  T*B    SLOTS * UNITS, then bias_gradients
//   a linear layer's bias           1          -                its stride   T*B    outputs
//   a cell's vectors, from dv       VECTORS    batch * stride   stride       batch  hidden
//
//   global size (ceil(columns / columns of a work-item), chunks, matrices); dimension 0 may be more, and the local size
//   is 1 in the others

#include "real.cl"

#define ACROSS (WIDE ? 4 : 1)           // REALs of a row that a work-item takes: the whole record of most cells
#define LANES (WIDE ? UNITS : 1)        // columns of a REAL

__kernel void column_sums(const __global float *from, const long first, const long matrix_stride, const long row_stride,
                          const long rows, const int columns, __global float *sums)
{
    const int column = (int)get_global_id(0) * (ACROSS * LANES);
    const long chunk = (long)get_global_id(1), chunks = (long)get_global_size(1);
    const long begin = rows * chunk / chunks;
    const int count = (int)(rows * (chunk + 1) / chunks - begin);
    const int width = columns - column;
    if (width <= 0)
        return;
    const __global float *at = from + first + (long)get_global_id(2) * matrix_stride + begin * row_stride + column;
    REAL total[ACROSS];
    _Pragma("unroll") for (int c = 0; c < ACROSS; c++)
        total[c] = (REAL)(0.0f);
    if (width >= ACROSS * LANES)
        for (int n = 0; n < count; n++)
            _Pragma("unroll") for (int c = 0; c < ACROSS; c++)
                total[c] += real_load(at + n * row_stride + c * LANES);
    else
        for (int n = 0; n < count; n++)
            _Pragma("unroll") for (int c = 0; c < ACROSS; c++)
                if (c * LANES < width)
                    total[c] += real_load_part(at + n * row_stride + c * LANES, width - c * LANES);
    sums += ((size_t)chunk * get_global_size(2) + get_global_id(2)) * columns + column;
    _Pragma("unroll") for (int c = 0; c < ACROSS; c++)
        if (c * LANES < width)
            real_store_part(total[c], sums + c * LANES, width - c * LANES);
}

#define block_of(order, gate) (((order) >> (4 * (gate))) & 15)

// The gradients of both biases: pack_biases (recurrent/pack_forward.cl) the other way round. The product of x reaches
// x_gates slots from x_first on, that of h h_gates from h_first on. db_x, db_h: [gates * hidden], in PyTorch's order;
// either may be null. accumulate: they already hold sums to add to.
//
//   from   `rows` records from the float `first` on, [block][row][slot][UNITS] by their strides: a layer's own where they
//          are few, or the sums of their chunks
//   global size: (blocks * slots * UNITS / LANES) or more; a work-item has a REAL of one slot
__kernel void bias_gradients(const __global float *from, const long first, const long block_stride,
                             const long row_stride, const int rows, __global float *db_x,
                             __global float *db_h, const int hidden, const int slots, const int x_first,
                             const int x_gates, const int x_order, const int h_first, const int h_gates, const int h_order,
                             const int accumulate)
{
    const int i = (int)get_global_id(0) * LANES;
    const int slot = i / UNITS % slots;
    const int block = i / (UNITS * slots);
    const int unit = block * UNITS + i % UNITS;
    if (unit >= hidden)
        return;
    from += first + block * block_stride + i % (UNITS * slots);
    REAL total = (REAL)(0.0f);
    for (int n = 0; n < rows; n++)
        total += real_load(from + n * row_stride);
    const int x = slot - x_first, h = slot - h_first;
    if (db_x && x >= 0 && x < x_gates) {
        __global float *to = db_x + (size_t)block_of(x_order, x) * hidden + unit;
        real_store_part(accumulate ? real_load_part(to, hidden - unit) + total : total, to, hidden - unit);
    }
    if (db_h && h >= 0 && h < h_gates) {
        __global float *to = db_h + (size_t)block_of(h_order, h) * hidden + unit;
        real_store_part(accumulate ? real_load_part(to, hidden - unit) + total : total, to, hidden - unit);
    }
}
