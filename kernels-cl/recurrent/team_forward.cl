// The forward time loop of a few sequences, fewer than the CPU has cores or with large weights: all work-groups share
// every step, each with hidden units of its own (team.cl says how). Otherwise it is wide_forward.cl, for cells without
// vectors. A step of a cell in two halves is two rounds.
//
// A launch runs steps from to before to. What is written must not be where something is read from, so in training the gates
// do not take the place of their own step's projection but that of a step which an earlier launch has done with: the records
// are longer than the pass by the steps of a launch, and the gates stand that far from the projections.
//
//   rows of records, a launch of 3 steps:     projections     . . . 0 1 2 3 4 5 6 7 8
//                                             gates           0 1 2 3 4 5 6 7 8 . . .     (the reverse pass the other way)
//
//   rec      records of rec_rows rows: in, from row x_first on, the input projection with its biases; out (KEEP=1), from
//            row g_first on, what the backward pass needs
//   kept     KEEP=1: see layout.cl
//   operands KEEP=1: see step_forward.cl
//   panels   recurrent weights [tile][hidden][COLS][UNITS], by pack_columns
//   panels2  the same of a two-half cell's operand
//   bias     [block][SLOTS][UNITS], read for the slots that the input product does not reach
//   h0, s0   states before the first of these steps, [batch][hidden] and [STATES-1][batch][hidden]; null: zeros
//   states   [to - from + 1][PLACES][batch][stride]: those before every step, and behind the last; of a cell in two halves
//            also the operand of each step and the gates of its first half
//   y        outputs, row * y_stride + y_first + unit; 0 behind a sequence's end
//   hn, sn   states behind the last of these steps, as h0 and s0, in other memory; null: not wanted
//   reports  room for the progress of every launch (team.cl); launch: the number of this one
//   team     how many work-groups share; fewer may run

#include "real.cl"
#include "activation.cl"
#include CELL_PAGE
#include "recurrent/layout.cl"
#include "recurrent/step_forward.cl"
#include "recurrent/team.cl"

#ifndef COLS
#define COLS 4          // vectors across a panel, as in wide_forward.cl
#endif
#include "dense/tile.cl"

#if O_GATES > 0
#define HALVES 2
#define PLACES (STATES + 1 + H_GATES)
#else
#define HALVES 1
#define PLACES STATES
#endif
#define state_at(s, j, b, batch, stride) ((((size_t)(s) * PLACES + (j)) * (batch) + (b)) * (stride))
#define OPERAND STATES  // the place of a step's operand; behind it stand its first gates

inline void start_row(const int b, const int hidden, const int batch, const int stride, const __global float *h0,
                      const __global float *s0, __global float *states)
{
    for (int j = 0; j < STATES; j++) {
        const __global float *from = j == 0 ? h0 : s0 ? s0 + (size_t)(j - 1) * batch * hidden : s0;
        for (int u = 0; u < hidden; u += UNITS)
            real_store(from ? real_load_part(from + (size_t)b * hidden + u, hidden - u) : (REAL)(0.0f),
                       states + state_at(0, j, b, batch, stride) + u);
    }
}

inline void finish_row(const int b, const int rounds, const int hidden, const int batch, const int stride,
                       __global float *hn, __global float *sn, const __global float *states)
{
    for (int j = 0; j < STATES; j++) {
        __global float *to = j == 0 ? hn : sn ? sn + (size_t)(j - 1) * batch * hidden : sn;
        for (int u = 0; to && u < hidden; u += UNITS)
            real_store_part(real_load(states + state_at(rounds, j, b, batch, stride) + u), to + (size_t)b * hidden + u,
                            hidden - u);
    }
}

// What stands behind a product of one block of one sequence, the step's first or second.
inline void finish_block(__global float *rec, const long rec_rows, const long x_first, const long g_first,
                         __global float *kept, __global float *operands, const __global float *bias,
                         __global float *states, __global float *y, const long y_stride, const __global int *lengths,
                         const int steps, const int batch, const int hidden, const int stride, const int reverse,
                         const int from, const int s, const int second, const int block, const int b, const REAL *sums)
{
    const int unit = block * UNITS;
    const int t = time_of(s, steps, reverse);
    const long row = (long)t * batch + b;
    const int active = is_active(lengths, b, t);
    REAL state[STATES], a[SLOTS];
    for (int j = 0; j < STATES; j++)
        state[j] = real_load(states + state_at(s - from, j, b, batch, stride) + unit);
    if (active)
        load_slots(a, rec + record_at(block, x_first + row, rec_rows),
                   bias ? bias + (size_t)block * SLOTS * UNITS : bias, 0, sums, second ? O_FIRST : H_FIRST,
                   second ? O_GATES : H_GATES, 0);
#if O_GATES > 0
    __global float *own = states + state_at(s - from, OPERAND, b, batch, stride) + unit;
    const size_t place = (size_t)batch * stride;
    if (!second) {
        const REAL operand = active ? cell_operand(a, state, 0) : (REAL)(0.0f);
        real_store(operand, own);
        if (KEEP)
            real_store_part(operand, operands + operand_at(row, b, hidden) + unit, hidden - unit);
        for (int j = 0; active && j < H_GATES; j++)
            real_store(a[H_FIRST + j], own + (1 + j) * place);
        return;
    }
    for (int j = 0; active && j < H_GATES; j++)
        a[H_FIRST + j] = real_load(own + (1 + j) * place);
#endif
    if (active) {
        __global float *gates = rec + record_at(block, g_first + row, rec_rows);
        cell_forward(a, state, 0);
        for (int j = 0; KEEP && j < SLOTS; j++)
            real_store(a[j], gates + j * UNITS);
        for (int j = 1; KEEP && j < STATES; j++)
            real_store(state[j], kept + kept_at(j - 1, block, row, (hidden + UNITS - 1) / UNITS, (long)steps * batch));
    }
    for (int j = 0; j < STATES; j++)
        real_store(state[j], states + state_at(s - from + 1, j, b, batch, stride) + unit);
    real_store_part(active ? state[0] : (REAL)(0.0f), y + row * y_stride + unit, hidden - unit);
}

// A member's part of a round: a range of tiles for all sequences.
inline void part(const int member, const int team, const int from, const int round, __global float *rec,
                 const long rec_rows, const long x_first, const long g_first, __global float *kept,
                 __global float *operands, const __global WEIGHT *panels, const __global WEIGHT *panels2,
                 const __global float *bias, __global float *states, __global float *y, const long y_stride,
                 const __global int *lengths, const int steps, const int batch, const int hidden, const int stride,
                 const int reverse)
{
    const int s = from + round / HALVES, second = round % HALVES;
    const int gates = second ? O_GATES : H_GATES;
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const int tile_blocks = COLS / gates;
    const int tiles = (blocks + tile_blocks - 1) / tile_blocks;
    const int first = share_of(member, team, tiles), count = share_of(member + 1, team, tiles) - first;
    const __global float *a = states + state_at(s - from, second ? OPERAND : 0, 0, batch, stride);
    const size_t strip_size = (size_t)hidden * (STRIP * UNITS);
    REAL sums[BAND * COLS];
    for (int n = 0; n < count; n++) {
        const int i = first + there_and_back(n, count, s);
        const __global WEIGHT *panel = (second ? panels2 : panels) + (size_t)i * hidden * (COLS * UNITS);
        if (batch == 1)
            tile_alone(a, 0, 1, hidden, panel, strip_size, sums);
        else                // a team's few rows are done before a panel ahead would come: its own stands for it
            tile(batch, a, stride, 0, 1, hidden, panel, strip_size, panel, sums);
        for (int b = 0; b < batch; b++)
            for (int k = 0; k < tile_blocks && i * tile_blocks + k < blocks; k++)
                finish_block(rec, rec_rows, x_first, g_first, kept, operands, bias, states, y, y_stride, lengths, steps,
                             batch, hidden, stride, reverse, from, s, second, i * tile_blocks + k, b,
                             sums + b * COLS + k * gates);
    }
}

// batch: at most BAND sequences
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void
team_forward(__global float *rec, const long rec_rows, const long x_first, const long g_first, __global float *kept,
             __global float *operands, const __global WEIGHT *panels, const __global WEIGHT *panels2,
             const __global float *bias, const __global float *h0, const __global float *s0, __global float *states,
             __global float *y, const long y_stride, const long y_first, __global float *hn, __global float *sn,
             const __global int *lengths, volatile __global atomic_int *reports, const int launch, const int team,
             const int steps, const int batch, const int hidden, const int stride, const int reverse, const int from,
             const int to)
{
    const int member = (int)get_group_id(0);
    volatile __global atomic_int *progress = reports + launch * team * LINE;
    const int rounds = (to - from) * HALVES;
    const int patience = patience_for(team, hidden);
    int behind = 0;         // a bit a member: who is not waited for
    dawdle(progress, member, 0);
    if (catch_up(progress, team, 0) == 0)
        for (int b = 0; b < batch; b++)
            start_row(b, hidden, batch, stride, h0, s0, states);
    for (int round = catch_up(progress, team, 0); round < rounds; round = catch_up(progress, team, round + 1)) {
        dawdle(progress, member, round);
        part(member, team, from, round, rec, rec_rows, x_first, g_first, kept, operands, panels, panels2, bias, states,
             y + y_first, y_stride, lengths, steps, batch, hidden, stride, reverse);
        dawdle(progress, member, round + LATE / 2);
        report(progress, member, round + 1);
        for (int i = 1; i < team; i++) {
            const int other = (member + i) % team;
            if (has_come(progress, other, round + 1, behind >> other & 1 ? patience / 100 : patience)) {
                behind &= ~(1 << other);
                continue;
            }
            behind |= 1 << other;
            part(other, team, from, round, rec, rec_rows, x_first, g_first, kept, operands, panels, panels2, bias, states,
                 y + y_first, y_stride, lengths, steps, batch, hidden, stride, reverse);
        }
    }
    report(progress, member, rounds + 1);
    for (int b = 0; b < batch; b++)
        finish_row(b, to - from, hidden, batch, stride, hn, sn, states);
}
