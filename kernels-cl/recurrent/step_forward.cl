// One step of one cell forward: what stands behind a product, or alone where a cell has none. All time loops share it; a
// work-item calls it for each (sequence, REAL of hidden units) that it owns.
//
//   lane     the first unit of the REAL within its block: 0 with WIDE=1, a work-item's own with WIDE=0
//   input    the input product, X_GATES of them, without its biases; null: the record has it, with them
//   sums     the product of this step, `gates` of them, which reach the slots from `first` on
//   v        the cell's vectors at these units
//   state    in, the old states; out, the new ones, or the old where the sequence has no such step
//   taken    ZONEOUT=1: how much of the new states is taken, as `kept` lies in memory, h first: zoneout (Krueger et al.
//            2016) holds a unit's old state with some probability, and in inference mixes old and new by it
//   operands what a second product multiplies, by rows of `hidden` floats: the operand of a cell in two halves, or the
//            output before its projection. In inference there is a row for each sequence only, or, by a
//            team, none.

#ifndef KEEP
#define KEEP 0          // 1: training
#endif
#ifndef O_GATES
#define O_FIRST 0       // slots that the product of a two-half cell's operand reaches
#define O_GATES 0
#endif
#ifndef PROJECTED
#define PROJECTED 0     // 1: a product takes the cell's output down to the outputs of the layer
#endif

#ifndef STREAMED
#define STREAMED 0      // 1: outputs are so many that no cache keeps them until somebody reads them
#endif

#ifndef ZONEOUT
#define ZONEOUT 0       // 1: some of the old states are held
#define ZONEOUT_H 0.0f  // probability of h to be held, and of the other states
#define ZONEOUT_C 0.0f
#endif

#define operand_at(row, b, hidden) ((size_t)(KEEP ? (row) : (b)) * (hidden))

// The pre-activations of a step. later: the second half of a step, which finds the gates of the first in the record.
INLINED void load_slots(REAL *a, const __global float *record, const __global float *bias, const REAL *input,
                        const REAL *sums, const int first, const int gates, const int later)
{
    _Pragma("unroll") for (int j = 0; j < SLOTS; j++) {
        const int of_input = j >= X_FIRST && j < X_FIRST + X_GATES;
        const int gated = later && j >= H_FIRST && j < H_FIRST + H_GATES;
        if (of_input && !input || gated)
            a[j] = real_load(record + j * UNITS);
        else
            a[j] = bias ? real_load(bias + j * UNITS) : (REAL)(0.0f);
        if (of_input && input)
            a[j] += input[j - X_FIRST];
        if (j >= first && j < first + gates)
            a[j] += sums[j - first];
    }
}

INLINED void step_forward(__global float *rec, const __global float *bias, __global float *kept, __global float *y,
                          const long y_stride, const __global float *taken, __global float *operands,
                          const __global int *lengths, const int steps, const int batch, const int hidden,
                          const int reverse, const int s, const int block, const int lane, const int b,
                          const REAL *input, const REAL *sums, const int first, const int gates, const REAL *v,
                          REAL *state)
{
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const int unit = block * UNITS + lane;
    const int t = time_of(s, steps, reverse);
    const long rows = (long)steps * batch;
    const long row = (long)t * batch + b;
#if PROJECTED
    __global float *out = operands + operand_at(row, b, hidden) + unit;
#else
    __global float *out = y + row * y_stride + unit;
#endif
    if (!is_active(lengths, b, t)) {
        real_store_part((REAL)(0.0f), out, hidden - unit);
        return;
    }
    __global float *record = rec + record_at(block, row, rows) + lane;
    REAL a[SLOTS];
    load_slots(a, record, bias ? bias + (size_t)block * SLOTS * UNITS + lane : bias, input, sums, first, gates,
               O_GATES > 0);
#if ZONEOUT
    REAL old[STATES];
    for (int j = 0; j < STATES; j++)
        old[j] = state[j];
    cell_forward(a, state, v);
    for (int j = 0; j < STATES; j++) {
        const REAL share = KEEP ? real_load(taken + kept_at(j, block, row, blocks, rows) + lane)
                                : (REAL)(1.0f - (j == 0 ? ZONEOUT_H : ZONEOUT_C));
        state[j] = share * state[j] + (1.0f - share) * old[j];
    }
#else
    cell_forward(a, state, v);
#endif
    if (KEEP) {
        for (int j = 0; j < SLOTS; j++)
            real_store(a[j], record + j * UNITS);
        for (int j = 1; j < STATES; j++)
            real_store(state[j], kept + kept_at(j - 1, block, row, blocks, rows) + lane);
    }
    if (STREAMED && hidden - unit >= UNITS)
        real_stream(state[0], out);
    else
        real_store_part(state[0], out, hidden - unit);
}

#if O_GATES > 0
// The first half of a step of a cell in two halves.
inline void step_operand(__global float *rec, const __global float *bias, __global float *operands,
                         const __global int *lengths, const int steps, const int batch, const int hidden,
                         const int reverse, const int s, const int block, const int lane, const int b,
                         const REAL *sums, const REAL *v, const REAL *state)
{
    const int unit = block * UNITS + lane;
    const int t = time_of(s, steps, reverse);
    const long row = (long)t * batch + b;
    __global float *out = operands + operand_at(row, b, hidden) + unit;
    if (!is_active(lengths, b, t)) {
        real_store_part((REAL)(0.0f), out, hidden - unit);
        return;
    }
    __global float *record = rec + record_at(block, row, (long)steps * batch) + lane;
    REAL a[SLOTS];
    load_slots(a, record, bias ? bias + (size_t)block * SLOTS * UNITS + lane : bias, 0, sums, H_FIRST, H_GATES, 0);
    real_store_part(cell_operand(a, state, v), out, hidden - unit);
    for (int j = H_FIRST; j < H_FIRST + H_GATES; j++)
        real_store(a[j], record + j * UNITS);
}
#endif
