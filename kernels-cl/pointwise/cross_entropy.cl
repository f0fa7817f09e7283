// Softmax and cross-entropy of rows of scores, with the gradient and the class predicted.
//
//   logits     [rows][classes]
//   targets    [rows], the right class of each row; negative: the row is ignored. Null: no losses and no gradient
//   losses     [rows]: log(sum_c e^x_c) - x_target; 0 for an ignored row
//   dlogits    [rows][classes], not `logits` itself: (softmax - onehot) * scale; zeros for an ignored row. Null: none
//   predicted  [rows]: the class of the largest score, the lowest of equals. Null: none
//
// The largest score is taken off before the exponential, so that nothing overflows. A NaN anywhere in a row makes its
// loss and its whole gradient NaN, and so does a target that is no class.

#include "pointwise/lanes.cl"
#include "activation.cl"

// Scores from class c on, -infinity behind the last class. A load may run on into the next row, but not behind the
// `room` floats from x on.
inline REAL scores(const __global float *x, const int c, const int classes, const long room)
{
    const REAL v = room - c >= UNITS ? real_load(x + c) : real_load_part(x + c, classes - c);
    return lane_numbers() < classes - c ? v : (REAL)(-INFINITY);
}

// exp(x) for x <= 0 and NaN.
inline REAL exp_below(REAL x)
{
    return x < -87.0f ? (REAL)(0.0f) : bounded_exp(x);
}

// One work-item a row.
//
//   global size: at least rows
__kernel void cross_entropy(const __global float *logits, const __global int *targets, __global float *losses,
                            __global float *dlogits, __global int *predicted, const long rows, const int classes,
                            const float scale)
{
    const long row = get_global_id(0);
    if (row >= rows)
        return;
    const __global float *x = logits + row * classes;
    const long room = (rows - row) * classes;

    REAL highest = (REAL)(-INFINITY);
    REAL_INT where = lane_numbers();
    for (int c = 0; c < classes; c += UNITS) {
        const REAL v = scores(x, c, classes, room);
        const REAL_INT higher = v > highest;
        highest = higher ? v : highest;
        where = higher ? lane_numbers() + c : where;
    }
    const float top = lane_max(highest);
    if (predicted)
        predicted[row] = lane_min_int(highest == top ? where : (REAL_INT)(INT_MAX));
    if (!targets)
        return;

    const int target = targets[row];
    __global float *dx = dlogits ? dlogits + row * classes : dlogits;
    if (target < 0) {
        losses[row] = 0.0f;
        if (dx)
            for (int c = 0; c < classes; c += UNITS)
                real_store_part((REAL)(0.0f), dx + c, classes - c);
        return;
    }
    REAL sums = (REAL)(0.0f);
    for (int c = 0; c < classes; c += UNITS)
        sums += exp_below(scores(x, c, classes, room) - top);
    const float sum = lane_sum(sums);
    const float own = target < classes ? x[target] - top : NAN;
    losses[row] = log(sum) - own;
    if (!dx)
        return;
    const float inverse = (target < classes ? 1.0f : NAN) / sum;
    for (int c = 0; c < classes; c += UNITS) {
        REAL share = exp_below(scores(x, c, classes, room) - top) * inverse;
        share = lane_numbers() == target - c ? share - 1.0f : share;
        real_store_part(share * scale, dx + c, classes - c);
    }
}
