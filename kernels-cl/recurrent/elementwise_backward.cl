// The backward time loop of a cell without a recurrent product: a work-item owns what it owns in elementwise_forward.cl
// and walks its steps in the opposite order, the gradients of its states in registers.
//
//   rec      records, in: what the forward pass kept; out: gradients of the pre-activations, 0 behind a sequence's end
//   vectors  the cell's parameters of one value a unit, [VECTORS][hidden]
//   h0, s0   initial states, row-major; null: zeros
//   kept     states beyond h of every row; null where the cell has none
//   y, dy    outputs of the pass and their gradients, row * y_stride + y_first + unit
//   taken    see step_forward.cl
//   dhn, dsn gradients of the final states, row-major; null: zeros
//   carried  gradients of the states between launches, [STATES][batch][stride]
//   dv       [VECTORS][batch][stride], sums over time
//   dh0, ds0 gradients of the initial states; null: not wanted
//   from, to the steps of this launch, counted from the pass's end: 0 is its last step
//
//   global size (blocks * batch) with WIDE=1, (blocks * batch * UNITS) with WIDE=0, or more; any local size

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_backward.cl"

#define LANES (WIDE ? 1 : UNITS)    // work-items a block

__kernel void elementwise_backward(__global float *rec, const __global float *vectors, const __global float *h0,
                                   const __global float *s0, const __global float *kept, const __global float *y,
                                   const __global float *dy, const long y_stride, const long y_first,
                                   const __global float *taken,
                                   const __global float *dhn, const __global float *dsn, __global float *carried,
                                   __global float *dv, __global float *dh0, __global float *ds0,
                                   const __global int *lengths, const int steps, const int batch, const int hidden,
                                   const int stride, const int reverse, const int from, const int to)
{
    const size_t item = get_global_id(0);
    const int lane = (int)(item % LANES);
    const int b = (int)(item / LANES % batch);
    const int block = (int)(item / LANES / batch);
    const int unit = block * UNITS + lane;
    const int width = hidden - unit;
    if (block >= (hidden + UNITS - 1) / UNITS)
        return;

    __global float *carry = carried + (size_t)b * stride + unit;
    REAL v[VECTORS + 1], share[VECTORS + 1], sum[VECTORS + 1], d[STATES];
    for (int j = 0; j < VECTORS; j++) {
        v[j] = real_load_part(vectors + (size_t)j * hidden + unit, width);
        sum[j] = from > 0 ? real_load(dv + ((size_t)j * batch + b) * stride + unit) : (REAL)(0.0f);
    }
    for (int j = 0; j < STATES; j++) {
        const __global float *first = j == 0 ? dhn : dsn ? dsn + (size_t)(j - 1) * batch * hidden : dsn;
        if (from > 0)
            d[j] = real_load(carry + (size_t)j * batch * stride);
        else
            d[j] = first ? real_load_part(first + (size_t)b * hidden + unit, width) : (REAL)(0.0f);
    }
    for (int round = from; round < to; round++) {
        const int s = steps - 1 - round;
        const int t = time_of(s, steps, reverse);
        if (is_active(lengths, b, t))
            d[0] += real_load_part(dy + ((long)t * batch + b) * y_stride + y_first + unit, width);
        step_backward(rec, h0, s0, kept, y + y_first, y_stride, lengths, steps, batch, hidden, reverse, s, block, lane,
                      b, taken, v, d, share);
        for (int j = 0; j < VECTORS; j++)
            sum[j] += share[j];
    }
    for (int j = 0; j < VECTORS; j++)
        real_store(sum[j], dv + ((size_t)j * batch + b) * stride + unit);
    for (int j = 0; j < STATES; j++) {
        __global float *last = j == 0 ? dh0 : ds0 ? ds0 + (size_t)(j - 1) * batch * hidden : ds0;
        real_store(d[j], carry + (size_t)j * batch * stride);
        if (to == steps && last)
            real_store_part(d[j], last + (size_t)b * hidden + unit, width);
    }
}
