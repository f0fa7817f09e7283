// dW = D^T X on a GPU: the gradient of a weight matrix, summed over all rows (time steps of all sequences).
//
// A work-group computes ROWS outputs by COLS vectors of inputs, over one chunk of the rows, DEPTH of them at a time
// through local memory. `dw` takes one such sum a chunk, one whole matrix behind the other; dense/add_chunks.cl adds
// them up. With one chunk it is the gradient itself. A chunk of 8192 rows stays within every driver's loops.
//
//              x_tile      DEPTH rows x COLS vectors of UNITS inputs
//              . . . .
//   d_tile  .  # # # #     each work-item: ROWS_PER_ITEM outputs of COLS inputs, UNITS apart, in registers
//     ROWS  .  # # # #
//
//   D   FROM_RECORDS=1: gradients of pre-activations in records, `gates` slots from X_FIRST on, d_stride floats from block to
//       block; FROM_RECORDS=0: rows, row * d_stride + output, with gates = 1 and order = 0. It begins at the float d_first.
//   X   rows, row * x_stride + x_first + input. PREVIOUS=1: the old state h of each row, that is the output of the step
//       before in the pass, or the initial state h0 where the sequence starts (null: zeros).
//   dw  [chunk][gates * outputs][inputs], PyTorch's order of row blocks (`order`, see dense/panels.cl)
//   accumulate   dw, of one chunk, already holds a sum to add to
//   mask     [batch][mask_stride], by which the old state is multiplied (recurrent dropout); null: none
//   lengths  null: whole sequences. Rows behind a sequence's end take no part, whatever X holds there.
//
//   local size  (UNITS, GROUP_ROWS)
//   global size (ceil(inputs / (COLS * UNITS)) * UNITS, ceil(lanes / ROWS) * GROUP_ROWS, chunks), where
//               ROWS = GROUP_ROWS * ROWS_PER_ITEM and lanes = FROM_RECORDS ? blocks * gates * UNITS : outputs

#include "real.cl"
#include "recurrent/layout.cl"

#ifndef FROM_RECORDS
#define FROM_RECORDS 0
#endif
#ifndef PREVIOUS
#define PREVIOUS 0
#endif
#ifndef SLOTS
#define SLOTS 1
#define X_FIRST 0
#define X_GATES 1
#endif
#ifndef COLS
#define COLS 4          // vectors of inputs a work-group
#endif
#ifndef GROUP_ROWS
#define GROUP_ROWS 16   // lines of UNITS work-items a work-group
#endif
#ifndef ROWS_PER_ITEM
#define ROWS_PER_ITEM 4
#endif
#ifndef DEPTH
#define DEPTH 16        // rows of D and X at a time
#endif
#define ROWS (GROUP_ROWS * ROWS_PER_ITEM)
#define ITEMS (GROUP_ROWS * UNITS)
#define WIDTH (COLS * UNITS)

// The row of X that belongs to row m, which is step t of sequence b; null: zeros.
inline const __global float *x_row(const __global float *x, const long x_stride, const __global float *h0,
                                   const __global int *lengths, const long m, const int t, const int b, const int steps,
                                   const int batch, const int inputs, const int reverse)
{
    if (!is_active(lengths, b, t))
        return 0;
#if PREVIOUS
    const int earlier = reverse ? t + 1 : t - 1;
    if (earlier < 0 || earlier >= steps || !is_active(lengths, b, earlier))
        return h0 ? h0 + (size_t)b * inputs : h0;
    return x + ((long)earlier * batch + b) * x_stride;
#else
    return x + m * x_stride;
#endif
}

__kernel __attribute__((reqd_work_group_size(UNITS, GROUP_ROWS, 1))) void
tiled_gradient(const __global float *d, const long d_first, const long d_stride, const __global float *x,
               const long x_stride, const long x_first, const __global float *h0, const __global float *mask,
               const int mask_stride, const __global int *lengths, __global float *dw,
               const long rows, const int steps, const int batch, const int outputs, const int inputs, const int gates,
               const int order, const int reverse, const int accumulate)
{
    __local float d_tile[DEPTH][ROWS];
    __local float x_tile[DEPTH][WIDTH];
    const int lane = (int)get_local_id(0);
    const int line = (int)get_local_id(1);
    const int item = line * UNITS + lane;
    const int column0 = (int)get_group_id(0) * WIDTH;
    const int lane0 = (int)get_group_id(1) * ROWS;
    const int blocks = (outputs + UNITS - 1) / UNITS;
    const int lanes = FROM_RECORDS ? blocks * gates * UNITS : outputs;
    const long begin = rows * (long)get_group_id(2) / (long)get_num_groups(2);
    const long end = rows * ((long)get_group_id(2) + 1) / (long)get_num_groups(2);
    const int timed = PREVIOUS || lengths;      // otherwise a row needs no step and no sequence
    int t0 = timed ? (int)(begin / batch) : 0;
    int b0 = timed ? (int)(begin % batch) : 0;

    float sums[ROWS_PER_ITEM][COLS];
    for (int r = 0; r < ROWS_PER_ITEM; r++)
        for (int v = 0; v < COLS; v++)
            sums[r][v] = 0.0f;
    for (long m0 = begin; m0 < end; m0 += DEPTH) {
        const int depth = (int)min((long)DEPTH, end - m0);
        for (int i = item; i < DEPTH * ROWS; i += ITEMS) {
            const int k = i / ROWS, of = lane0 + i % ROWS;
#if FROM_RECORDS
            const int block = of / (gates * UNITS), within = of % (gates * UNITS);
            const long at = d_first + block * d_stride + ((m0 + k) * SLOTS + X_FIRST) * UNITS + within;
#else
            const long at = d_first + (m0 + k) * d_stride + of;
#endif
            d_tile[k][i % ROWS] = k < depth && of < lanes ? d[at] : 0.0f;
        }
        for (int i = item; i < DEPTH * WIDTH; i += ITEMS) {
            const int k = i / WIDTH, column = column0 + i % WIDTH;
            const int over = timed ? (b0 + k) / batch : 0;
            float value = 0.0f;
            if (k < depth && column < inputs) {
                const __global float *from = x_row(x + x_first, x_stride, h0, lengths, m0 + k, t0 + over,
                                                   b0 + k - over * batch, steps, batch, inputs, reverse);
                value = from ? from[column] : 0.0f;
#if PREVIOUS
                if (mask)
                    value *= mask[(size_t)(b0 + k - over * batch) * mask_stride + column];
#endif
            }
            x_tile[k][i % WIDTH] = value;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        _Pragma("unroll 4") for (int k = 0; k < DEPTH; k++)
            _Pragma("unroll") for (int r = 0; r < ROWS_PER_ITEM; r++)
                _Pragma("unroll") for (int v = 0; v < COLS; v++)
                    sums[r][v] = fma(d_tile[k][r * GROUP_ROWS + line], x_tile[k][v * UNITS + lane], sums[r][v]);
        barrier(CLK_LOCAL_MEM_FENCE);
        b0 += DEPTH;
        if (timed) {
            t0 += b0 / batch;
            b0 %= batch;
        }
    }

    __global float *to = dw + (size_t)get_group_id(2) * gates * outputs * inputs;
    for (int r = 0; r < ROWS_PER_ITEM; r++) {
        const int of = lane0 + r * GROUP_ROWS + line;
        const int block = of / (gates * UNITS);
        const int gate = FROM_RECORDS ? of / UNITS % gates : 0;
        const int unit = FROM_RECORDS ? block * UNITS + of % UNITS : of;
        const size_t row = (size_t)((order >> (4 * gate)) & 15) * outputs + unit;
        for (int v = 0; v < COLS; v++) {
            const int column = column0 + v * UNITS + lane;
            if (of < lanes && unit < outputs && column < inputs)
                to[row * inputs + column] = sums[r][v] + (accumulate ? to[row * inputs + column] : 0.0f);
        }
    }
}
