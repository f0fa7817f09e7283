// The second pass of a backward step of a cell with layer normalisation: see normed_rows.cl. The product before it has
// left the whole gradient of the new h in `carried`. The arguments are those of wide_backward.cl and tiled_backward.cl.
//
// Where y = n g + b and n = (x - mean) / deviation over a row, the gradient of x, with e = dy g, is
//
//   (e - mean of e - n (mean of e n)) / deviation

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_backward.cl"
#include "recurrent/normed_rows.cl"

inline void add_to(__global float *p, const REAL x)
{
    real_store(real_load(p) + x, p);
}

// fresh: the first step of the pass, which finds nothing in dv.
inline void normed_backward_row(__global float *rec, const __global float *vectors, const __global float *h0,
                                const __global float *s0, const __global float *kept, const __global float *y,
                                const long y_stride, __global float *carried, __global float *dv,
                                const __global int *lengths, const int steps, const int batch, const int hidden,
                                const int stride, const int reverse, const int s, const int fresh, const int b,
                                __local float *room, const int item)
{
    const int t = time_of(s, steps, reverse);
    const int active = is_active(lengths, b, t);
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const long rows = (long)steps * batch;
    const long row = (long)t * batch + b;
    const size_t run = (size_t)rows * (SLOTS * UNITS);
    const size_t along = (size_t)batch * stride;        // from one vector's gradients, or state's, to the next
    __global float *record = rec + record_at(0, row, rows);
    __global float *carry = carried + (size_t)b * stride;
    __global float *sum_v = dv + (size_t)b * stride;
    const float2 mx = row_moments(record + X_FIRST * UNITS, run, X_GATES, hidden, room, item);
    const float2 mh = row_moments(record + H_FIRST * UNITS, run, H_GATES, hidden, room, item);
    for (int u = item * SPAN; fresh && u < hidden; u += ROW_ITEMS * SPAN)
        for (int j = 0; j < VECTORS; j++)
            real_store((REAL)(0.0f), sum_v + j * along + u);

    // The output, which leaves e of the memory where the gradient of h was.
#if MEMORY_NORMED
    const __global float *memory = kept + kept_at(0, 0, row, blocks, rows);
    const float2 mc = row_moments(memory, (size_t)rows * UNITS, 1, hidden, room, item);
    REAL se = (REAL)(0.0f), sen = (REAL)(0.0f);
    for (int u = item * SPAN; active && u < hidden; u += ROW_ITEMS * SPAN) {
        __global float *own = record + u / UNITS * run + u % UNITS;
        const REAL gain = vector_at(vectors, MEMORY_GAIN, u);
        const REAL n = (real_load(memory + u / UNITS * (size_t)rows * UNITS + u % UNITS) - mc.x) * mc.y;
        REAL a[SLOTS];
        for (int j = 0; j < GATE_SLOTS; j++)
            a[j] = real_load(own + j * UNITS);
        const REAL dm = cell_output_backward(a, n * gain + vector_at(vectors, MEMORY_BIAS, u), real_load(carry + u));
        for (int j = 0; j < GATE_SLOTS; j++)
            real_store(a[j], own + j * UNITS);
        add_to(sum_v + MEMORY_GAIN * along + u, inside(dm * n, hidden - u));
        add_to(sum_v + MEMORY_BIAS * along + u, dm);
        real_store(dm * gain, carry + u);
        se += dm * gain;
        sen += dm * gain * n;
    }
    const float me = row_sum(se, room, item) / hidden;
    const float men = row_sum(sen, room, item) / hidden;
#endif

    // The cell, whose gradients of the gates' sums replace the gates.
    REAL sx = (REAL)(0.0f), sxn = (REAL)(0.0f), sh = (REAL)(0.0f), shn = (REAL)(0.0f);
    for (int u = item * SPAN; active && u < hidden; u += ROW_ITEMS * SPAN) {
        __global float *own = record + u / UNITS * run + u % UNITS;
        REAL a[SLOTS], before[STATES], d[STATES], v[1], share[1];
        states_before(before, h0, s0, kept, y, y_stride, lengths, steps, batch, hidden, reverse, s, u / UNITS,
                      u % UNITS, b);
        for (int j = 0; j < GATE_SLOTS; j++)
            a[j] = real_load(own + j * UNITS);
        for (int j = 0; j < STATES; j++)
            d[j] = real_load(carry + j * along + u);
#if MEMORY_NORMED
        const REAL nc = (real_load(memory + u / UNITS * (size_t)rows * UNITS + u % UNITS) - mc.x) * mc.y;
        d[1] += inside((d[0] - me - nc * men) * mc.y, hidden - u);
#endif
        cell_backward(a, before, d, v, share);
        for (int j = 0; j < STATES; j++)
            real_store(d[j], carry + j * along + u);
        for (int j = 0; j < GATE_SLOTS; j++)
            real_store(a[j], own + j * UNITS);
        for (int k = 0; k < X_GATES; k++) {
            const REAL e = a[GATE_X_FIRST + k] * vector_at(vectors, X_GAIN(k), u);
            const REAL n = (real_load(own + (X_FIRST + k) * UNITS) - mx.x) * mx.y;
            add_to(sum_v + X_GAIN(k) * along + u, a[GATE_X_FIRST + k] * n);
            sx += e;
            sxn += e * n;
        }
        for (int k = 0; k < H_GATES; k++) {
            const REAL e = a[GATE_H_FIRST + k] * vector_at(vectors, H_GAIN(k), u);
            const REAL n = (real_load(own + (H_FIRST + k) * UNITS) - mh.x) * mh.y;
            add_to(sum_v + H_GAIN(k) * along + u, a[GATE_H_FIRST + k] * n);
            sh += e;
            shn += e * n;
        }
    }
    const float mex = row_sum(sx, room, item) / ((float)X_GATES * hidden);
    const float mexn = row_sum(sxn, room, item) / ((float)X_GATES * hidden);
    const float meh = row_sum(sh, room, item) / ((float)H_GATES * hidden);
    const float mehn = row_sum(shn, room, item) / ((float)H_GATES * hidden);

    // The products, whose gradients replace them.
    for (int u = item * SPAN; u < hidden; u += ROW_ITEMS * SPAN) {
        __global float *own = record + u / UNITS * run + u % UNITS;
        if (!active) {
            for (int j = 0; j < SLOTS; j++)
                real_store((REAL)(0.0f), own + j * UNITS);
            continue;
        }
        for (int k = 0; k < X_GATES; k++) {
            const REAL e = real_load(own + (GATE_X_FIRST + k) * UNITS) * vector_at(vectors, X_GAIN(k), u);
            const REAL n = (real_load(own + (X_FIRST + k) * UNITS) - mx.x) * mx.y;
            real_store(inside((e - mex - n * mexn) * mx.y, hidden - u), own + (X_FIRST + k) * UNITS);
        }
        for (int k = 0; k < H_GATES; k++) {
            const REAL e = real_load(own + (GATE_H_FIRST + k) * UNITS) * vector_at(vectors, H_GAIN(k), u);
            const REAL n = (real_load(own + (H_FIRST + k) * UNITS) - mh.x) * mh.y;
            real_store(inside((e - meh - n * mehn) * mh.y, hidden - u), own + (H_FIRST + k) * UNITS);
        }
    }
}

#if !WIDE
//   global size (batch * ROW_ITEMS), local size (ROW_ITEMS)
__kernel __attribute__((reqd_work_group_size(ROW_ITEMS, 1, 1))) void
normed_backward(__global float *rec, const __global float *vectors, const __global float *h0,
                const __global float *s0, const __global float *kept, const __global float *y, const long y_stride,
                const long y_first, __global float *carried, __global float *dv, const __global int *lengths,
                const int steps, const int batch, const int hidden, const int stride, const int reverse,
                const int round)
{
    __local float room[ROW_ITEMS];
    normed_backward_row(rec, vectors, h0, s0, kept, y + y_first, y_stride, carried, dv, lengths, steps, batch, hidden,
                        stride, reverse, steps - 1 - round, round == 0, (int)get_group_id(0), room,
                        (int)get_local_id(0));
}
#endif
