// What the forward and the backward loop of small hidden sizes share: how a work-group walks through time with ROWS
// sequences, and how their states, or the states' gradients, come into its local memory and leave it.
//
//                    block 0     block 1     ...
//   sequence 0 1     line 0      line 2             a line of UNITS work-items: one block, ROWS_PER_ITEM sequences
//   sequence 2 3     line 1      line 3             (here ROW_LINES and ROWS_PER_ITEM are 2); with more of them than
//                                                   LINES, a line takes every LINES-th
//
//   states    [state][ROWS][stride] in local memory
//   between   the same of all sequences between two launches, [...][batch][stride]: h is its number `h`, the other
//             states its numbers from `others` on
//   of_h, of_others   states as layers have them, [batch][hidden] each; null: there are none
//
// All this stands before and behind the time loop: a pointer that the loop does not use takes none of its registers.

#ifndef DROPPED
#define DROPPED 0       // 1: recurrent dropout
#endif
#ifndef LINES
#define LINES 16        // lines of UNITS work-items a work-group
#endif
#ifndef ROW_LINES
#define ROW_LINES 1     // lines that share a block of hidden units
#endif
#ifndef ROWS_PER_ITEM
#define ROWS_PER_ITEM 1
#endif
#ifndef LOCAL_WEIGHTS
#define LOCAL_WEIGHTS 0
#endif
#define ROWS (ROW_LINES * ROWS_PER_ITEM)
#define ITEMS (LINES * UNITS)
#define SEVERAL_K 4     // products that stand side by side, because not every compiler unrolls a loop of unknown length

// The recurrent weights, where a product reads them.
#if LOCAL_WEIGHTS
#define STEP_WEIGHTS const __local float *
#define step_weight(p) (*(p))
#else
#define STEP_WEIGHTS const __global WEIGHT *
#define step_weight(p) weight_load(p)
#endif

// Which sequence of the group and which state number i of a group's states belongs to, and where it is kept between.
#define row_of(i, stride) ((i) / (stride) % ROWS)
#define state_of(i, stride) ((i) / ((stride) * ROWS))
#define between_at(i, b, batch, stride, h, others) \
    (((size_t)(state_of(i, stride) == 0 ? (h) : state_of(i, stride) - 1 + (others)) * (batch) + (b)) * (stride) + \
     (i) % (stride))
#define users_at(i, b, batch, hidden, stride) \
    (((size_t)(state_of(i, stride) == 0 ? 0 : state_of(i, stride) - 1) * (batch) + (b)) * (hidden) + (i) % (stride))

inline void begin_states(__local float *states, const int item, const int b0, const int batch, const int hidden,
                         const int stride, const __global float *of_h, const __global float *of_others)
{
    for (int i = item; i < STATES * ROWS * stride; i += ITEMS) {
        const int b = b0 + row_of(i, stride);
        const __global float *first = state_of(i, stride) == 0 ? of_h : of_others;
        states[i] = b < batch && i % stride < hidden && first ? first[users_at(i, b, batch, hidden, stride)] : 0.0f;
    }
}

inline void end_states(const __local float *states, const int item, const int b0, const int batch, const int hidden,
                       const int stride, __global float *of_h, __global float *of_others)
{
    for (int i = item; i < STATES * ROWS * stride; i += ITEMS) {
        const int b = b0 + row_of(i, stride);
        __global float *last = state_of(i, stride) == 0 ? of_h : of_others;
        if (b < batch && i % stride < hidden && last)
            last[users_at(i, b, batch, hidden, stride)] = states[i];
    }
}

// count: how many states.
inline void take_states(__local float *states, const int count, const int item, const int b0, const int batch,
                        const int stride, const __global float *between, const int h, const int others)
{
    for (int i = item; i < count * ROWS * stride; i += ITEMS) {
        const int b = b0 + row_of(i, stride);
        states[i] = b < batch ? between[between_at(i, b, batch, stride, h, others)] : 0.0f;
    }
}

inline void leave_states(const __local float *states, const int count, const int item, const int b0, const int batch,
                         const int stride, __global float *between, const int h, const int others)
{
    for (int i = item; i < count * ROWS * stride; i += ITEMS) {
        const int b = b0 + row_of(i, stride);
        if (b < batch)
            between[between_at(i, b, batch, stride, h, others)] = states[i];
    }
}
