// One step of one cell backward: what stands behind a product, or alone where a cell has none. All time loops share it; a
// work-item calls it for each (sequence, REAL of hidden units) that it owns.
//
//   lane     the first unit of the REAL within its block: 0 with WIDE=1, a work-item's own with WIDE=0
//   v        the cell's vectors at these units
//   d        in, the gradients of the new states; out, those of the old ones without what comes through products. Where
//            the sequence has no such step they stay, and the record's gradients become 0.
//   taken    ZONEOUT=1: as in step_forward.cl
//   share    out, this step's share of the vectors' gradients

#ifndef O_GATES
#define O_FIRST 0       // slots that the product of a two-half cell's operand reaches
#define O_GATES 0
#endif
#ifndef PROJECTED
#define PROJECTED 0     // 1: a product takes the cell's output down to the outputs of the layer
#endif

#ifndef ZONEOUT
#define ZONEOUT 0       // 1: some of the old states are held
#endif

// The states before step s. A sequence's first step is step 0 forwards and its own last time step in reverse.
inline void states_before(REAL *before, const __global float *h0, const __global float *s0,
                          const __global float *kept, const __global float *y, const long y_stride,
                          const __global int *lengths, const int steps, const int batch, const int hidden,
                          const int reverse, const int s, const int block, const int lane, const int b)
{
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const int unit = block * UNITS + lane;
    const int width = hidden - unit;
    const int earlier = time_of(s - 1, steps, reverse);
    const int starts = s == 0 || !is_active(lengths, b, earlier);
    const long row = (long)earlier * batch + b;
    // A projected h reaches the cell through its product alone.
    if (PROJECTED)
        before[0] = (REAL)(0.0f);
    else if (!starts)
        before[0] = real_load_part(y + row * y_stride + unit, width);
    else
        before[0] = h0 ? real_load_part(h0 + (size_t)b * hidden + unit, width) : (REAL)(0.0f);
    for (int j = 1; j < STATES; j++) {
        if (!starts)
            before[j] = real_load(kept + kept_at(j - 1, block, row, blocks, (long)steps * batch) + lane);
        else
            before[j] = s0 ? real_load_part(s0 + ((size_t)(j - 1) * batch + b) * hidden + unit, width)
                           : (REAL)(0.0f);
    }
}

INLINED void step_backward(__global float *rec, const __global float *h0, const __global float *s0,
                          const __global float *kept, const __global float *y, const long y_stride,
                          const __global int *lengths, const int steps, const int batch, const int hidden,
                          const int reverse, const int s, const int block, const int lane, const int b,
                          const __global float *taken, const REAL *v, REAL *d, REAL *share)
{
    const int t = time_of(s, steps, reverse);
    __global float *record = rec + record_at(block, (long)t * batch + b, (long)steps * batch) + lane;
    for (int j = 0; j < VECTORS; j++)
        share[j] = (REAL)(0.0f);
    if (!is_active(lengths, b, t)) {
        for (int j = 0; j < SLOTS; j++)
            real_store((REAL)(0.0f), record + j * UNITS);
        return;
    }
    REAL a[SLOTS], before[STATES];
    states_before(before, h0, s0, kept, y, y_stride, lengths, steps, batch, hidden, reverse, s, block, lane, b);
    for (int j = 0; j < SLOTS; j++)
        a[j] = real_load(record + j * UNITS);
#if ZONEOUT
    REAL held[STATES];
    for (int j = 0; j < STATES; j++) {
        const REAL part = real_load(taken + kept_at(j, block, (long)t * batch + b, (hidden + UNITS - 1) / UNITS,
                                                    (long)steps * batch) + lane);
        held[j] = (1.0f - part) * d[j];
        d[j] = part * d[j];
    }
    cell_backward(a, before, d, v, share);
    for (int j = 0; j < STATES; j++)
        d[j] += held[j];
#else
    cell_backward(a, before, d, v, share);
#endif
    for (int j = 0; j < SLOTS; j++)
        real_store(a[j], record + j * UNITS);
}

#if O_GATES > 0
// The first half of a step of a cell in two halves, which backward comes second. m: the gradient of the operand.
inline void step_operand_backward(__global float *rec, const __global float *h0, const __global float *s0,
                                  const __global float *kept, const __global float *y, const long y_stride,
                                  const __global int *lengths, const int steps, const int batch, const int hidden,
                                  const int reverse, const int s, const int block, const int lane, const int b,
                                  const REAL *v, const REAL m, REAL *d, REAL *share)
{
    const int unit = block * UNITS + lane;
    const int t = time_of(s, steps, reverse);
    const long row = (long)t * batch + b;
    __global float *record = rec + record_at(block, row, (long)steps * batch) + lane;
    for (int j = 0; j < VECTORS; j++)
        share[j] = (REAL)(0.0f);
    if (!is_active(lengths, b, t))
        return;
    REAL a[SLOTS], before[STATES], after[STATES];
    states_before(before, h0, s0, kept, y, y_stride, lengths, steps, batch, hidden, reverse, s, block, lane, b);
    after[0] = real_load_part(y + row * y_stride + unit, hidden - unit);
    for (int j = 1; j < STATES; j++)
        after[j] = real_load(kept + kept_at(j - 1, block, row, (hidden + UNITS - 1) / UNITS, (long)steps * batch) +
                             lane);
    for (int j = 0; j < SLOTS; j++)
        a[j] = real_load(record + j * UNITS);
    cell_operand_backward(a, before, after, m, d, v, share);
    for (int j = H_FIRST; j < H_FIRST + H_GATES; j++)
        real_store(a[j], record + j * UNITS);
}
#endif
