// The forward time loop on a CPU: one launch runs all time steps.
//
// A work-group is one work-item. It owns a slice of the batch, so no work-group ever waits for another, and walks
//
//   time step > half of the step > tile of hidden units > rows of the slice
//
// so that a panel of recurrent weights, once in the cache, serves every row. The product of all gates stays in registers
// and meets the input projection and the cell at its end: the gates never travel through memory twice. With INPUT=1 the
// loop multiplies the input, too, and they do not travel at all, unless the backward pass is to find them. With INPUT=2
// it does so for several steps at a time, for which it must have all sequences: see input_ahead.cl.
//
//   rec      records, in (INPUT=0): the input projection with its biases; out (KEEP=1): what the backward pass needs;
//            null with INPUT=1 and KEEP=0
//   x        INPUT > 0: the input, row * inputs + x_first + k, and its weights packed as the recurrent ones are
//   panels   recurrent weights [tile][outputs][COLS][UNITS], by pack_columns
//   panels2  weights of the second product of a step, [tile][hidden][COLS][UNITS]: of the operand, or of the projection
//   bias     [block][SLOTS][UNITS], read for the slots that the input product does not reach
//   h0, s0   initial states [batch][outputs] and [STATES-1][batch][hidden], row-major; null: zeros
//   running  running states, see layout.cl; `stride` floats a row
//   taken    see step_forward.cl
//   mask     DROPPED=1: [batch][stride], by which the recurrent product's h is multiplied, the same at every step: dropout
//            shared over time (Gal and Ghahramani 2016). `running` then has [2][batch][stride] more at its end: h masked
//   y        outputs, row * y_stride + y_first + unit; 0 behind a sequence's end
//   operands see step_forward.cl
//   hn, sn   final states, as h0 and s0; null: not wanted
//   outputs  size of h: the hidden size, or what it is projected to
//   from, to the steps of this launch; the running states carry over from one launch to the next

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_forward.cl"

#ifndef DROPPED
#define DROPPED 0       // 1: recurrent dropout
#endif
#ifndef COLS
#define COLS 4          // vectors across a panel: about four, so many blocks with all gates of a product
#endif
#ifndef INPUT
#define INPUT 0         // 1, 2: the input product is part of the loop; its gates are as many as the recurrent product's
#endif
#include "dense/tile.cl"
#if INPUT == 2
#include "recurrent/input_ahead.cl"
#endif
#ifndef NORMED
#define NORMED 0        // 1: a cell with layer normalisation, see normed_rows.cl
#endif
#if NORMED
#include "recurrent/normed_forward.cl"
#endif

#define RECURRENT 0     // the product of h, and what follows it
#define OPERAND 1       // the product of a two-half cell's operand, and the second half
#define PROJECTION 2    // the product of the cell's output, which gives h
#define LAST (PROJECTED ? PROJECTION : O_GATES > 0 ? OPERAND : RECURRENT)   // the product that y comes from

inline void start_row(const int b, const int outputs, const int hidden, const int batch, const int stride,
                      const __global float *h0, const __global float *s0, const __global float *mask,
                      __global float *running)
{
    for (int j = 0; j < STATES; j++) {
        const int size = j == 0 ? outputs : hidden;
        const __global float *from = j == 0 ? h0 : s0 ? s0 + (size_t)(j - 1) * batch * hidden : s0;
        __global float *to = running + ((size_t)(j == 0 ? 0 : j + 1) * batch + b) * stride;
        for (int u = 0; u < size; u += UNITS)
            real_store(from ? real_load_part(from + (size_t)b * size + u, size - u) : (REAL)(0.0f), to + u);
    }
    if (DROPPED)
        for (int u = 0; u < outputs; u += UNITS)
            real_store(real_load(running + (size_t)b * stride + u) * real_load(mask + (size_t)b * stride + u),
                       running + ((size_t)(STATES + 1) * batch + b) * stride + u);
}

// Keeps the new h of a sequence, and what the next step's product sees of it.
inline void keep_h(REAL h, __global float *running, const __global float *mask, const int s, const int batch,
                   const int stride, const int b, const int unit)
{
    real_store(h, running + ((size_t)((s + 1) & 1) * batch + b) * stride + unit);
    if (DROPPED)
        real_store(h * real_load(mask + (size_t)b * stride + unit),
                   running + ((size_t)(STATES + 1 + ((s + 1) & 1)) * batch + b) * stride + unit);
}

inline void finish_row(const int b, const int steps, const int outputs, const int hidden, const int batch,
                       const int stride, __global float *hn, __global float *sn, const __global float *running)
{
    for (int j = 0; j < STATES; j++) {
        const int size = j == 0 ? outputs : hidden;
        __global float *to = j == 0 ? hn : sn ? sn + (size_t)(j - 1) * batch * hidden : sn;
        const __global float *from = running + ((size_t)(j == 0 ? steps & 1 : j + 1) * batch + b) * stride;
        for (int u = 0; to && u < size; u += UNITS)
            real_store_part(real_load(from + u), to + (size_t)b * size + u, size - u);
    }
}

// One product of one step for rows first to end of the batch, and what follows it.
inline void sweep(const int kind, const __global float *a, const int a_stride, const int depth,
                  const __global WEIGHT *panels, const __global float *x, const int inputs,
                  const __global WEIGHT *x_panels, const int size, const int gates, __global float *rec,
                  const __global float *bias, const __global float *vectors, __global float *running,
                  __global float *kept, __global float *y, const long y_stride, const __global float *taken,
                  const __global float *mask, __global float *operands,
                  const __global int *lengths, const int steps, const int batch, const int hidden, const int stride,
                  const int reverse, const int s, const int first, const int end)
{
    const int blocks = (size + UNITS - 1) / UNITS;
    const int tile_blocks = COLS / gates;
    const int tiles = (blocks + tile_blocks - 1) / tile_blocks;
    const int bands = (end - first + BAND - 1) / BAND;
    const size_t strip_size = (size_t)depth * (STRIP * UNITS);
    const __global float *old = running + (size_t)(s & 1) * batch * stride;
    const int t = time_of(s, steps, reverse);
    REAL sums[BAND * COLS];
#if INPUT == 1
    REAL input_sums[BAND * COLS];
#endif
    for (int n = 0; n < tiles; n++) {
        const int i = there_and_back(n, tiles, s);
        for (int band = 0; band < bands; band++) {
            const int b0 = first + share_start(end - first, band, bands);
            const int count = first + share_start(end - first, band + 1, bands) - b0;
            const __global WEIGHT *panel = panels + (size_t)i * depth * (COLS * UNITS);
            const int then = there_and_back(min(n + 1, tiles - 1), tiles, s);
            const __global WEIGHT *next = panels + (size_t)then * depth * (COLS * UNITS);
            if (kind == LAST)           // rows of y and of states lie far apart, where no hardware guesses the next
                for (int r = 0; r < count; r++)
                    for (int k = 0; k < tile_blocks && i * tile_blocks + k < blocks; k++) {
                        write_ahead(y + ((long)t * batch + b0 + r) * y_stride + (i * tile_blocks + k) * UNITS);
                        for (int j = 1; j < STATES; j++)
                            read_later(running + ((size_t)(j + 1) * batch + b0 + r) * stride +
                                       (i * tile_blocks + k) * UNITS);
                    }
#if INPUT == 1
            if (kind == RECURRENT) {
                const __global WEIGHT *x_panel = x_panels + (size_t)i * inputs * (COLS * UNITS);
                tile(count, x + ((long)t * batch + b0) * inputs, inputs, 0, 1, inputs, x_panel,
                     (size_t)inputs * (STRIP * UNITS), panel, input_sums);
                next = x_panels + (size_t)then * inputs * (COLS * UNITS);
            }
#endif
            if (end - first == 1)
                tile_alone(a + (size_t)b0 * a_stride, 0, 1, depth, panel, strip_size, sums);
            else
                tile(count, a + (size_t)b0 * a_stride, a_stride, 0, 1, depth, panel, strip_size, next, sums);
            for (int r = 0; r < count; r++) {
                const int b = b0 + r;
                for (int k = 0; k < tile_blocks && i * tile_blocks + k < blocks; k++) {
                    const int block = i * tile_blocks + k;
                    const int unit = block * UNITS;
                    const REAL *own = sums + r * COLS + k * gates;
#if INPUT == 1
                    const REAL *input = input_sums + r * COLS + k * gates;
#else
                    const REAL *input = 0;
#endif
                    if (kind == PROJECTION) {
                        const int active = is_active(lengths, b, t);
                        const REAL held = real_load(old + (size_t)b * stride + unit);
                        keep_h(active ? own[0] : held, running, mask, s, batch, stride, b, unit);
                        real_store_part(active ? own[0] : (REAL)(0.0f),
                                        y + ((long)t * batch + b) * y_stride + unit, size - unit);
                        continue;
                    }
                    if (NORMED) {
                        __global float *record = rec + record_at(block, (long)t * batch + b, (long)steps * batch);
                        for (int j = 0; j < gates; j++)
                            real_store(own[j], record + (H_FIRST + j) * UNITS);
                        continue;
                    }
                    REAL state[STATES], v[VECTORS + 1];
                    for (int j = 0; j < VECTORS; j++)
                        v[j] = real_load_part(vectors + (size_t)j * hidden + unit, hidden - unit);
                    state[0] = real_load(old + (size_t)b * stride + unit);
                    for (int j = 1; j < STATES; j++)
                        state[j] = real_load(running + ((size_t)(j + 1) * batch + b) * stride + unit);
#if O_GATES > 0
                    if (kind == RECURRENT) {
                        step_operand(rec, bias, operands, lengths, steps, batch, hidden, reverse, s, block, 0, b, own,
                                     v, state);
                        continue;
                    }
#endif
                    step_forward(rec, bias, kept, y, y_stride, taken, operands, lengths, steps, batch, hidden, reverse, s,
                                 block, 0, b, input, own, kind == OPERAND ? O_FIRST : H_FIRST, gates, v, state);
                    if (!PROJECTED)
                        keep_h(state[0], running, mask, s, batch, stride, b, unit);
                    for (int j = 1; j < STATES; j++)
                        real_store(state[j], running + ((size_t)(j + 1) * batch + b) * stride + unit);
                }
            }
        }
    }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void
wide_forward(__global float *rec, const __global float *x, const long x_first, const int inputs,
             const __global WEIGHT *x_panels, const __global WEIGHT *panels, const __global WEIGHT *panels2,
             const __global float *bias, const __global float *vectors, const __global float *h0,
             const __global float *s0, __global float *running, __global float *kept, __global float *y,
             const long y_stride, const long y_first, const __global float *taken, const __global float *mask,
             __global float *operands, __global float *hn,
             __global float *sn, const __global int *lengths, const int steps, const int batch, const int outputs,
             const int hidden, const int stride, const int reverse, const int from, const int to)
{
    const int first = (int)((long)batch * get_group_id(0) / get_num_groups(0));
    const int end = (int)((long)batch * (get_group_id(0) + 1) / get_num_groups(0));
    if (from == 0)
        for (int b = first; b < end; b++)
            start_row(b, outputs, hidden, batch, stride, h0, s0, mask, running);
    for (int s = from; s < to; s++) {
#if INPUT == 2
        const int ahead = max(1, ROWS_AHEAD / batch);
        if ((s - from) % ahead == 0) {
            const int span = min(ahead, to - s);
            multiply_ahead(rec, x + x_first, inputs, x_panels, bias,
                           (long)time_of(reverse ? s + span - 1 : s, steps, reverse) * batch, span * batch,
                           (long)steps * batch, hidden);
        }
#endif
        const __global float *old = running + (size_t)((s & 1) + (DROPPED ? STATES + 1 : 0)) * batch * stride;
        const long row = (long)time_of(s, steps, reverse) * batch;
        const __global float *second = operands + operand_at(row, 0, hidden);
        sweep(RECURRENT, old, stride, outputs, panels, x + x_first, inputs, x_panels, hidden, H_GATES, rec, bias, vectors, running, kept,
              y + y_first, y_stride, taken, mask, operands, lengths, steps, batch, hidden, stride, reverse, s, first, end);
#if NORMED
        for (int b = first; b < end; b++)
            normed_forward_row(rec, bias, vectors, h0, s0, running, kept, y + y_first, y_stride, DROPPED ? mask : 0, 0, 0,
                               lengths, steps, batch, hidden, stride, reverse, s, 1, b, 0, 0);
#endif
        if (O_GATES > 0)
            sweep(OPERAND, second, hidden, hidden, panels2, 0, 0, 0, hidden, O_GATES > 0 ? O_GATES : 1, rec, bias, vectors,
                  running, kept, y + y_first, y_stride, taken, mask, operands, lengths, steps, batch, hidden, stride, reverse, s,
                  first, end);
        if (PROJECTED)
            sweep(PROJECTION, second, hidden, hidden, panels2, 0, 0, 0, outputs, 1, rec, bias, vectors, running, kept,
                  y + y_first, y_stride, taken, mask, operands, lengths, steps, batch, hidden, stride, reverse, s, first, end);
    }
    if (to == steps)
        for (int b = first; b < end; b++)
            finish_row(b, steps, outputs, hidden, batch, stride, hn, sn, running);
}
