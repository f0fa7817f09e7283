// The backward time loop of a cell without a recurrent product: a work-item owns what it owns in elementwise_forward.cl
// and walks its steps in the opposite order.
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
//   global size: LANES items for each BLOCKS blocks and SEQUENCES sequences, or more; any local size

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_backward.cl"
#include "recurrent/elementwise_item.cl"

__kernel void elementwise_backward(__global float *rec, const __global float *vectors, const __global float *h0,
                                   const __global float *s0, const __global float *kept, const __global float *y,
                                   const __global float *dy, const long y_stride, const long y_first,
                                   const __global float *taken,
                                   const __global float *dhn, const __global float *dsn, __global float *carried,
                                   __global float *dv, __global float *dh0, __global float *ds0,
                                   const __global int *lengths, const int steps, const int batch, const int hidden,
                                   const int stride, const int reverse, const int from, const int to)
{
    const Item item = item_of((long)get_global_id(0), batch, hidden);
    REAL v[BLOCKS][VECTORS + 1], share[VECTORS + 1], sum[PARTS][VECTORS + 1], d[PARTS][STATES];
    for (int i = 0; i < item.blocks; i++) {
        const int unit = (item.block + i) * UNITS + item.lane;
        for (int k = 0; k < VECTORS; k++)
            v[i][k] = real_load_part(vectors + (size_t)k * hidden + unit, hidden - unit);
        for (int j = 0; j < item.sequences; j++) {
            const int b = item.sequence + j;
            for (int k = 0; k < VECTORS; k++)
                sum[part_of(i, j)][k] =
                    from > 0 ? real_load(dv + ((size_t)k * batch + b) * stride + unit) : (REAL)(0.0f);
            for (int k = 0; k < STATES; k++) {
                const __global float *first = k == 0 ? dhn : dsn ? dsn + (size_t)(k - 1) * batch * hidden : dsn;
                if (from > 0)
                    d[part_of(i, j)][k] = real_load(carried + ((size_t)k * batch + b) * stride + unit);
                else if (first)
                    d[part_of(i, j)][k] = real_load_part(first + (size_t)b * hidden + unit, hidden - unit);
                else
                    d[part_of(i, j)][k] = (REAL)(0.0f);
            }
        }
    }
    for (int round = from; round < to; round++) {
        const int s = steps - 1 - round;
        const int t = time_of(s, steps, reverse);
        const int next = time_of(max(s - 1, 0), steps, reverse), before = time_of(max(s - 2, 0), steps, reverse);
        for (int j = 0; j < item.sequences; j++)
            for (int i = 0; i < item.blocks; i++) {
                const int b = item.sequence + j, unit = (item.block + i) * UNITS + item.lane;
                REAL *now = d[part_of(i, j)];
                const long row = (long)next * batch + b;
                record_ahead(rec + record_at(item.block + i, row, (long)steps * batch), 1);
                read_ahead(dy + row * y_stride + y_first + unit);
                read_ahead(y + ((long)before * batch + b) * y_stride + y_first + unit);
                if (is_active(lengths, b, t))
                    now[0] += real_load_part(dy + ((long)t * batch + b) * y_stride + y_first + unit, hidden - unit);
                step_backward(rec, h0, s0, kept, y + y_first, y_stride, lengths, steps, batch, hidden, reverse, s,
                              item.block + i, item.lane, b, taken, v[i], now, share);
                for (int k = 0; k < VECTORS; k++)
                    sum[part_of(i, j)][k] += share[k];
            }
    }
    for (int i = 0; i < item.blocks; i++)
        for (int j = 0; j < item.sequences; j++) {
            const int b = item.sequence + j, unit = (item.block + i) * UNITS + item.lane;
            for (int k = 0; k < VECTORS; k++)
                real_store(sum[part_of(i, j)][k], dv + ((size_t)k * batch + b) * stride + unit);
            for (int k = 0; k < STATES; k++) {
                __global float *last = k == 0 ? dh0 : ds0 ? ds0 + (size_t)(k - 1) * batch * hidden : ds0;
                const REAL x = d[part_of(i, j)][k];
                real_store(x, carried + ((size_t)k * batch + b) * stride + unit);
                if (to == steps && last)
                    real_store_part(x, last + (size_t)b * hidden + unit, hidden - unit);
            }
        }
}
