// The forward time loop of a cell without a recurrent product, whose units see only their own past (IndRNN).
//
// A work-item owns one sequence and one REAL of hidden units (a block with WIDE=1, a unit with WIDE=0) and walks through
// time alone, its states in registers:
//
//   item 0: (block 0, sequence 0)  step from, from + 1, ..., to - 1
//   item 1: (block 0, sequence 1)  ...
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
//   global size (blocks * batch) with WIDE=1, (blocks * batch * UNITS) with WIDE=0, or more; any local size

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_forward.cl"

#define LANES (WIDE ? 1 : UNITS)    // work-items a block

__kernel void elementwise_forward(__global float *rec, const __global float *vectors, const __global float *h0,
                                  const __global float *s0, __global float *running, __global float *kept,
                                  __global float *y, const long y_stride, const long y_first,
                                  const __global float *taken, __global float *hn,
                                  __global float *sn, const __global int *lengths, const int steps, const int batch,
                                  const int hidden, const int stride, const int reverse, const int from, const int to)
{
    const size_t item = get_global_id(0);
    const int lane = (int)(item % LANES);
    const int b = (int)(item / LANES % batch);
    const int block = (int)(item / LANES / batch);
    const int unit = block * UNITS + lane;
    const int width = hidden - unit;
    if (block >= (hidden + UNITS - 1) / UNITS)
        return;

    REAL v[VECTORS + 1], state[STATES];
    for (int j = 0; j < VECTORS; j++)
        v[j] = real_load_part(vectors + (size_t)j * hidden + unit, width);
    for (int j = 0; j < STATES; j++) {
        const __global float *first = j == 0 ? h0 : s0 ? s0 + (size_t)(j - 1) * batch * hidden : s0;
        if (from > 0)
            state[j] = real_load(running + ((size_t)(j == 0 ? from & 1 : j + 1) * batch + b) * stride + unit);
        else
            state[j] = first ? real_load_part(first + (size_t)b * hidden + unit, width) : (REAL)(0.0f);
    }
    for (int s = from; s < to; s++)
        step_forward(rec, 0, kept, y + y_first, y_stride, taken, 0, lengths, steps, batch, hidden, reverse, s, block, lane, b,
                     0, 0, 0, v, state);
    for (int j = 0; j < STATES; j++) {
        __global float *last = j == 0 ? hn : sn ? sn + (size_t)(j - 1) * batch * hidden : sn;
        real_store(state[j], running + ((size_t)(j == 0 ? to & 1 : j + 1) * batch + b) * stride + unit);
        if (to == steps && last)
            real_store_part(state[j], last + (size_t)b * hidden + unit, width);
    }
}
