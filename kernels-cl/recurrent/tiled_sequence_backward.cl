// The backward time loop of small hidden sizes on a GPU: all steps in one launch, shared out as sequence_group.cl says.
// Each round multiplies the gradients of the round before, which stand in local memory, with the recurrent weights,
// takes them through the cell, and leaves them both in the records and in local memory.
//
//   rec, panels, vectors, h0, s0, kept, y, dy, taken, mask, dhn, dsn, carried, dv, dh0, ds0   as in tiled_backward.cl
//   from, to  the rounds of this launch, counted from the pass's end; round `steps` carries the gradient to the initial
//             state, into dh0 and ds0. carried holds the states' gradients between two launches
//   operand   2 * ROWS * depth floats: gradients of the sums of even rounds and of odd ones, depth = blocks * H_GATES *
//             UNITS
//   states    (STATES + VECTORS) * ROWS * stride floats: gradients of the states, and of the vectors so far
//   weights   LOCAL_WEIGHTS=1: tiles of depth * COLS * UNITS floats
//
//   local size  (UNITS, LINES)
//   global size (ceil(batch / ROWS) * UNITS, LINES), ROWS = ROW_LINES * ROWS_PER_ITEM

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_backward.cl"
#include "recurrent/sequence_group.cl"

#define COLS 4          // blocks of outputs a tile of the panels

#define ADD_PRODUCTS(k)                                                                                               \
    {                                                                                                                 \
        const float at = step_weight(w + (k) * (COLS * UNITS));                                                       \
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
    __local float *sums_of_vectors = states + STATES * ROWS * stride;

    if (from > 0) {
        take_states(states, STATES, item, b0, batch, stride, carried, 0, 1);
        take_states(sums_of_vectors, VECTORS, item, b0, batch, stride, dv, 0, 1);
    } else {
        begin_states(states, item, b0, batch, hidden, stride, dhn, dsn);
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
            STEP_WEIGHTS w = weights + first;
#else
            STEP_WEIGHTS w = panels + first;
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
                    if (s >= 0) {
                        const long at = (long)t * batch + b;
                        if (is_active(lengths, b, t))
                            d[0] += real_load_part(dy + y_first + at * y_stride + unit, width);
                        step_backward(rec, h0, s0, kept, y + y_first, y_stride, lengths, steps, batch, hidden,
                                      reverse, s, block, lane, b, taken, v, d, share);
                        for (int j = 0; j < VECTORS; j++) {
                            __local float *sum = own + (STATES + j) * ROWS * stride;
                            *sum = round > 0 ? *sum + share[j] : share[j];
                        }
                        const __global float *record = rec + record_at(block, at, rows) + H_FIRST * UNITS + lane;
                        for (int g = 0; g < H_GATES; g++)
                            new[(row + r) * whole + (block * H_GATES + g) * UNITS + lane] = record[g * UNITS];
                    }
                    for (int j = 0; j < STATES; j++)
                        own[j * ROWS * stride] = d[j];
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    leave_states(sums_of_vectors, VECTORS, item, b0, batch, stride, dv, 0, 1);
    if (to > steps)
        end_states(states, item, b0, batch, hidden, stride, dh0, ds0);
    else
        leave_states(states, STATES, item, b0, batch, stride, carried, 0, 1);
}
