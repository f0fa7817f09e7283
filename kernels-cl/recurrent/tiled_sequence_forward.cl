// The forward time loop of small hidden sizes on a GPU: one launch runs all steps, and a work-group walks through time
// alone with ROWS sequences, shared out as sequence_group.cl says.
//
// The states of its sequences stay in local memory: h twice, so that a step reads the old one while it writes the new
// one and a single barrier parts two steps. With LOCAL_WEIGHTS=1 the recurrent weights stay there, too. A sum runs in
// the order of k, as in tiled_forward.cl: both give the same bits.
//
//   rec, panels, bias, vectors, running, kept, y, taken, mask, h0, s0, hn, sn   as in tiled_forward.cl
//   from, to  the steps of this launch; running holds the states between two launches
//   operand   2 * ROWS * stride floats: what the product multiplies, h, of even steps and of odd ones
//   states    STATES * ROWS * stride floats
//   weights   LOCAL_WEIGHTS=1: tiles of (hidden * COLS + 1) * UNITS floats
//
//   local size  (UNITS, LINES)
//   global size (ceil(batch / ROWS) * UNITS, LINES), ROWS = ROW_LINES * ROWS_PER_ITEM

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_forward.cl"
#include "recurrent/sequence_group.cl"

#ifndef COLS
#define COLS 4          // vectors across a panel
#endif
#define TILE_BLOCKS (COLS / H_GATES)

#define ADD_PRODUCTS(k)                                                                                               \
    _Pragma("unroll") for (int g = 0; g < H_GATES; g++) {                                                             \
        const float at = step_weight(w + ((k) * COLS + g) * UNITS);                                                   \
        _Pragma("unroll") for (int r = 0; r < ROWS_PER_ITEM; r++)                                                     \
            sums[r][g] = fma(old[(row + r) * stride + (k)], at, sums[r][g]);                                          \
    }

__kernel __attribute__((reqd_work_group_size(UNITS, LINES, 1))) void
tiled_sequence_forward(__global float *rec, const __global WEIGHT *panels, const __global float *bias,
                       const __global float *vectors, const __global float *h0, const __global float *s0,
                       __global float *running, __global float *kept, __global float *y, const long y_stride,
                       const long y_first, const __global float *taken, const __global float *mask,
                       __global float *hn, __global float *sn, const __global int *lengths, const int steps,
                       const int batch, const int hidden, const int stride, const int reverse, const int from,
                       const int to, __local float *operand, __local float *states, __local float *weights)
{
    const int lane = (int)get_local_id(0);
    const int line = (int)get_local_id(1);
    const int item = line * UNITS + lane;
    const int b0 = (int)get_group_id(0) * ROWS;
    const int blocks = stride / UNITS;
    const int tile = hidden * COLS * UNITS;
    const int starts_at_zero = !h0;

    if (from > 0)
        take_states(states, STATES, item, b0, batch, stride, running, from & 1, 2);
    else
        begin_states(states, item, b0, batch, hidden, stride, h0, s0);
    for (int i = item; i < ROWS * stride; i += ITEMS) {
        float old = states[i];
#if DROPPED
        const int b = b0 + i / stride;
        if (b < batch)
            old *= mask[(size_t)b * stride + i % stride];
#endif
        operand[(from & 1) * ROWS * stride + i] = old;
    }
#if LOCAL_WEIGHTS
    // A vector more a tile, so that two lines of a tile each read from different banks.
    for (int i = item; i < (blocks + TILE_BLOCKS - 1) / TILE_BLOCKS * tile; i += ITEMS)
        weights[i + i / tile * UNITS] = weight_load(panels + i);
#endif
    barrier(CLK_LOCAL_MEM_FENCE);

    for (int s = from; s < to; s++) {
        const __local float *old = operand + (s & 1) * ROWS * stride;
        __local float *new = operand + (~s & 1) * ROWS * stride;
        const int depth = s == 0 && starts_at_zero ? 0 : hidden;    // no initial state, no product
        for (int piece = line; piece < blocks * ROW_LINES; piece += LINES) {
            const int block = piece / ROW_LINES;
            const int row = piece % ROW_LINES * ROWS_PER_ITEM;
            const int unit = block * UNITS + lane;
            const int column = block % TILE_BLOCKS * (H_GATES * UNITS) + lane;
#if LOCAL_WEIGHTS
            STEP_WEIGHTS w = weights + block / TILE_BLOCKS * (tile + UNITS) + column;
#else
            STEP_WEIGHTS w = panels + block / TILE_BLOCKS * tile + column;
#endif
            float sums[ROWS_PER_ITEM][H_GATES];
            for (int r = 0; r < ROWS_PER_ITEM; r++)
                for (int g = 0; g < H_GATES; g++)
                    sums[r][g] = 0.0f;
            int k = 0;
            for (; k + SEVERAL_K <= depth; k += SEVERAL_K)
                _Pragma("unroll") for (int i = 0; i < SEVERAL_K; i++)
                    ADD_PRODUCTS(k + i)
            for (; k < depth; k++)
                ADD_PRODUCTS(k)

            float v[VECTORS + 1];
            for (int j = 0; j < VECTORS; j++)
                v[j] = real_load_part(vectors + (size_t)j * hidden + unit, hidden - unit);
            // Unrolled, because a compiler keeps an array in registers only where every index is a constant.
            _Pragma("unroll") for (int r = 0; r < ROWS_PER_ITEM; r++) {
                const int b = b0 + row + r;
                if (b < batch) {
                    __local float *own = states + (row + r) * stride + unit;
                    float state[STATES];
                    for (int j = 0; j < STATES; j++)
                        state[j] = own[j * ROWS * stride];
                    step_forward(rec, bias, kept, y + y_first, y_stride, taken, 0, lengths, steps, batch, hidden,
                                 reverse, s, block, lane, b, 0, sums[r], H_FIRST, H_GATES, v, state);
                    for (int j = 0; j < STATES; j++)
                        own[j * ROWS * stride] = state[j];
#if DROPPED
                    state[0] *= mask[(size_t)b * stride + unit];
#endif
                    new[(row + r) * stride + unit] = state[0];
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    leave_states(states, STATES, item, b0, batch, stride, running, to & 1, 2);
    if (to == steps)
        end_states(states, item, b0, batch, hidden, stride, hn, sn);
}
