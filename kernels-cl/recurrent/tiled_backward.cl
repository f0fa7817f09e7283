// The backward time loop on a GPU: one launch is one time step of backpropagation through time.
//
// A work-group computes one block of hidden units for ROWS sequences, staged through local memory as in tiled_forward.cl:
// first the product of the gradients one step later in the pass with the recurrent weights, whose k axis is
// (block, gate, unit), then the cell backward, whose gradients replace the gates in this step's records.
//
//                     w_tile    DEPTH x UNITS
//                     . . . .
//   d_tile     . . .  # # # #   each work-item: ROWS_PER_ITEM rows of one unit
//     ROWS     . . .  # # # #
//             DEPTH
//
//   rec, panels, vectors, h0, s0, kept, y, dy, dhn, dsn, carried, dv, dh0, ds0   as in wide_backward.cl
//   round    counts from the pass's end: round 0 is its last step and reads dhn and dsn. Round `steps` carries the
//            gradient to the initial state, into dh0 and ds0, and is launched only where one of them is wanted.
//
//   local size  (UNITS, GROUP_ROWS)
//   global size (blocks * UNITS, ceil(batch / ROWS) * GROUP_ROWS), ROWS = GROUP_ROWS * ROWS_PER_ITEM

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_backward.cl"

#ifndef GROUP_ROWS
#define GROUP_ROWS 8    // lines of UNITS work-items a work-group
#endif
#ifndef ROWS_PER_ITEM
#define ROWS_PER_ITEM 2
#endif
#ifndef DEPTH
#define DEPTH 16        // how much of k at a time
#endif
#define COLS 4          // blocks of outputs a tile of the panels
#define ROWS (GROUP_ROWS * ROWS_PER_ITEM)
#define ITEMS (GROUP_ROWS * UNITS)

__kernel __attribute__((reqd_work_group_size(UNITS, GROUP_ROWS, 1))) void
tiled_backward(__global float *rec, const __global float *panels, const __global float *vectors,
               const __global float *h0, const __global float *s0, const __global float *kept,
               const __global float *y, const __global float *dy, const long y_stride, const long y_first,
               const __global float *dhn, const __global float *dsn, __global float *carried, __global float *dv,
               __global float *dh0, __global float *ds0, const __global int *lengths, const int steps, const int batch,
               const int hidden, const int stride, const int reverse, const int round)
{
    __local float d_tile[DEPTH][ROWS + 1];      // one more, so that a column's rows lie in different banks
    __local float w_tile[DEPTH][UNITS];
    const int lane = (int)get_local_id(0);
    const int line = (int)get_local_id(1);
    const int item = line * UNITS + lane;
    const int block = (int)get_group_id(0);
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const int unit = block * UNITS + lane;
    const int b0 = (int)get_group_id(1) * ROWS;
    const int s = steps - 1 - round;
    const long rows = (long)steps * batch;
    const long later = (long)time_of(s + 1, steps, reverse) * batch + b0;
    const int whole = blocks * H_GATES * UNITS;
    const int depth = round > 0 ? whole : 0;    // nothing is later than the pass's last step
    const __global float *panel = panels + ((size_t)(block / COLS) * whole * COLS + block % COLS) * UNITS;

    float sums[ROWS_PER_ITEM];
    for (int r = 0; r < ROWS_PER_ITEM; r++)
        sums[r] = 0.0f;
    for (int k0 = 0; k0 < depth; k0 += DEPTH) {
        for (int i = item; i < ROWS * DEPTH; i += ITEMS) {
            const int r = i / DEPTH, k = i % DEPTH;
            const int of = (k0 + k) / (H_GATES * UNITS), within = (k0 + k) % (H_GATES * UNITS);
            const int inside = b0 + r < batch && k0 + k < depth;
            d_tile[k][r] = inside ? rec[record_at(of, later + r, rows) + H_FIRST * UNITS + within] : 0.0f;
        }
        for (int i = item; i < DEPTH * UNITS; i += ITEMS) {
            const int k = i / UNITS, c = i % UNITS;
            w_tile[k][c] = k0 + k < depth ? panel[(size_t)(k0 + k) * (COLS * UNITS) + c] : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        _Pragma("unroll") for (int k = 0; k < DEPTH; k++)
            _Pragma("unroll") for (int r = 0; r < ROWS_PER_ITEM; r++)
                sums[r] = fma(d_tile[k][r * GROUP_ROWS + line], w_tile[k][lane], sums[r]);
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    const int width = hidden - unit;
    float v[VECTORS + 1], share[VECTORS + 1];
    for (int j = 0; j < VECTORS; j++)
        v[j] = real_load_part(vectors + (size_t)j * hidden + unit, width);
    for (int r = 0; r < ROWS_PER_ITEM; r++) {
        const int b = b0 + r * GROUP_ROWS + line;
        if (b < batch) {
            __global float *carry = carried + (size_t)b * stride + unit;
            float d[STATES];
            for (int j = 0; j < STATES; j++) {
                const __global float *first = j == 0 ? dhn : dsn ? dsn + (size_t)(j - 1) * batch * hidden : dsn;
                if (round > 0)
                    d[j] = carry[(size_t)j * batch * stride];
                else
                    d[j] = first ? real_load_part(first + (size_t)b * hidden + unit, width) : 0.0f;
            }
            d[0] += sums[r];
            if (s < 0) {
                for (int j = 0; j < STATES; j++) {
                    __global float *last = j == 0 ? dh0 : ds0 ? ds0 + (size_t)(j - 1) * batch * hidden : ds0;
                    if (last)
                        real_store_part(d[j], last + (size_t)b * hidden + unit, width);
                }
            } else {
                step_backward(rec, h0, s0, kept, y + y_first, dy + y_first, y_stride, lengths, steps, batch, hidden,
                              reverse, s, block, lane, b, v, d, share);
                for (int j = 0; j < STATES; j++)
                    carry[(size_t)j * batch * stride] = d[j];
                for (int j = 0; j < VECTORS; j++) {
                    __global float *sum = dv + ((size_t)j * batch + b) * stride + unit;
                    *sum = round > 0 ? *sum + share[j] : share[j];
                }
            }
        }
    }
}
