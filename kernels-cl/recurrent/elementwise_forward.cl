// The forward time loop of a cell without a recurrent product, whose units see only their own past (IndRNN).
//
// A work-item owns some units of some sequences (elementwise_item.cl) and walks through time alone, from step `from` to
// the one before `to`, its states at hand.
//
//   rec      records, in: the input projection with its biases; out (KEEP=1): what the backward pass needs
//   vectors  the cell's parameters of one value a unit, [VECTORS][hidden]
//   h0, s0   initial states [batch][hidden] and [STATES-1][batch][hidden], row-major; null: zeros
//   running  states between launches, see layout.cl; `stride` floats a row
//   y        outputs, row * y_stride + y_first + unit; 0 behind a sequence's end
//   taken    see step_forward.cl
//   hn, sn   final states, as h0 and s0; null: not wanted
//   from, to the steps of this launch
//
//   global size: LANES items for each BLOCKS blocks and SEQUENCES sequences, or more; any local size

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_forward.cl"
#include "recurrent/elementwise_item.cl"

__kernel void elementwise_forward(__global float *rec, const __global float *vectors, const __global float *h0,
                                  const __global float *s0, __global float *running, __global float *kept,
                                  __global float *y, const long y_stride, const long y_first,
                                  const __global float *taken, __global float *hn,
                                  __global float *sn, const __global int *lengths, const int steps, const int batch,
                                  const int hidden, const int stride, const int reverse, const int from, const int to)
{
    const Item item = item_of((long)get_global_id(0), batch, hidden);
    REAL v[BLOCKS][VECTORS + 1], state[PARTS][STATES];
    for (int i = 0; i < item.blocks; i++) {
        const int unit = (item.block + i) * UNITS + item.lane;
        for (int k = 0; k < VECTORS; k++)
            v[i][k] = real_load_part(vectors + (size_t)k * hidden + unit, hidden - unit);
        for (int j = 0; j < item.sequences; j++)
            for (int k = 0; k < STATES; k++) {
                const int b = item.sequence + j;
                const __global float *first = k == 0 ? h0 : s0 ? s0 + (size_t)(k - 1) * batch * hidden : s0;
                if (from > 0)
                    state[part_of(i, j)][k] =
                        real_load(running + ((size_t)(k == 0 ? from & 1 : k + 1) * batch + b) * stride + unit);
                else if (first)
                    state[part_of(i, j)][k] = real_load_part(first + (size_t)b * hidden + unit, hidden - unit);
                else
                    state[part_of(i, j)][k] = (REAL)(0.0f);
            }
    }
    for (int s = from; s < to; s++) {
        const int next = time_of(min(s + 1, to - 1), steps, reverse);
        for (int j = 0; j < item.sequences; j++)
            for (int i = 0; i < item.blocks; i++) {
                const long row = (long)next * batch + item.sequence + j;
                record_ahead(rec + record_at(item.block + i, row, (long)steps * batch), KEEP);
                if (!STREAMED)
                    write_ahead(y + y_first + row * y_stride + (item.block + i) * UNITS);
                step_forward(rec, 0, kept, y + y_first, y_stride, taken, 0, lengths, steps, batch, hidden, reverse, s,
                             item.block + i, item.lane, item.sequence + j, 0, 0, 0, 0, v[i], state[part_of(i, j)]);
            }
    }
    for (int i = 0; i < item.blocks; i++)
        for (int j = 0; j < item.sequences; j++)
            for (int k = 0; k < STATES; k++) {
                const int b = item.sequence + j, unit = (item.block + i) * UNITS + item.lane;
                __global float *last = k == 0 ? hn : sn ? sn + (size_t)(k - 1) * batch * hidden : sn;
                const REAL x = state[part_of(i, j)][k];
                real_store(x, running + ((size_t)(k == 0 ? to & 1 : k + 1) * batch + b) * stride + unit);
                if (to == steps && last)
                    real_store_part(x, last + (size_t)b * hidden + unit, hidden - unit);
            }
    if (STREAMED)
        write_mem_fence(CLK_GLOBAL_MEM_FENCE);
}
