// The sum of n floats, or of their squares, by a tree that depends on n alone: the same bits on every run.
//
//   sum_parts   one work-item adds a chunk of the floats:       parts[i] = sum of x[i * chunk .. (i + 1) * chunk)
//   sum_total   one work-item adds the parts:                    to[at] = sum of parts
//
// The host chooses chunk = 1024 * max(1, ceil(n / (4096 * 1024))), which gives at most 4096 parts, and fewer than
// 35,000 loop iterations a work-item for a thousand million floats. Inside a chunk runs of RUN floats are added up
// first, as a long running sum would lose the small ones.

#include "pointwise/lanes.cl"

#define RUN (64 * UNITS)

inline float sum_of(const __global float *x, const long n, const int squared)
{
    REAL total = (REAL)(0.0f);
    for (long run = 0; run < n; run += RUN) {
        const long end = min(run + RUN, n);
        REAL sum = (REAL)(0.0f);
        for (long i = run; i < end; i += UNITS) {
            const REAL v = real_load_part(x + i, (int)min(end - i, (long)UNITS));
            sum += squared ? v * v : v;
        }
        total += sum;
    }
    return lane_sum(total);
}

// x[offset .. offset + n); squared: 1 for the sum of squares.
//
//   global size: at least ceil(n / chunk)
__kernel void sum_parts(const __global float *x, const long offset, const long n, const long chunk, const int squared,
                        __global float *parts)
{
    const long first = (long)get_global_id(0) * chunk;
    if (first < n)
        parts[get_global_id(0)] = sum_of(x + offset + first, min(chunk, n - first), squared);
}

//   global size: at least 1
__kernel void sum_total(const __global float *parts, const long count, __global float *to, const long at)
{
    if (get_global_id(0) == 0)
        to[at] = sum_of(parts, count, 0);
}
