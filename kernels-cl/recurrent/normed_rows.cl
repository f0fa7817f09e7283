// Layer normalisation inside a time step, which needs sums over all hidden units of a row, as no tile of a product has
// them. So the product only stores its sums, and a second pass takes whole rows:
//
//   WIDE=1   the work-item of wide_forward.cl, which owns the row, right behind its product
//   WIDE=0   a work-group of ROW_ITEMS work-items for each row, in a launch of its own
//
// A normed cell (NORMED=1) has slots for its gates, then one for each gate of W x and one for each of U h, which hold the
// plain products and, after the backward pass, their gradients; the gates' slots then hold the gradients of the gates' sums,
// which are those of the biases. That way the weights' gradients find everything where those of other cells do.

#include "real.cl"
#include "recurrent/layout.cl"

#ifndef NORMED
#define NORMED 0
#endif
#ifndef MEMORY_NORMED
#define MEMORY_NORMED 0     // 1: the second state, too, is normalised before the output is made of it
#endif
#ifndef GATE_X_FIRST
#define GATE_X_FIRST 0      // the gates' slots that W x and U h belong to, and their row blocks, four bits each
#define GATE_H_FIRST 0
#define X_ORDER 0
#define H_ORDER 0
#endif
#ifndef NORM_EPS
#define NORM_EPS 1e-5f      // what PyTorch's layer normalisation adds to the variance
#endif
#ifndef ROW_ITEMS
#define ROW_ITEMS (WIDE ? 1 : 64)
#endif
#define GATE_SLOTS (SLOTS - X_GATES - H_GATES)
#define SPAN (WIDE ? UNITS : 1)     // hidden units a work-item takes at a time

// The vectors: gains of W x and of U h by row block, then gain and bias of the memory.
#define X_GAIN(k) ((X_ORDER >> (4 * (k))) & 15)
#define H_GAIN(k) (X_GATES + ((H_ORDER >> (4 * (k))) & 15))
#define MEMORY_GAIN (X_GATES + H_GATES)
#define MEMORY_BIAS (MEMORY_GAIN + 1)

#define vector_at(vectors, k, u) real_load_part((vectors) + (size_t)(k) * hidden + (u), hidden - (u))

// x in the lanes of the first `count` units, 0 behind them.
inline REAL inside(REAL x, const int count)
{
#if WIDE
    if (count >= UNITS)
        return x;
    float lane[UNITS];
    GLUE(vstore, UNITS)(x, 0, lane);
    for (int i = 0; i < UNITS; i++)
        lane[i] = i < count ? lane[i] : 0.0f;
    return GLUE(vload, UNITS)(0, lane);
#else
    return x;
#endif
}

// The sum of what all work-items of a row have, the same in each of them; always in the same order.
inline float row_sum(const REAL x, __local float *room, const int item)
{
    float sum = 0.0f;
#if WIDE
    float lane[UNITS];
    GLUE(vstore, UNITS)(x, 0, lane);
    for (int i = 0; i < UNITS; i++)
        sum += lane[i];
#else
    room[item] = x;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = 0; i < ROW_ITEMS; i++)
        sum += room[i];
    barrier(CLK_LOCAL_MEM_FENCE);
#endif
    return sum;
}

// (mean, 1 / sqrt(variance + eps)) of a row: unit u has its `gates` numbers at p + u / UNITS * step + u % UNITS, UNITS apart.
inline float2 row_moments(const __global float *p, const size_t step, const int gates, const int hidden,
                          __local float *room, const int item)
{
    const float count = (float)gates * hidden;
    REAL sum = (REAL)(0.0f);
    for (int u = item * SPAN; u < hidden; u += ROW_ITEMS * SPAN)
        for (int j = 0; j < gates; j++)
            sum += inside(real_load(p + u / UNITS * step + u % UNITS + j * UNITS), hidden - u);
    const float mean = row_sum(sum, room, item) / count;
    sum = (REAL)(0.0f);
    for (int u = item * SPAN; u < hidden; u += ROW_ITEMS * SPAN)
        for (int j = 0; j < gates; j++) {
            const REAL d = inside(real_load(p + u / UNITS * step + u % UNITS + j * UNITS) - mean, hidden - u);
            sum += d * d;
        }
    return (float2)(mean, 1.0f / sqrt(row_sum(sum, room, item) / count + NORM_EPS));
}
