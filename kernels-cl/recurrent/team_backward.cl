// The backward time loop of a few sequences, fewer than the CPU has cores or with large weights: all work-groups share
// every step, each with hidden units of its own (team.cl says how). Otherwise it is wide_backward.cl, for cells without
// vectors. A step of a cell in two halves is two rounds, the second half before the first.
//
// A launch runs steps from to before to, counted from the pass's end. The gradients stand where the input projections
// stood (team_forward.cl): so each takes the place of gates that an earlier launch has done with.
//
//   rec      records of rec_rows rows: in, from row g_first on, what team_forward left; out, from row x_first on, gradients
//            of the pre-activations, 0 behind a sequence's end
//   panels   recurrent weights [tile][block][gate][unit][COLS][UNITS], by pack_rows
//   panels2  the same of a two-half cell's operand
//   h0, s0   initial states of the pass; null: zeros
//   kept     states beside h of every step, by team_forward
//   y, dy    outputs and their gradients, row * y_stride + y_first + unit
//   dhn, dsn gradients of the states behind the first of these steps, without the product, row-major; null: zeros
//   carried  gradients of the states without the product, behind each step: [to - from + 1][PLACES][batch][stride]; of a
//            cell in two halves also those between the halves, and the slots that the first half still turns into gradients
//   dh, ds   in other memory, gradients as dhn and dsn behind the last of these steps; null: not wanted
//   dh0, ds0 gradients of the initial states, where to is the number of all steps; null: not wanted
//   reports  room for the progress of every launch (team.cl); launch: the number of this one
//   team     how many work-groups share; fewer may run

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_backward.cl"
#include "recurrent/team.cl"

#define COLS 4
#include "dense/tile.cl"

#if O_GATES > 0
#define HALVES 2
#define PLACES (2 * STATES + H_GATES)
#else
#define HALVES 1
#define PLACES STATES
#endif
// Slots that the first half of a step turns into gradients.
#define of_first_half(j) ((j) >= H_FIRST && (j) < H_FIRST + H_GATES)
#define state_at(s, j, b, batch, stride) ((((size_t)(s) * PLACES + (j)) * (batch) + (b)) * (stride))

inline void start_row(const int b, const int hidden, const int batch, const int stride, const __global float *dhn,
                      const __global float *dsn, __global float *carried)
{
    for (int j = 0; j < STATES; j++) {
        const __global float *from = j == 0 ? dhn : dsn ? dsn + (size_t)(j - 1) * batch * hidden : dsn;
        for (int u = 0; u < hidden; u += UNITS)
            real_store(from ? real_load_part(from + (size_t)b * hidden + u, hidden - u) : (REAL)(0.0f),
                       carried + state_at(0, j, b, batch, stride) + u);
    }
}

inline void finish_row(const int b, const int rounds, const int hidden, const int batch, const int stride,
                       __global float *dh, __global float *ds, const __global float *carried)
{
    for (int j = 0; j < STATES; j++) {
        __global float *to = j == 0 ? dh : ds ? ds + (size_t)(j - 1) * batch * hidden : ds;
        for (int u = 0; to && u < hidden; u += UNITS)
            real_store_part(real_load(carried + state_at(rounds, j, b, batch, stride) + u), to + (size_t)b * hidden + u,
                            hidden - u);
    }
}

#if O_GATES > 0
// What stands behind the operand's product of one block of one sequence. m: the gradient of the operand. own: the step's
// places, `place` floats apart; next: those of the step done after it. A padded step only hands its gradients on.
inline void finish_first_half(__global float *gradients, const __global float *h0, const __global float *s0,
                              const __global float *kept, const __global float *y, const long y_stride,
                              const __global float *own, const size_t place, __global float *next,
                              const __global int *lengths, const int steps, const int batch, const int hidden,
                              const int reverse, const int s, const int block, const int b, const REAL m)
{
    const int t = time_of(s, steps, reverse);
    const long row = (long)t * batch + b;
    const int blocks = (hidden + UNITS - 1) / UNITS;
    REAL d[STATES], a[SLOTS], before[STATES], after[STATES];
    for (int j = 0; j < STATES; j++)
        d[j] = real_load(own + (STATES + j) * place);
    if (is_active(lengths, b, t)) {
        states_before(before, h0, s0, kept, y, y_stride, lengths, steps, batch, hidden, reverse, s, block, 0, b);
        after[0] = real_load_part(y + row * y_stride + block * UNITS, hidden - block * UNITS);
        for (int j = 1; j < STATES; j++)
            after[j] = real_load(kept + kept_at(j - 1, block, row, blocks, (long)steps * batch));
        for (int j = 0; j < SLOTS; j++)
            a[j] = of_first_half(j) ? real_load(own + (2 * STATES + j - H_FIRST) * place)
                                    : real_load(gradients + j * UNITS);
        cell_operand_backward(a, before, after, m, d, 0, 0);
        for (int j = H_FIRST; j < H_FIRST + H_GATES; j++)
            real_store(a[j], gradients + j * UNITS);
    }
    for (int j = 0; j < STATES; j++)
        real_store(d[j], next + j * place);
}
#endif

// What stands behind a product of one block of one sequence. s below 0: what reaches the initial states.
inline void finish_block(__global float *rec, const long rec_rows, const long x_first, const long g_first,
                         const __global float *h0, const __global float *s0, const __global float *kept,
                         const __global float *y, const __global float *dy, const long y_stride,
                         __global float *carried, __global float *dh0, __global float *ds0,
                         const __global int *lengths, const int steps, const int batch, const int hidden,
                         const int stride, const int reverse, const int from, const int s, const int first_half,
                         const int block, const int b, const REAL sum)
{
    const int unit = block * UNITS;
    const int width = hidden - unit;
    const int step = steps - 1 - s - from;      // of this launch
    const size_t place = (size_t)batch * stride;
    __global float *own = carried + state_at(step, 0, b, batch, stride) + unit;
    REAL d[STATES];
    for (int j = 0; j < STATES; j++)
        d[j] = real_load(own + j * place);
    d[0] += sum;
    if (s < 0) {
        real_store_part(d[0], dh0 + (size_t)b * hidden + unit, width);
        for (int j = 1; j < STATES; j++)
            real_store_part(d[j], ds0 + ((size_t)(j - 1) * batch + b) * hidden + unit, width);
        return;
    }
    const int t = time_of(s, steps, reverse);
    const long row = (long)t * batch + b;
    __global float *next = carried + state_at(step + 1, 0, b, batch, stride) + unit;
    __global float *gradients = rec + record_at(block, x_first + row, rec_rows);
#if O_GATES > 0
    if (first_half) {
        finish_first_half(gradients, h0, s0, kept, y, y_stride, own, place, next, lengths, steps, batch, hidden, reverse,
                          s, block, b, sum);
        return;
    }
#endif
    const __global float *gates = rec + record_at(block, g_first + row, rec_rows);
    const int active = is_active(lengths, b, t);
    REAL a[SLOTS], before[STATES];
    for (int j = 0; j < SLOTS; j++)
        a[j] = (REAL)(0.0f);
    if (active) {
        d[0] += real_load_part(dy + row * y_stride + unit, width);
        states_before(before, h0, s0, kept, y, y_stride, lengths, steps, batch, hidden, reverse, s, block, 0, b);
        for (int j = 0; j < SLOTS; j++)
            a[j] = real_load(gates + j * UNITS);
        cell_backward(a, before, d, 0, 0);
    }
    for (int j = 0; j < SLOTS; j++)
        if (HALVES == 2 && active && of_first_half(j))
            real_store(a[j], own + (2 * STATES + j - H_FIRST) * place);
        else
            real_store(a[j], gradients + j * UNITS);
    for (int j = 0; j < STATES; j++)
        real_store(d[j], HALVES == 2 ? own + (STATES + j) * place : next + j * place);
}

// A member's part of a round: a range of tiles for all sequences.
inline void part(const int member, const int team, const int from, const int round, __global float *rec,
                 const long rec_rows, const long x_first, const long g_first, const __global WEIGHT *panels,
                 const __global WEIGHT *panels2, const __global float *h0, const __global float *s0,
                 const __global float *kept, const __global float *y, const __global float *dy, const long y_stride,
                 __global float *carried, __global float *dh0, __global float *ds0, const __global int *lengths,
                 const int steps, const int batch, const int hidden, const int stride, const int reverse)
{
    const int s = steps - 1 - from - round / HALVES, first_half = round % HALVES;
    const int gates = first_half ? O_GATES : H_GATES;
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const int tiles = (blocks + COLS - 1) / COLS;
    const int first = share_of(member, team, tiles), count = share_of(member + 1, team, tiles) - first;
    const size_t run = (size_t)rec_rows * (SLOTS * UNITS);
    const size_t panel_size = (size_t)blocks * (gates * UNITS) * (COLS * UNITS);
    const long row = (long)time_of(first_half ? s : s + 1, steps, reverse) * batch;
    const __global float *a = rec + record_at(0, x_first + row, rec_rows) + (first_half ? O_FIRST : H_FIRST) * UNITS;
    const size_t strip_size = panel_size / COLS * STRIP;
    REAL sums[BAND * COLS];
    for (int n = 0; n < count; n++) {
        const int i = first + there_and_back(n, count, s);
        const __global WEIGHT *panel = (first_half ? panels2 : panels) + i * panel_size;
        if (s == steps - 1 && !first_half)
            for (int k = 0; k < batch * COLS; k++)
                sums[k] = (REAL)(0.0f);
        else if (batch == 1)
            tile_alone(a, run, blocks, gates * UNITS, panel, strip_size, sums);
        else                // a team's few rows are done before a panel ahead would come: its own stands for it
            tile(batch, a, SLOTS * UNITS, run, blocks, gates * UNITS, panel, strip_size, panel, sums);
        for (int b = 0; b < batch; b++)
            for (int k = 0; k < COLS && i * COLS + k < blocks; k++)
                finish_block(rec, rec_rows, x_first, g_first, h0, s0, kept, y, dy, y_stride, carried, dh0, ds0, lengths,
                             steps, batch, hidden, stride, reverse, from, s, first_half, i * COLS + k, b,
                             sums[b * COLS + k]);
    }
}

// batch: at most BAND sequences
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void
team_backward(__global float *rec, const long rec_rows, const long x_first, const long g_first,
              const __global WEIGHT *panels, const __global WEIGHT *panels2, const __global float *h0,
              const __global float *s0, const __global float *kept, const __global float *y, const __global float *dy,
              const long y_stride, const long y_first, const __global float *dhn, const __global float *dsn,
              __global float *carried, __global float *dh, __global float *ds, __global float *dh0, __global float *ds0,
              const __global int *lengths, volatile __global atomic_int *reports, const int launch,
              const int team, const int steps, const int batch, const int hidden, const int stride,
              const int reverse, const int from, const int to)
{
    const int member = (int)get_group_id(0);
    volatile __global atomic_int *progress = reports + launch * team * LINE;
    // One more round carries the gradient to the initial states.
    const int rounds = (to - from) * HALVES + (to == steps && dh0);
    const int patience = patience_for(team, hidden);
    int behind = 0;         // a bit a member: who is not waited for
    dawdle(progress, member, 0);
    if (catch_up(progress, team, 0) == 0)
        for (int b = 0; b < batch; b++)
            start_row(b, hidden, batch, stride, dhn, dsn, carried);
    for (int round = catch_up(progress, team, 0); round < rounds; round = catch_up(progress, team, round + 1)) {
        dawdle(progress, member, round);
        part(member, team, from, round, rec, rec_rows, x_first, g_first, panels, panels2, h0, s0, kept, y + y_first,
             dy + y_first, y_stride, carried, dh0, ds0, lengths, steps, batch, hidden, stride, reverse);
        dawdle(progress, member, round + LATE / 2);
        report(progress, member, round + 1);
        for (int i = 1; i < team; i++) {
            const int other = (member + i) % team;
            if (has_come(progress, other, round + 1, behind >> other & 1 ? patience / 100 : patience)) {
                behind &= ~(1 << other);
                continue;
            }
            behind |= 1 << other;
            part(other, team, from, round, rec, rec_rows, x_first, g_first, panels, panels2, h0, s0, kept, y + y_first,
                 dy + y_first, y_stride, carried, dh0, ds0, lengths, steps, batch, hidden, stride, reverse);
        }
    }
    report(progress, member, rounds + 1);
    for (int b = 0; b < batch; b++)
        finish_row(b, to - from, hidden, batch, stride, dh, ds, carried);
}
