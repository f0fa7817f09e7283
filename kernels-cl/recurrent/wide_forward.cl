// The forward time loop on a CPU: one launch runs all time steps.
//
// A work-group is one work-item. It owns a slice of the batch, so no work-group ever waits for another, and walks
//
//   time step > tile of hidden units > rows of the slice
//
// so that a panel of recurrent weights, once in the cache, serves every row. The product of all gates stays in registers
// and meets the input projection and the cell at its end: the gates never travel through memory twice.
//
//   rec      records, in: the input projection with its biases; out (KEEP=1): what the backward pass needs
//   panels   recurrent weights [tile][hidden][TILE_BLOCKS * H_GATES][UNITS], by pack_columns
//   bias     [block][SLOTS][UNITS], read for the slots that the input product does not reach
//   h0, s0   initial states [batch][hidden] and [STATES-1][batch][hidden], row-major; null: zeros
//   running  running states, see layout.cl; `stride` floats a row
//   y        outputs, row * y_stride + y_first + unit; 0 behind a sequence's end
//   hn, sn   final states, as h0 and s0; null: not wanted
//   from, to the steps of this launch; the running states carry over from one launch to the next

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"

#ifndef TILE_BLOCKS
#define TILE_BLOCKS 1   // blocks of hidden units a tile: as many as make about four vectors with all gates
#endif
#ifndef KEEP
#define KEEP 0          // 1: training
#endif
#define COLS (TILE_BLOCKS * H_GATES)
#include "dense/tile.cl"

inline void start_row(const int b, const int hidden, const int batch, const int stride, const __global float *h0,
                      const __global float *s0, __global float *running)
{
    for (int s = 0; s < STATES; s++) {
        const __global float *from = s == 0 ? h0 : s0 ? s0 + (size_t)(s - 1) * batch * hidden : s0;
        __global float *to = running + ((size_t)(s == 0 ? 0 : s + 1) * batch + b) * stride;
        for (int u = 0; u < hidden; u += UNITS)
            real_store(from ? real_load_part(from + (size_t)b * hidden + u, hidden - u) : (REAL)(0.0f), to + u);
    }
}

inline void finish_row(const int b, const int steps, const int hidden, const int batch, const int stride,
                       __global float *hn, __global float *sn, const __global float *running)
{
    for (int s = 0; s < STATES; s++) {
        __global float *to = s == 0 ? hn : sn ? sn + (size_t)(s - 1) * batch * hidden : sn;
        const __global float *from = running + ((size_t)(s == 0 ? steps & 1 : s + 1) * batch + b) * stride;
        for (int u = 0; to && u < hidden; u += UNITS)
            real_store_part(real_load(from + u), to + (size_t)b * hidden + u, hidden - u);
    }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void
wide_forward(__global float *rec, const __global float *panels, const __global float *bias,
             const __global float *vectors, const __global float *h0, const __global float *s0,
             __global float *running, __global float *kept, __global float *y, const long y_stride,
             const long y_first, __global float *hn, __global float *sn, const __global int *lengths,
             const int steps, const int batch, const int hidden, const int stride, const int reverse, const int from, const int to)
{
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const int tiles = (blocks + TILE_BLOCKS - 1) / TILE_BLOCKS;
    const long rows = (long)steps * batch;
    const int first = (int)((long)batch * get_group_id(0) / get_num_groups(0));
    const int end = (int)((long)batch * (get_group_id(0) + 1) / get_num_groups(0));
    const int chunks = (end - first + TILE_ROWS - 1) / TILE_ROWS;

    if (from == 0)
        for (int b = first; b < end; b++)
            start_row(b, hidden, batch, stride, h0, s0, running);

    REAL sums[TILE_ROWS * COLS];
    for (int s = from; s < to; s++) {
        const int t = time_of(s, steps, reverse);
        const __global float *old = running + (size_t)(s & 1) * batch * stride;
        __global float *new = running + (size_t)((s + 1) & 1) * batch * stride;
        for (int tile_index = 0; tile_index < tiles; tile_index++) {
            const __global float *panel = panels + (size_t)tile_index * hidden * (COLS * UNITS);
            for (int chunk = 0; chunk < chunks; chunk++) {
                const int b0 = first + (end - first) * chunk / chunks;
                const int count = first + (end - first) * (chunk + 1) / chunks - b0;
                tile(count, old + (size_t)b0 * stride, stride, 0, 1, hidden, panel, sums);
                for (int r = 0; r < count; r++) {
                    const int b = b0 + r;
                    const long row = (long)t * batch + b;
                    const int active = is_active(lengths, b, t);
                    for (int i = 0; i < TILE_BLOCKS; i++) {
                        const int block = tile_index * TILE_BLOCKS + i;
                        if (block >= blocks)
                            break;
                        const int unit = block * UNITS;
                        __global float *record = rec + record_at(block, row, rows);
                        REAL a[SLOTS], state[STATES], v[VECTORS + 1];
                        for (int j = 0; j < SLOTS; j++) {
                            const int has_x = j >= X_FIRST && j < X_FIRST + X_GATES;
                            a[j] = real_load(has_x ? record + j * UNITS : bias + ((size_t)block * SLOTS + j) * UNITS);
                            if (j >= H_FIRST && j < H_FIRST + H_GATES)
                                a[j] += sums[r * COLS + i * H_GATES + j - H_FIRST];
                        }
                        for (int j = 0; j < VECTORS; j++)
                            v[j] = real_load_part(vectors + (size_t)j * hidden + unit, hidden - unit);
                        state[0] = real_load(old + (size_t)b * stride + unit);
                        for (int j = 1; j < STATES; j++)
                            state[j] = real_load(running + ((size_t)(j + 1) * batch + b) * stride + unit);
                        const REAL held = state[0];
                        if (active) {
                            cell_forward(a, state, v);
                            for (int j = 1; j < STATES; j++)
                                real_store(state[j], running + ((size_t)(j + 1) * batch + b) * stride + unit);
                            if (KEEP) {
                                for (int j = 0; j < SLOTS; j++)
                                    real_store(a[j], record + j * UNITS);
                                for (int j = 1; j < STATES; j++)
                                    real_store(state[j], kept + kept_at(j - 1, block, row, blocks, rows));
                            }
                        }
                        real_store(active ? state[0] : held, new + (size_t)b * stride + unit);
                        real_store_part(active ? state[0] : (REAL)(0.0f), y + row * y_stride + y_first + unit,
                                        hidden - unit);
                    }
                }
            }
        }
    }
    if (to == steps)
        for (int b = first; b < end; b++)
            finish_row(b, steps, hidden, batch, stride, hn, sn, running);
}
