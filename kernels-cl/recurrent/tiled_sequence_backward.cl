// The backward time loop of small hidden sizes on a GPU: all steps in one launch, shared out as in
// tiled_sequence_forward.cl. Each round multiplies the gradients of the round before, which stand in local memory, with
// the recurrent weights, takes them through the cell, and leaves them both in the records and in local memory.
//
//   rec, panels, vectors, h0, s0, kept, y, dy, taken, mask, dhn, dsn, carried, dv, dh0, ds0   as in tiled_backward.cl
//   from, to  the rounds of this launch, counted from the pass's end; round `steps` carries the gradient to the initial
//             state, into dh0 and ds0. carried holds the states' gradients between two launches
//   operand   2 * ROWS * depth floats: gradients of the sums of even rounds and of odd ones, depth = blocks * H_GATES *
//             UNITS
//   states    STATES * ROWS * stride floats: gradients of the states
//   weights   LOCAL_WEIGHTS=1: tiles of depth * COLS * UNITS floats
//
//   local size  (UNITS, LINES)
//   global size (ceil(batch / ROWS) * UNITS, LINES), ROWS = ROW_LINES * ROWS_PER_ITEM

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_backward.cl"

#ifndef DROPPED
#define DROPPED 0       // 1: recurrent dropout
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
#define COLS 4          // blocks of outputs a tile of the panels
#define ROWS (ROW_LINES * ROWS_PER_ITEM)
#define ITEMS (LINES * UNITS)

// Products of several k stand side by side, because not every compiler unrolls a loop of unknown length.
#define SEVERAL_K 4
#define ADD_PRODUCTS(k)                                                                                               \
    {                                                                                                                 \
        const float at = w_at((k) * (COLS * UNITS));                                                                  \
        _Pragma("unroll") for (int r = 0; r < ROWS_PER_ITEM; r++)                                                     \
            sums[r] = fma(old[(row + r) * whole + (k)], at, sums[r]);                                                 \
    }

__kernel __attribute__((reqd_work_group_size(UNITS, LINES, 1))) void
tiled_sequence_backward(__global float *rec, const __global WEIGHT *panels, const __global float *vectors,
                        const __global float *h0, const __global float *s0, const __global float *kept,
                        const __global float *y, const __global float *dy, const long y_stride, const long y_first,
                        const __global float *taken, const __global float *mask, const __global float *dhn,
                        const __global float *dsn, __global float *carried, __global float *dv, __global float *dh0,
                        __global float *ds0, const __global int *lengths, const int steps, const int batch,
                        const int hidden, const int stride, const int reverse, const int from, const int to,
                        __local float *operand, __local float *states, __local float *weights)
{
    const int lane = (int)get_local_id(0);
    const int line = (int)get_local_id(1);
    const int item = line * UNITS + lane;
    const int b0 = (int)get_group_id(0) * ROWS;
    const int blocks = stride / UNITS;
    const int whole = blocks * (H_GATES * UNITS);
    const long rows = (long)steps * batch;

    for (int i = item; i < STATES * ROWS * stride; i += ITEMS) {
        const int unit = i % stride, b = b0 + i / stride % ROWS, j = i / (stride * ROWS);
        const __global float *first = j == 0 ? dhn : dsn ? dsn + (size_t)(j - 1) * batch * hidden : dsn;
        float d = 0.0f;
        if (b < batch && from > 0)
            d = carried[((size_t)j * batch + b) * stride + unit];
        else if (b < batch && unit < hidden && first)
            d = first[(size_t)b * hidden + unit];
        states[i] = d;
    }
    for (int i = item; i < (from > 0 ? ROWS * whole : 0); i += ITEMS) {
        const int k = i % whole, b = b0 + i / whole;
        const long later = (long)time_of(steps - from, steps, reverse) * batch + b;
        operand[(from & 1) * ROWS * whole + i] = b < batch
            ? rec[record_at(k / (H_GATES * UNITS), later, rows) + H_FIRST * UNITS + k % (H_GATES * UNITS)] : 0.0f;
    }
#if LOCAL_WEIGHTS
    for (int i = item; i < (blocks + COLS - 1) / COLS * whole * COLS * UNITS; i += ITEMS)
        weights[i] = weight_load(panels + i);
#endif
    barrier(CLK_LOCAL_MEM_FENCE);

    for (int round = from; round < to; round++) {
        const int s = steps - 1 - round;
        const int t = time_of(s, steps, reverse);
        const __local float *old = operand + (round & 1) * ROWS * whole;
        __local float *new = operand + (~round & 1) * ROWS * whole;
        const int depth = round > 0 ? whole : 0;        // nothing is later than the pass's last step
        for (int piece = line; piece < blocks * ROW_LINES; piece += LINES) {
            const int block = piece / ROW_LINES;
            const int row = piece % ROW_LINES * ROWS_PER_ITEM;
            const int unit = block * UNITS + lane;
            const int width = hidden - unit;
            const int first = (block / COLS * whole * COLS + block % COLS) * UNITS + lane;
#if LOCAL_WEIGHTS
            const __local float *w = weights + first;
#define w_at(i) w[i]
#else
            const __global WEIGHT *w = panels + first;
#define w_at(i) weight_load(w + (i))
#endif
            float sums[ROWS_PER_ITEM];
            for (int r = 0; r < ROWS_PER_ITEM; r++)
                sums[r] = 0.0f;
            int k = 0;
            for (; k + SEVERAL_K <= depth; k += SEVERAL_K)
                _Pragma("unroll") for (int i = 0; i < SEVERAL_K; i++)
                    ADD_PRODUCTS(k + i)
            for (; k < depth; k++)
                ADD_PRODUCTS(k)

            float v[VECTORS + 1], share[VECTORS + 1];
            for (int j = 0; j < VECTORS; j++)
                v[j] = real_load_part(vectors + (size_t)j * hidden + unit, width);
            // Unrolled, because a compiler keeps an array in registers only where every index is a constant.
            _Pragma("unroll") for (int r = 0; r < ROWS_PER_ITEM; r++) {
                const int b = b0 + row + r;
                if (b < batch) {
                    __local float *own = states + (row + r) * stride + unit;
                    float d[STATES];
                    for (int j = 0; j < STATES; j++)
                        d[j] = own[j * ROWS * stride];
#if DROPPED
                    sums[r] *= width > 0 ? mask[(size_t)b * stride + unit] : 0.0f;
#endif
                    d[0] += sums[r];
                    if (s < 0) {
                        for (int j = 0; j < STATES; j++) {
                            __global float *last = j == 0 ? dh0 : ds0 ? ds0 + (size_t)(j - 1) * batch * hidden : ds0;
                            if (last)
                                real_store_part(d[j], last + (size_t)b * hidden + unit, width);
                        }
                    } else {
                        const long at = (long)t * batch + b;
                        if (is_active(lengths, b, t))
                            d[0] += real_load_part(dy + at * y_stride + y_first + unit, width);
                        step_backward(rec, h0, s0, kept, y + y_first, y_stride, lengths, steps, batch, hidden,
                                      reverse, s, block, lane, b, taken, v, d, share);
                        for (int j = 0; j < STATES; j++) {
                            own[j * ROWS * stride] = d[j];
                            if (round == to - 1)
                                carried[((size_t)j * batch + b) * stride + unit] = d[j];
                        }
                        for (int j = 0; j < VECTORS; j++) {
                            __global float *sum = dv + ((size_t)j * batch + b) * stride + unit;
                            *sum = round > 0 ? *sum + share[j] : share[j];
                        }
                        const __global float *record = rec + record_at(block, at, rows) + H_FIRST * UNITS + lane;
                        for (int g = 0; g < H_GATES; g++)
                            new[(row + r) * whole + (block * H_GATES + g) * UNITS + lane] = record[g * UNITS];
                    }
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}
