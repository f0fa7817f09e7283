// One step of one cell backward: what stands behind the product, or alone where a cell has none. The tiled and the
// elementwise time loops share it; a work-item calls it for each (sequence, REAL of hidden units) that it owns.
//
//   lane     the first unit of the REAL within its block: 0 with WIDE=1, a work-item's own with WIDE=0
//   v        the cell's vectors at these units
//   d        in, the gradients of the new states without dy; out, those of the old ones without what comes through the
//            product. Where the sequence has no such step they stay, and the record's gradients become 0.
//   share    out, this step's share of the vectors' gradients

inline void step_backward(__global float *rec, const __global float *h0, const __global float *s0,
                          const __global float *kept, const __global float *y, const __global float *dy,
                          const long y_stride, const __global int *lengths, const int steps, const int batch,
                          const int hidden, const int reverse, const int s, const int block, const int lane,
                          const int b, const REAL *v, REAL *d, REAL *share)
{
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const int unit = block * UNITS + lane;
    const int width = hidden - unit;
    const int t = time_of(s, steps, reverse);
    const int earlier = time_of(s - 1, steps, reverse);
    const long rows = (long)steps * batch;
    const long row = (long)t * batch + b;
    const long earlier_row = (long)earlier * batch + b;
    __global float *record = rec + record_at(block, row, rows) + lane;
    for (int j = 0; j < VECTORS; j++)
        share[j] = (REAL)(0.0f);
    if (!is_active(lengths, b, t)) {
        for (int j = 0; j < SLOTS; j++)
            real_store((REAL)(0.0f), record + j * UNITS);
        return;
    }
    // A sequence's first step is step 0 forwards and its own last time step in reverse.
    const int starts = s == 0 || !is_active(lengths, b, earlier);
    REAL a[SLOTS], before[STATES], after[STATES];
    after[0] = real_load_part(y + row * y_stride + unit, width);
    if (!starts)
        before[0] = real_load_part(y + earlier_row * y_stride + unit, width);
    else
        before[0] = h0 ? real_load_part(h0 + (size_t)b * hidden + unit, width) : (REAL)(0.0f);
    for (int j = 1; j < STATES; j++) {
        after[j] = real_load(kept + kept_at(j - 1, block, row, blocks, rows) + lane);
        if (!starts)
            before[j] = real_load(kept + kept_at(j - 1, block, earlier_row, blocks, rows) + lane);
        else
            before[j] = s0 ? real_load_part(s0 + ((size_t)(j - 1) * batch + b) * hidden + unit, width)
                           : (REAL)(0.0f);
    }
    for (int j = 0; j < SLOTS; j++)
        a[j] = real_load(record + j * UNITS);
    d[0] += real_load_part(dy + row * y_stride + unit, width);
    cell_backward(a, before, after, d, v, share);
    for (int j = 0; j < SLOTS; j++)
        real_store(a[j], record + j * UNITS);
}
