// The second pass of a forward step of a cell with layer normalisation: see normed_rows.cl. The arguments are those of
// wide_forward.cl and tiled_forward.cl.
//
//   the normed sum of a gate   (W x - mean) / deviation * n_x + b_x + (U h - mean) / deviation * n_h + b_h
//
// where mean and deviation are those of all gates of the row, of W x and U h each for itself.

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_forward.cl"
#include "recurrent/normed_rows.cl"

// An old state: that of the running step, or the initial one where the pass has not begun.
inline REAL old_state(const __global float *running, const __global float *h0, const __global float *s0, const int j,
                      const int begun, const int batch, const int hidden, const int stride, const int s, const int b,
                      const int u)
{
    const __global float *first = j == 0 ? h0 : s0 ? s0 + (size_t)(j - 1) * batch * hidden : s0;
    if (begun)
        return real_load(running + ((size_t)(j == 0 ? s & 1 : j + 1) * batch + b) * stride + u);
    return first ? real_load_part(first + (size_t)b * hidden + u, hidden - u) : (REAL)(0.0f);
}

// Keeps a new state for the next step, what its product sees of h where the wide loop has that masked, and the final state
// where `last` is given.
inline void new_state(const REAL x, __global float *running, __global float *last, const __global float *mask,
                      const int j, const int batch, const int hidden, const int stride, const int s, const int b,
                      const int u)
{
    real_store(x, running + ((size_t)(j == 0 ? (s + 1) & 1 : j + 1) * batch + b) * stride + u);
    if (mask && j == 0)
        real_store(x * real_load(mask + (size_t)b * stride + u),
                   running + ((size_t)(STATES + 1 + ((s + 1) & 1)) * batch + b) * stride + u);
    if (last)
        real_store_part(x, last + ((size_t)(j == 0 ? 0 : j - 1) * batch + b) * hidden + u, hidden - u);
}

// begun: whether the running states hold those before the step. mask: that of the recurrent dropout in the wide loop, or
// null. hn, sn: null but in the last step.
inline void normed_forward_row(__global float *rec, const __global float *bias, const __global float *vectors,
                               const __global float *h0, const __global float *s0, __global float *running,
                               __global float *kept, __global float *y, const long y_stride,
                               const __global float *mask, __global float *hn, __global float *sn,
                               const __global int *lengths, const int steps, const int batch,
                               const int hidden, const int stride, const int reverse, const int s, const int begun,
                               const int b, __local float *room, const int item)
{
    const int t = time_of(s, steps, reverse);
    const int active = is_active(lengths, b, t);
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const long rows = (long)steps * batch;
    const long row = (long)t * batch + b;
    const size_t run = (size_t)rows * (SLOTS * UNITS);
    __global float *record = rec + record_at(0, row, rows);
    const float2 mx = row_moments(record + X_FIRST * UNITS, run, X_GATES, hidden, room, item);
    const float2 mh = row_moments(record + H_FIRST * UNITS, run, H_GATES, hidden, room, item);
    for (int u = item * SPAN; u < hidden; u += ROW_ITEMS * SPAN) {
        __global float *own = record + u / UNITS * run + u % UNITS;
        const __global float *shift = bias + (size_t)(u / UNITS) * (SLOTS * UNITS) + u % UNITS;
        REAL a[SLOTS], state[STATES], v[1];
        for (int j = 0; j < GATE_SLOTS; j++)
            a[j] = (REAL)(0.0f);
        for (int k = 0; k < X_GATES; k++)
            a[GATE_X_FIRST + k] += (real_load(own + (X_FIRST + k) * UNITS) - mx.x) * mx.y *
                                   vector_at(vectors, X_GAIN(k), u) + real_load(shift + (X_FIRST + k) * UNITS);
        for (int k = 0; k < H_GATES; k++)
            a[GATE_H_FIRST + k] += (real_load(own + (H_FIRST + k) * UNITS) - mh.x) * mh.y *
                                   vector_at(vectors, H_GAIN(k), u) + real_load(shift + (H_FIRST + k) * UNITS);
        for (int j = 0; j < STATES; j++)
            state[j] = old_state(running, h0, s0, j, begun, batch, hidden, stride, s, b, u);
        if (active) {
            cell_forward(a, state, v);
            for (int j = 0; j < GATE_SLOTS; j++)
                real_store(a[j], own + j * UNITS);
            for (int j = 1; KEEP && j < STATES; j++)
                real_store(state[j], kept + kept_at(j - 1, u / UNITS, row, blocks, rows) + u % UNITS);
        }
        for (int j = MEMORY_NORMED; j < STATES; j++)
            new_state(state[j], running, j == 0 ? hn : sn, mask, j, batch, hidden, stride, s, b, u);
        if (!MEMORY_NORMED)
            real_store_part(active ? state[0] : (REAL)(0.0f), y + row * y_stride + u, hidden - u);
    }
#if MEMORY_NORMED
    const float2 mc = row_moments(running + ((size_t)2 * batch + b) * stride, UNITS, 1, hidden, room, item);
    for (int u = item * SPAN; u < hidden; u += ROW_ITEMS * SPAN) {
        __global float *own = record + u / UNITS * run + u % UNITS;
        const REAL c = real_load(running + ((size_t)2 * batch + b) * stride + u);
        const REAL m = (c - mc.x) * mc.y * vector_at(vectors, MEMORY_GAIN, u) + vector_at(vectors, MEMORY_BIAS, u);
        REAL a[SLOTS];
        for (int j = 0; j < GATE_SLOTS; j++)
            a[j] = real_load(own + j * UNITS);
        const REAL h = active ? cell_output(a, m)
                              : old_state(running, h0, s0, 0, begun, batch, hidden, stride, s, b, u);
        new_state(h, running, hn, mask, 0, batch, hidden, stride, s, b, u);
        real_store_part(active ? h : (REAL)(0.0f), y + row * y_stride + u, hidden - u);
    }
#endif
}

#if !WIDE
//   global size (batch * ROW_ITEMS), local size (ROW_ITEMS)
__kernel __attribute__((reqd_work_group_size(ROW_ITEMS, 1, 1))) void
normed_forward(__global float *rec, const __global float *bias, const __global float *vectors,
               const __global float *h0, const __global float *s0, __global float *running, __global float *kept,
               __global float *y, const long y_stride, const long y_first, __global float *hn, __global float *sn,
               const __global int *lengths, const int steps, const int batch, const int hidden, const int stride,
               const int reverse, const int s)
{
    __local float room[ROW_ITEMS];
    normed_forward_row(rec, bias, vectors, h0, s0, running, kept, y + y_first, y_stride, 0,
                       s == steps - 1 ? hn : 0, s == steps - 1 ? sn : 0, lengths, steps, batch, hidden, stride, reverse, s, s > 0,
                       (int)get_group_id(0), room, (int)get_local_id(0));
}
#endif
