// The forward time loop of small hidden sizes on a GPU: one launch runs all steps, and a work-group walks through time
// alone with ROWS sequences.
//
//                    block 0     block 1     ...
//   sequence 0 1     line 0      line 2             a line of UNITS work-items: one block, ROWS_PER_ITEM sequences
//   sequence 2 3     line 1      line 3             (here ROW_LINES and ROWS_PER_ITEM are 2); with more of them than
//                                                   LINES, a line takes every LINES-th
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

#ifndef DROPPED
#define DROPPED 0       // 1: recurrent dropout
#endif
#ifndef COLS
#define COLS 4          // vectors across a panel
#endif
#ifndef LINES
#define LINES 16        // lines of UNITS work-items a work-group
#endif
#ifndef ROW_LINES
#define ROW_LINES 1     // lines that share a block of hidden units
#endif
#ifndef ROWS_PER_ITEM
#define ROWS_PER_ITEM 1
#endif
#ifndef LOCAL_WEIGHTS
#define LOCAL_WEIGHTS 0
#endif
#define ROWS (ROW_LINES * ROWS_PER_ITEM)
#define ITEMS (LINES * UNITS)
#define TILE_BLOCKS (COLS / H_GATES)

// Products of several k stand side by side, because not every compiler unrolls a loop of unknown length.
#define SEVERAL_K 4
#define ADD_PRODUCTS(k)                                                                                               \
    _Pragma("unroll") for (int g = 0; g < H_GATES; g++) {                                                             \
        const float at = w_at(((k) * COLS + g) * UNITS);                                                              \
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

    for (int i = item; i < STATES * ROWS * stride; i += ITEMS) {
        const int unit = i % stride, b = b0 + i / stride % ROWS, j = i / (stride * ROWS);
        const __global float *first = j == 0 ? h0 : s0 ? s0 + (size_t)(j - 1) * batch * hidden : s0;
        float old = 0.0f;
        if (b < batch && unit < hidden && from > 0)
            old = running[((size_t)(j == 0 ? from & 1 : j + 1) * batch + b) * stride + unit];
        else if (b < batch && unit < hidden && first)
            old = first[(size_t)b * hidden + unit];
        states[i] = old;
#if DROPPED
        if (b < batch && j == 0)
            old *= mask[(size_t)b * stride + unit];
#endif
        if (j == 0)
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
        const int depth = s > 0 || h0 ? hidden : 0;     // no initial state, no product
        for (int piece = line; piece < blocks * ROW_LINES; piece += LINES) {
            const int block = piece / ROW_LINES;
            const int row = piece % ROW_LINES * ROWS_PER_ITEM;
            const int unit = block * UNITS + lane;
            const int column = block % TILE_BLOCKS * (H_GATES * UNITS) + lane;
#if LOCAL_WEIGHTS
            const __local float *w = weights + block / TILE_BLOCKS * (tile + UNITS) + column;
#define w_at(i) w[i]
#else
            const __global WEIGHT *w = panels + block / TILE_BLOCKS * tile + column;
#define w_at(i) weight_load(w + (i))
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
                    for (int j = 0; j < STATES; j++) {
                        __global float *last = j == 0 ? hn : sn ? sn + (size_t)(j - 1) * batch * hidden : sn;
                        own[j * ROWS * stride] = state[j];
                        if (s == to - 1)
                            running[((size_t)(j == 0 ? to & 1 : j + 1) * batch + b) * stride + unit] = state[j];
                        if (s == steps - 1 && last)
                            real_store_part(state[j], last + (size_t)b * hidden + unit, hidden - unit);
                    }
#if DROPPED
                    state[0] *= mask[(size_t)b * stride + unit];
#endif
                    new[(row + r) * stride + unit] = state[0];
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}
