// The backward time loop on a CPU: backpropagation through all time steps in one launch.
//
// A work-group is one work-item with a slice of the batch, as in wide_forward.cl. It walks the steps in the opposite
// order. What reaches the old state h of a step is
//
//   dh = (gradients of the pre-activations, one step later in the pass) U  +  the cell's direct part  +  dy
//
// The product runs over the records of the step done before; the cell turns dh into this step's gradients, which replace
// the gates in its record.
//
//   rec      records, in: what wide_forward kept; out: gradients of the pre-activations, 0 behind a sequence's end
//   panels   recurrent weights [tile][block][gate][unit][COLS][UNITS], by pack_rows: four blocks of outputs a tile
//   panels2  the same of the second product of a step: of the operand, or of the projection
//   y, dy    outputs of the pass and their gradients, row * y_stride + y_first + unit
//   taken, mask   as in wide_forward.cl
//   dh       PROJECTED=1: [row][outputs], the whole gradient of h, for the gradient of the projection
//   dhn, dsn gradients of the final states, row-major; null: zeros
//   carried  gradients of the running states, without the product: [STATES][batch][stride]
//   dv       [VECTORS][batch][stride], sums over time
//   dh0, ds0 gradients of the initial states; null: not wanted
//   from, to the steps of this launch, counted from the pass's end: 0 is its last step

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_backward.cl"

#ifndef DROPPED
#define DROPPED 0       // 1: recurrent dropout
#endif
#define COLS 4
#include "dense/tile.cl"
#ifndef NORMED
#define NORMED 0        // 1: a cell with layer normalisation, see normed_rows.cl
#endif
#if NORMED
#include "recurrent/normed_backward.cl"
#endif

#define RECURRENT 0     // the product that carries dh back, and what follows it
#define OPERAND 1       // the product that gives the gradient of a two-half cell's operand
#define PROJECTION 2    // the product that gives the gradient of a projected cell's output

// The gradients of the final states start the pass; in rows of the padding they wait for the sequence's own last step.
inline void start_row(const int b, const int outputs, const int hidden, const int batch, const int stride,
                      const __global float *dhn, const __global float *dsn, __global float *carried,
                      __global float *dv)
{
    for (int j = 0; j < STATES; j++) {
        const int size = j == 0 ? outputs : hidden;
        const __global float *from = j == 0 ? dhn : dsn ? dsn + (size_t)(j - 1) * batch * hidden : dsn;
        for (int u = 0; u < size; u += UNITS)
            real_store(from ? real_load_part(from + (size_t)b * size + u, size - u) : (REAL)(0.0f),
                       carried + ((size_t)j * batch + b) * stride + u);
    }
    for (int j = 0; j < VECTORS; j++)
        for (int u = 0; u < hidden; u += UNITS)
            real_store((REAL)(0.0f), dv + ((size_t)j * batch + b) * stride + u);
}

// One product of one round for rows first to end of the batch, and what follows it. a null: no product, the sums are 0.
inline void sweep(const int kind, const __global float *a, const int a_stride, const size_t run_stride, const int runs,
                  const int length, const __global WEIGHT *panels, const size_t panel_size, const int size,
                  __global float *rec, const __global float *vectors, const __global float *h0,
                  const __global float *s0, const __global float *kept, const __global float *y,
                  const __global float *dy, const long y_stride, const __global float *taken,
                  const __global float *mask, __global float *dh, __global float *carried,
                  __global float *dv, __global float *dh0, __global float *ds0, const __global int *lengths,
                  const int steps, const int batch, const int hidden, const int stride, const int reverse, const int s,
                  const int first, const int end)
{
    const int blocks = (size + UNITS - 1) / UNITS;
    const int bands = (end - first + BAND - 1) / BAND;
    const size_t strip_size = panel_size / COLS * STRIP;
    const int t = time_of(s, steps, reverse);
    REAL sums[BAND * COLS];
    const int tiles = (blocks + COLS - 1) / COLS;
    for (int n = 0; n < tiles; n++) {
        const int tile_index = there_and_back(n, tiles, s);
        const __global WEIGHT *panel = panels + tile_index * panel_size;
        const __global WEIGHT *next = panels + there_and_back(min(n + 1, tiles - 1), tiles, s) * panel_size;
        for (int band = 0; band < bands; band++) {
            const int b0 = first + share_start(end - first, band, bands);
            const int count = first + share_start(end - first, band + 1, bands) - b0;
            if (a && end - first == 1)
                tile_alone(a + (size_t)b0 * a_stride, run_stride, runs, length, panel, strip_size, sums);
            else if (a)
                tile(count, a + (size_t)b0 * a_stride, a_stride, run_stride, runs, length, panel, strip_size, next,
                     sums);
            else
                for (int i = 0; i < count * COLS; i++)
                    sums[i] = (REAL)(0.0f);
            for (int i = 0; i < count * COLS; i++) {
                const int block = tile_index * COLS + i % COLS;
                if (block >= blocks)
                    continue;
                const int b = b0 + i / COLS;
                const int unit = block * UNITS;
                const int width = size - unit;
                const int active = s >= 0 && is_active(lengths, b, t);
                const long row = (long)t * batch + b;
                __global float *carry = carried + (size_t)b * stride + unit;
                REAL d[STATES], v[VECTORS + 1], share[VECTORS + 1];
                for (int j = 0; j < STATES; j++)
                    d[j] = real_load(carry + (size_t)j * batch * stride);
                for (int j = 0; j < VECTORS; j++)
                    v[j] = real_load_part(vectors + (size_t)j * hidden + unit, hidden - unit);
                if (kind == RECURRENT) {
                    d[0] += DROPPED ? sums[i] * real_load(mask + (size_t)b * stride + unit) : sums[i];
                    if (s < 0) {
                        real_store_part(d[0], dh0 + (size_t)b * size + unit, width);
                        for (int j = 1; !PROJECTED && j < STATES; j++)
                            real_store_part(d[j], ds0 + ((size_t)(j - 1) * batch + b) * hidden + unit, width);
                        continue;
                    }
                    if (active)
                        d[0] += real_load_part(dy + row * y_stride + unit, width);
                    if (NORMED) {
                        real_store(d[0], carry);
                        continue;
                    }
                    if (PROJECTED) {
                        real_store_part(active ? d[0] : (REAL)(0.0f), dh + row * size + unit, width);
                        real_store(active ? (REAL)(0.0f) : d[0], carry);
                        continue;
                    }
                }
                if (kind == PROJECTION)
                    d[0] = sums[i];
#if O_GATES > 0
                if (kind == OPERAND)
                    step_operand_backward(rec, h0, s0, kept, y, y_stride, lengths, steps, batch, hidden, reverse, s,
                                          block, 0, b, v, sums[i], d, share);
                else
#endif
                    step_backward(rec, h0, s0, kept, y, y_stride, lengths, steps, batch, hidden, reverse, s, block, 0,
                                  b, taken, v, d, share);
                for (int j = PROJECTED; j < STATES; j++)
                    real_store(d[j], carry + (size_t)j * batch * stride);
                for (int j = 0; j < VECTORS; j++) {
                    __global float *sum = dv + ((size_t)j * batch + b) * stride + unit;
                    real_store(real_load(sum) + share[j], sum);
                }
            }
        }
    }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void
wide_backward(__global float *rec, const __global WEIGHT *panels, const __global WEIGHT *panels2,
              const __global float *vectors, const __global float *h0, const __global float *s0,
              const __global float *kept, const __global float *y, const __global float *dy, const long y_stride,
              const long y_first, const __global float *taken, const __global float *mask, __global float *dh,
              const __global float *dhn, const __global float *dsn,
              __global float *carried, __global float *dv, __global float *dh0, __global float *ds0,
              const __global int *lengths, const int steps, const int batch, const int outputs, const int hidden,
              const int stride, const int reverse, const int from, const int to)
{
    const int first = (int)((long)batch * get_group_id(0) / get_num_groups(0));
    const int end = (int)((long)batch * (get_group_id(0) + 1) / get_num_groups(0));
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const long rows = (long)steps * batch;
    const size_t run = (size_t)rows * (SLOTS * UNITS);
    const size_t width = COLS * UNITS;

    if (from == 0)
        for (int b = first; b < end; b++)
            start_row(b, outputs, hidden, batch, stride, dhn, dsn, carried, dv);

    // One more round behind the first step carries the gradient to the initial state.
    const int rounds = to == steps && dh0 ? to + 1 : to;
    for (int round = from; round < rounds; round++) {
        const int s = steps - 1 - round;
        const long later = (long)time_of(s + 1, steps, reverse) * batch;
        const __global float *a = rec + record_at(0, later, rows) + H_FIRST * UNITS;
        sweep(RECURRENT, round > 0 ? a : 0, SLOTS * UNITS, run, blocks, H_GATES * UNITS, panels,
              blocks * H_GATES * UNITS * width, outputs, rec, vectors, h0, s0, kept, y + y_first, dy + y_first,
              y_stride, taken, mask, dh, carried, dv, dh0, ds0, lengths, steps, batch, hidden, stride, reverse, s, first, end);
        if (s < 0)
            break;
        const long row = (long)time_of(s, steps, reverse) * batch;
#if NORMED
        for (int b = first; b < end; b++)
            normed_backward_row(rec, vectors, h0, s0, kept, y + y_first, y_stride, carried, dv, lengths, steps, batch,
                                hidden, stride, reverse, s, 0, b, 0, 0);
#endif
        if (O_GATES > 0)
            sweep(OPERAND, rec + record_at(0, row, rows) + O_FIRST * UNITS, SLOTS * UNITS, run, blocks,
                  O_GATES * UNITS, panels2, blocks * O_GATES * UNITS * width, hidden, rec, vectors, h0, s0, kept,
                  y + y_first, dy + y_first, y_stride, taken, mask, dh, carried, dv, dh0, ds0, lengths, steps, batch, hidden,
                  stride, reverse, s, first, end);
        if (PROJECTED)
            sweep(PROJECTION, dh + row * outputs, outputs, 0, 1, outputs, panels2, outputs * width, hidden, rec,
                  vectors, h0, s0, kept, y + y_first, dy + y_first, y_stride, taken, mask, dh, carried, dv, dh0, ds0, lengths,
                  steps, batch, hidden, stride, reverse, s, first, end);
    }
    // The other states of a projected cell reach the start through the cell alone.
    if (PROJECTED && to == steps && dh0)
        for (int b = first; b < end; b++)
            for (int j = 1; j < STATES; j++)
                for (int u = 0; u < hidden; u += UNITS)
                    real_store_part(real_load(carried + ((size_t)j * batch + b) * stride + u),
                                    ds0 + ((size_t)(j - 1) * batch + b) * hidden + u, hidden - u);
}
