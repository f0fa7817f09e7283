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
//   y, dy    outputs of the pass and their gradients, row * y_stride + y_first + unit
//   dhn, dsn gradients of the final states, row-major; null: zeros
//   carried  gradients of the running states, without the product: [STATES][batch][stride]
//   dv       [VECTORS][batch][stride], sums over time
//   dh0, ds0 gradients of the initial states; null: not wanted
//   from, to the steps of this launch, counted from the pass's end: 0 is its last step

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"

#define COLS 4
#include "dense/tile.cl"

// The gradients of the final states start the pass; in rows of the padding they wait for the sequence's own last step.
inline void start_row(const int b, const int hidden, const int batch, const int stride, const __global float *dhn,
                      const __global float *dsn, __global float *carried, __global float *dv)
{
    for (int s = 0; s < STATES; s++) {
        const __global float *from = s == 0 ? dhn : dsn ? dsn + (size_t)(s - 1) * batch * hidden : dsn;
        for (int u = 0; u < hidden; u += UNITS)
            real_store(from ? real_load_part(from + (size_t)b * hidden + u, hidden - u) : (REAL)(0.0f),
                       carried + ((size_t)s * batch + b) * stride + u);
    }
    for (int j = 0; j < VECTORS; j++)
        for (int u = 0; u < hidden; u += UNITS)
            real_store((REAL)(0.0f), dv + ((size_t)j * batch + b) * stride + u);
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void
wide_backward(__global float *rec, const __global float *panels, const __global float *vectors,
              const __global float *h0, const __global float *s0, const __global float *kept,
              const __global float *y, const __global float *dy, const long y_stride, const long y_first,
              const __global float *dhn, const __global float *dsn, __global float *carried, __global float *dv, __global float *dh0,
              __global float *ds0, const __global int *lengths, const int steps, const int batch, const int hidden,
              const int stride, const int reverse, const int from, const int to)
{
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const int tiles = (blocks + COLS - 1) / COLS;
    const long rows = (long)steps * batch;
    const int first = (int)((long)batch * get_group_id(0) / get_num_groups(0));
    const int end = (int)((long)batch * (get_group_id(0) + 1) / get_num_groups(0));
    const int chunks = (end - first + TILE_ROWS - 1) / TILE_ROWS;
    const size_t panel_size = (size_t)blocks * H_GATES * UNITS * (COLS * UNITS);

    if (from == 0)
        for (int b = first; b < end; b++)
            start_row(b, hidden, batch, stride, dhn, dsn, carried, dv);

    REAL sums[TILE_ROWS * COLS];
    // One more round behind the first step carries the gradient to the initial state.
    const int rounds = to == steps && dh0 ? to + 1 : to;
    for (int round = from; round < rounds; round++) {
        const int s = steps - 1 - round;
        const int t = time_of(s, steps, reverse);
        const int later = time_of(s + 1, steps, reverse);
        const int earlier = time_of(s - 1, steps, reverse);
        for (int tile_index = 0; tile_index < tiles; tile_index++) {
            for (int chunk = 0; chunk < chunks; chunk++) {
                const int b0 = first + (end - first) * chunk / chunks;
                const int count = first + (end - first) * (chunk + 1) / chunks - b0;
                if (round > 0)
                    tile(count, rec + record_at(0, (long)later * batch + b0, rows) + H_FIRST * UNITS, SLOTS * UNITS,
                         (size_t)rows * (SLOTS * UNITS), blocks, H_GATES * UNITS, panels + tile_index * panel_size,
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
                    const int width = hidden - unit;
                    __global float *carry = carried + (size_t)b * stride + unit;
                    REAL d[STATES];
                    d[0] = sums[i] + real_load(carry);
                    if (s < 0) {
                        real_store_part(d[0], dh0 + (size_t)b * hidden + unit, width);
                        for (int j = 1; j < STATES; j++)
                            real_store_part(real_load(carry + (size_t)j * batch * stride),
                                            ds0 + ((size_t)(j - 1) * batch + b) * hidden + unit, width);
                        continue;
                    }
                    const long row = (long)t * batch + b;
                    __global float *record = rec + record_at(block, row, rows);
                    if (!is_active(lengths, b, t)) {
                        for (int j = 0; j < SLOTS; j++)
                            real_store((REAL)(0.0f), record + j * UNITS);
                        real_store(d[0], carry);
                        continue;
                    }
                    // A sequence's first step is step 0 forwards and its own last time step in reverse.
                    const int starts = s == 0 || !is_active(lengths, b, earlier);
                    const long earlier_row = (long)earlier * batch + b;
                    REAL a[SLOTS], before[STATES], after[STATES], v[VECTORS + 1], share[VECTORS + 1];
                    after[0] = real_load_part(y + row * y_stride + y_first + unit, width);
                    if (!starts)
                        before[0] = real_load_part(y + earlier_row * y_stride + y_first + unit, width);
                    else
                        before[0] = h0 ? real_load_part(h0 + (size_t)b * hidden + unit, width) : (REAL)(0.0f);
                    for (int j = 1; j < STATES; j++) {
                        after[j] = real_load(kept + kept_at(j - 1, block, row, blocks, rows));
                        if (!starts)
                            before[j] = real_load(kept + kept_at(j - 1, block, earlier_row, blocks, rows));
                        else
                            before[j] = s0 ? real_load_part(s0 + ((size_t)(j - 1) * batch + b) * hidden + unit, width)
                                           : (REAL)(0.0f);
                        d[j] = real_load(carry + (size_t)j * batch * stride);
                    }
                    for (int j = 0; j < SLOTS; j++)
                        a[j] = real_load(record + j * UNITS);
                    for (int j = 0; j < VECTORS; j++)
                        v[j] = real_load_part(vectors + (size_t)j * hidden + unit, width);
                    d[0] += real_load_part(dy + row * y_stride + y_first + unit, width);
                    cell_backward(a, before, after, d, v, share);
                    for (int j = 0; j < SLOTS; j++)
                        real_store(a[j], record + j * UNITS);
                    for (int j = 0; j < STATES; j++)
                        real_store(d[j], carry + (size_t)j * batch * stride);
                    for (int j = 0; j < VECTORS; j++) {
                        __global float *sum = dv + ((size_t)j * batch + b) * stride + unit;
                        real_store(real_load(sum) + share[j], sum);
                    }
                }
            }
        }
    }
}
