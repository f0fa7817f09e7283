// One step of one cell forward: what stands behind the recurrent product, or alone where a cell has none. The tiled and
// the elementwise time loops share it; a work-item calls it for each (sequence, REAL of hidden units) that it owns.
//
//   lane     the first unit of the REAL within its block: 0 with WIDE=1, a work-item's own with WIDE=0
//   sums     the recurrent product, H_GATES of them
//   v        the cell's vectors at these units
//   state    in, the old states; out, the new ones, or the old where the sequence has no such step

#ifndef KEEP
#define KEEP 0          // 1: training
#endif

inline void step_forward(__global float *rec, const __global float *bias, __global float *kept, __global float *y,
                         const long y_stride, const __global int *lengths, const int steps, const int batch,
                         const int hidden, const int reverse, const int s, const int block, const int lane, const int b,
                         const REAL *sums, const REAL *v, REAL *state)
{
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const int unit = block * UNITS + lane;
    const int t = time_of(s, steps, reverse);
    const long rows = (long)steps * batch;
    const long row = (long)t * batch + b;
    __global float *out = y + row * y_stride + unit;
    if (!is_active(lengths, b, t)) {
        real_store_part((REAL)(0.0f), out, hidden - unit);
        return;
    }
    __global float *record = rec + record_at(block, row, rows) + lane;
    REAL a[SLOTS];
    for (int j = 0; j < SLOTS; j++) {
        if (j >= X_FIRST && j < X_FIRST + X_GATES)
            a[j] = real_load(record + j * UNITS);
        else
            a[j] = bias ? real_load(bias + ((size_t)block * SLOTS + j) * UNITS + lane) : (REAL)(0.0f);
        if (j >= H_FIRST && j < H_FIRST + H_GATES)
            a[j] += sums[j - H_FIRST];
    }
    cell_forward(a, state, v);
    if (KEEP) {
        for (int j = 0; j < SLOTS; j++)
            real_store(a[j], record + j * UNITS);
        for (int j = 1; j < STATES; j++)
            real_store(state[j], kept + kept_at(j - 1, block, row, blocks, rows) + lane);
    }
    real_store_part(state[0], out, hidden - unit);
}
