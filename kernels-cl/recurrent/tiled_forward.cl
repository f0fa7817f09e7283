// The forward time loop on a GPU: one launch is one time step.
//
// A work-group computes one block of hidden units, all gates, for ROWS sequences:
//
//                  w_tile      DEPTH x (gate 0 | gate 1 | ...), UNITS columns each
//                  . . . . .
//                  . . . . .
//   h_tile  . . .  # # # # #   each work-item: ROWS_PER_ITEM rows of one unit, H_GATES sums a row, in registers
//     ROWS  . . .  # # # # #
//          DEPTH
//
// It takes DEPTH of the old state h at a time into local memory with the weights that belong to it. At the end an item
// holds all gates of its units: they meet the input projection and the cell there, and never travel through memory twice.
// A sum runs in the order of k whatever the sizes of the tile are.
//
// A step with a second product takes a second launch, of this kernel built for another KIND.
//
//   rec, panels, bias, vectors, running, kept, y, taken, mask, operands, hn, sn, outputs   as in wide_forward.cl; panels are those of
//            the KIND's product
//   h0, s0   initial states, read by step 0; null: zeros. hn, sn: final states, written by the last step
//   s        the number of this step, 0 to steps - 1
//
//   local size  (UNITS, GROUP_ROWS)
//   global size (blocks * UNITS, ceil(batch / ROWS) * GROUP_ROWS), ROWS = GROUP_ROWS * ROWS_PER_ITEM; blocks of the
//               hidden size, or of the outputs with KIND=PROJECTION

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_forward.cl"

#define RECURRENT 0     // the product of h, and what follows it
#define OPERAND 1       // the product of a two-half cell's operand, and the second half
#define PROJECTION 2    // the product of the cell's output, which gives h
#ifndef KIND
#define KIND RECURRENT
#endif
#if KIND == OPERAND
#define FIRST O_FIRST
#define GATES O_GATES
#elif KIND == PROJECTION
#define FIRST 0
#define GATES 1
#else
#define FIRST H_FIRST
#define GATES H_GATES
#endif
#ifndef NORMED
#define NORMED 0        // 1: a cell with layer normalisation, see normed_rows.cl
#endif
#ifndef DROPPED
#define DROPPED 0       // 1: recurrent dropout
#endif
#ifndef COLS
#define COLS 4          // vectors across a panel
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
#define ROWS (GROUP_ROWS * ROWS_PER_ITEM)
#define ITEMS (GROUP_ROWS * UNITS)
#define WIDTH (GATES * UNITS)
#define TILE_BLOCKS (COLS / GATES)

__kernel __attribute__((reqd_work_group_size(UNITS, GROUP_ROWS, 1))) void
tiled_forward(__global float *rec, const __global WEIGHT *panels, const __global float *bias,
              const __global float *vectors, const __global float *h0, const __global float *s0,
              __global float *running, __global float *kept, __global float *y, const long y_stride, const long y_first,
              const __global float *taken, const __global float *mask, __global float *operands, __global float *hn, __global float *sn, const __global int *lengths,
              const int steps, const int batch, const int outputs, const int hidden, const int stride,
              const int reverse, const int s)
{
    __local float h_tile[DEPTH][ROWS + 1];      // one more, so that a column's rows lie in different banks
    __local float w_tile[DEPTH][WIDTH];
    const int lane = (int)get_local_id(0);
    const int line = (int)get_local_id(1);
    const int item = line * UNITS + lane;
    const int block = (int)get_group_id(0);
    const int unit = block * UNITS + lane;
    const int b0 = (int)get_group_id(1) * ROWS;
    const int t = time_of(s, steps, reverse);
#if KIND == RECURRENT
    const __global float *a = s == 0 ? h0 : running + (size_t)(s & 1) * batch * stride;
    const int a_stride = s == 0 ? outputs : stride;
    const int length = outputs;
#else
    const __global float *a = operands + operand_at((long)t * batch, 0, hidden);
    const int a_stride = hidden;
    const int length = hidden;
#endif
    const __global WEIGHT *panel =
        panels + ((size_t)(block / TILE_BLOCKS) * length * COLS + (block % TILE_BLOCKS) * GATES) * UNITS;
    const int depth = a ? length : 0;           // no initial state, no product

    float sums[ROWS_PER_ITEM][GATES];
    for (int r = 0; r < ROWS_PER_ITEM; r++)
        for (int g = 0; g < GATES; g++)
            sums[r][g] = 0.0f;
    for (int k0 = 0; k0 < depth; k0 += DEPTH) {
        for (int i = item; i < ROWS * DEPTH; i += ITEMS) {
            const int r = i / DEPTH, k = i % DEPTH;
            const int inside = b0 + r < batch && k0 + k < depth;
            h_tile[k][r] = inside ? a[(size_t)(b0 + r) * a_stride + k0 + k] : 0.0f;
#if DROPPED && KIND == RECURRENT
            if (inside)
                h_tile[k][r] *= mask[(size_t)(b0 + r) * stride + k0 + k];
#endif
        }
        for (int i = item; i < DEPTH * WIDTH; i += ITEMS) {
            const int k = i / WIDTH, c = i % WIDTH;
            w_tile[k][c] = k0 + k < depth ? weight_load(panel + (size_t)(k0 + k) * (COLS * UNITS) + c) : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        _Pragma("unroll 4") for (int k = 0; k < DEPTH; k++)
            _Pragma("unroll") for (int r = 0; r < ROWS_PER_ITEM; r++)
                _Pragma("unroll") for (int g = 0; g < GATES; g++)
                    sums[r][g] = fma(h_tile[k][r * GROUP_ROWS + line], w_tile[k][g * UNITS + lane], sums[r][g]);
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    float v[VECTORS + 1];
    for (int j = 0; j < VECTORS; j++)
        v[j] = real_load_part(vectors + (size_t)j * hidden + unit, hidden - unit);
    // Unrolled, because a compiler keeps an array in registers only where every index is a constant.
    _Pragma("unroll") for (int r = 0; r < ROWS_PER_ITEM; r++) {
        const int b = b0 + r * GROUP_ROWS + line;
        if (NORMED && b < batch) {
            for (int g = 0; g < GATES; g++)
                rec[record_at(block, (long)t * batch + b, (long)steps * batch) + (FIRST + g) * UNITS + lane] = sums[r][g];
        } else if (b < batch) {
            float state[STATES];
            for (int j = 0; j < STATES; j++) {
                const int size = j == 0 ? outputs : hidden;
                const __global float *first = j == 0 ? h0 : s0 ? s0 + (size_t)(j - 1) * batch * hidden : s0;
                const size_t at = (size_t)(j == 0 ? s & 1 : j + 1) * batch + b;
                if (s > 0)
                    state[j] = running[at * stride + unit];
                else
                    state[j] = first ? real_load_part(first + (size_t)b * size + unit, size - unit) : 0.0f;
            }
#if KIND == PROJECTION
            const int active = is_active(lengths, b, t);
            state[0] = active ? sums[r][0] : state[0];
            real_store_part(active ? state[0] : 0.0f, y + ((long)t * batch + b) * y_stride + y_first + unit,
                            outputs - unit);
            const int kept_from = 0, kept_to = 1;
#elif O_GATES > 0 && KIND == RECURRENT
            step_operand(rec, bias, operands, lengths, steps, batch, hidden, reverse, s, block, lane, b, sums[r], v,
                         state);
            const int kept_from = 0, kept_to = 0;
#else
            step_forward(rec, bias, kept, y + y_first, y_stride, taken, operands, lengths, steps, batch, hidden, reverse, s,
                         block, lane, b, 0, sums[r], FIRST, GATES, v, state);
            const int kept_from = PROJECTED, kept_to = STATES;
#endif
            for (int j = kept_from; j < kept_to; j++) {
                const int size = j == 0 ? outputs : hidden;
                __global float *last = j == 0 ? hn : sn ? sn + (size_t)(j - 1) * batch * hidden : sn;
                running[((size_t)(j == 0 ? (s + 1) & 1 : j + 1) * batch + b) * stride + unit] = state[j];
                if (s == steps - 1 && last)
                    real_store_part(state[j], last + (size_t)b * size + unit, size - unit);
            }
        }
    }
}
