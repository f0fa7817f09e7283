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
// A step with a second product takes a second launch, of this kernel built for another KIND.
//
//   rec, panels, vectors, h0, s0, kept, y, dy, taken, mask, dh, dhn, dsn, carried, dv, dh0, ds0, outputs   as in wide_backward.cl;
//            panels are those of the KIND's product
//   round    counts from the pass's end: round 0 is its last step and reads dhn and dsn. Round `steps` carries the
//            gradient to the initial state, into dh0 and ds0, and is launched only where one of them is wanted.
//
//   local size  (UNITS, GROUP_ROWS)
//   global size (blocks * UNITS, ceil(batch / ROWS) * GROUP_ROWS), ROWS = GROUP_ROWS * ROWS_PER_ITEM; blocks of the
//               outputs with KIND=RECURRENT, or else of the hidden size

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_backward.cl"

#define RECURRENT 0     // the product that carries dh back, and what follows it
#define OPERAND 1       // the product that gives the gradient of a two-half cell's operand
#define PROJECTION 2    // the product that gives the gradient of a projected cell's output
#ifndef KIND
#define KIND RECURRENT
#endif
#if KIND == OPERAND
#define FIRST O_FIRST
#define GATES O_GATES
#else
#define FIRST H_FIRST
#define GATES H_GATES
#endif
// The states whose gradients this KIND carries to the start.
#define OWN_FROM (KIND == PROJECTION ? 1 : 0)
#if PROJECTED && KIND == RECURRENT
#define OWN_TO 1
#else
#define OWN_TO STATES
#endif
#ifndef NORMED
#define NORMED 0        // 1: a cell with layer normalisation, see normed_rows.cl
#endif
#ifndef DROPPED
#define DROPPED 0       // 1: recurrent dropout
#endif
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
tiled_backward(__global float *rec, const __global WEIGHT *panels, const __global float *vectors,
               const __global float *h0, const __global float *s0, const __global float *kept,
               const __global float *y, const __global float *dy, const long y_stride, const long y_first,
               const __global float *taken, const __global float *mask, __global float *dh, const __global float *dhn, const __global float *dsn, __global float *carried,
               __global float *dv, __global float *dh0, __global float *ds0, const __global int *lengths,
               const int steps, const int batch, const int outputs, const int hidden, const int stride,
               const int reverse, const int round)
{
    __local float d_tile[DEPTH][ROWS + 1];      // one more, so that a column's rows lie in different banks
    __local float w_tile[DEPTH][UNITS];
    const int lane = (int)get_local_id(0);
    const int line = (int)get_local_id(1);
    const int item = line * UNITS + lane;
    const int block = (int)get_group_id(0);
    const int unit = block * UNITS + lane;
    const int b0 = (int)get_group_id(1) * ROWS;
    const int s = steps - 1 - round;
    const int t = time_of(s, steps, reverse);
    const long rows = (long)steps * batch;
#if KIND == RECURRENT
    const long row0 = (long)time_of(s + 1, steps, reverse) * batch + b0;
    const int product = round > 0;              // nothing is later than the pass's last step
    const int size = outputs;
#else
    const long row0 = (long)t * batch + b0;
    const int product = s >= 0;
    const int size = hidden;
#endif
    const int width = size - unit;
    const int whole = KIND == PROJECTION ? outputs : (hidden + UNITS - 1) / UNITS * GATES * UNITS;
    const int depth = product ? whole : 0;
    const __global WEIGHT *panel = panels + ((size_t)(block / COLS) * whole * COLS + block % COLS) * UNITS;

    float sums[ROWS_PER_ITEM];
    for (int r = 0; r < ROWS_PER_ITEM; r++)
        sums[r] = 0.0f;
    for (int k0 = 0; k0 < depth; k0 += DEPTH) {
        for (int i = item; i < ROWS * DEPTH; i += ITEMS) {
            const int r = i / DEPTH, k = i % DEPTH;
            const int inside = b0 + r < batch && k0 + k < depth;
#if KIND == PROJECTION
            d_tile[k][r] = inside ? dh[(row0 + r) * outputs + k0 + k] : 0.0f;
#else
            const int of = (k0 + k) / (GATES * UNITS), within = (k0 + k) % (GATES * UNITS);
            d_tile[k][r] = inside ? rec[record_at(of, row0 + r, rows) + FIRST * UNITS + within] : 0.0f;
#endif
        }
        for (int i = item; i < DEPTH * UNITS; i += ITEMS) {
            const int k = i / UNITS, c = i % UNITS;
            w_tile[k][c] = k0 + k < depth ? weight_load(panel + (size_t)(k0 + k) * (COLS * UNITS) + c) : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        _Pragma("unroll 4") for (int k = 0; k < DEPTH; k++)
            _Pragma("unroll") for (int r = 0; r < ROWS_PER_ITEM; r++)
                sums[r] = fma(d_tile[k][r * GROUP_ROWS + line], w_tile[k][lane], sums[r]);
        barrier(CLK_LOCAL_MEM_FENCE);
    }

#if DROPPED && KIND == RECURRENT
    for (int r = 0; r < ROWS_PER_ITEM; r++) {
        const int b = b0 + r * GROUP_ROWS + line;
        sums[r] *= b < batch && unit < size ? mask[(size_t)b * stride + unit] : 0.0f;
    }
#endif
    float v[VECTORS + 1], share[VECTORS + 1];
    for (int j = 0; j < VECTORS; j++)
        v[j] = real_load_part(vectors + (size_t)j * hidden + unit, hidden - unit);
    // Unrolled, because a compiler keeps an array in registers only where every index is a constant.
    _Pragma("unroll") for (int r = 0; r < ROWS_PER_ITEM; r++) {
        const int b = b0 + r * GROUP_ROWS + line;
        if (b < batch) {
            const long row = (long)t * batch + b;
            __global float *carry = carried + (size_t)b * stride + unit;
            float d[STATES];
            for (int j = 0; j < STATES; j++) {
                const int of = j == 0 ? outputs : hidden;
                const __global float *first = j == 0 ? dhn : dsn ? dsn + (size_t)(j - 1) * batch * hidden : dsn;
                if (KIND == OPERAND || round > 0)
                    d[j] = carry[(size_t)j * batch * stride];
                else
                    d[j] = first ? real_load_part(first + (size_t)b * of + unit, of - unit) : 0.0f;
            }
            if (s < 0) {
                d[0] += sums[r];
                for (int j = OWN_FROM; j < OWN_TO; j++) {
                    __global float *last = j == 0 ? dh0 : ds0 ? ds0 + (size_t)(j - 1) * batch * hidden : ds0;
                    if (last)
                        real_store_part(d[j], last + (size_t)b * size + unit, width);
                }
                continue;
            }
#if KIND == RECURRENT
            d[0] += sums[r];
            if (is_active(lengths, b, t))
                d[0] += real_load_part(dy + row * y_stride + y_first + unit, width);
            if (NORMED) {
                for (int j = 0; j < STATES; j++)
                    carry[(size_t)j * batch * stride] = d[j];
                continue;
            }
#endif
#if PROJECTED && KIND == RECURRENT
            const int active = is_active(lengths, b, t);
            real_store_part(active ? d[0] : 0.0f, dh + row * outputs + unit, width);
            *carry = active ? 0.0f : d[0];
#else
#if KIND == OPERAND
            step_operand_backward(rec, h0, s0, kept, y + y_first, y_stride, lengths, steps, batch, hidden, reverse, s,
                                  block, lane, b, v, sums[r], d, share);
#else
            if (KIND == PROJECTION)
                d[0] = sums[r];
            step_backward(rec, h0, s0, kept, y + y_first, y_stride, lengths, steps, batch, hidden, reverse, s, block,
                          lane, b, taken, v, d, share);
#endif
            for (int j = PROJECTED; j < STATES; j++)
                carry[(size_t)j * batch * stride] = d[j];
            for (int j = 0; j < VECTORS; j++) {
                __global float *sum = dv + ((size_t)j * batch + b) * stride + unit;
                *sum = KIND == OPERAND || round > 0 ? *sum + share[j] : share[j];
            }
#endif
        }
    }
}
