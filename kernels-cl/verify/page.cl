// A cell page alone, a unit a work-item, without time loops or layout: what 'janus verify --cell' differentiates. With
// DOUBLE=1 the page is compiled in double precision, in which differences of a right page have eight digits and more.
//
//   a        slots, [units][SLOTS]          s, before, after, d   states and their gradients, [units][STATES]
//   v, dv    vectors, [units][VECTORS]      m                     operands and their gradients, [units]
//
//   global size (units) or more; any local size

#ifndef DOUBLE
#define DOUBLE 0        // 1: REAL is double, for devices that have it
#endif

#if DOUBLE
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#define WIDE 0
#define REAL double
#define GLUE_(a, b) a##b
#define GLUE(a, b) GLUE_(a, b)

inline REAL bounded_exp(REAL x)
{
    return exp(x);
}

inline REAL sigmoid(REAL x)
{
    return 1.0 / (1.0 + exp(-x));
}

inline REAL hyperbolic_tangent(REAL x)
{
    return tanh(x);
}

inline REAL rectify(REAL x)
{
    return x < 0.0 ? 0.0 : x;
}
#else
#include "real.cl"
#include "activation.cl"
#endif
#include CELL_PAGE

#ifndef O_GATES
#define O_GATES 0
#endif

inline void take(REAL *to, const __global REAL *from, const int count)
{
    for (int j = 0; j < count; j++)
        to[j] = from[j];
}

inline void leave(__global REAL *to, const REAL *from, const int count)
{
    for (int j = 0; j < count; j++)
        to[j] = from[j];
}

// As the loops do: all slots are kept after the whole step, but after its first half those of the recurrent product only.
__kernel void page_forward(__global REAL *a, __global REAL *s, const __global REAL *v, const int units)
{
    const size_t unit = get_global_id(0);
    if (unit >= units)
        return;
    REAL slot[SLOTS], state[STATES], vector[VECTORS + 1];
    take(slot, a + unit * SLOTS, SLOTS);
    take(state, s + unit * STATES, STATES);
    take(vector, v + unit * VECTORS, VECTORS);
    cell_forward(slot, state, vector);
    leave(a + unit * SLOTS, slot, SLOTS);
    leave(s + unit * STATES, state, STATES);
}

__kernel void page_backward(__global REAL *a, const __global REAL *before, __global REAL *d, const __global REAL *v,
                            __global REAL *dv, const int units)
{
    const size_t unit = get_global_id(0);
    if (unit >= units)
        return;
    REAL slot[SLOTS], old[STATES], gradient[STATES], vector[VECTORS + 1], share[VECTORS + 1];
    take(slot, a + unit * SLOTS, SLOTS);
    take(old, before + unit * STATES, STATES);
    take(gradient, d + unit * STATES, STATES);
    take(vector, v + unit * VECTORS, VECTORS);
    for (int j = 0; j < VECTORS; j++)
        share[j] = (REAL)(0.0f);
    cell_backward(slot, old, gradient, vector, share);
    leave(a + unit * SLOTS, slot, SLOTS);
    leave(d + unit * STATES, gradient, STATES);
    for (int j = 0; j < VECTORS; j++)
        dv[unit * VECTORS + j] += share[j];
}

#if O_GATES > 0
__kernel void page_operand(__global REAL *a, const __global REAL *s, const __global REAL *v, __global REAL *m,
                           const int units)
{
    const size_t unit = get_global_id(0);
    if (unit >= units)
        return;
    REAL slot[SLOTS], state[STATES], vector[VECTORS + 1];
    take(slot, a + unit * SLOTS, SLOTS);
    take(state, s + unit * STATES, STATES);
    take(vector, v + unit * VECTORS, VECTORS);
    m[unit] = cell_operand(slot, state, vector);
    leave(a + unit * SLOTS + H_FIRST, slot + H_FIRST, H_GATES);
}

__kernel void page_operand_backward(__global REAL *a, const __global REAL *before, const __global REAL *after,
                                    const __global REAL *m, __global REAL *d, const __global REAL *v,
                                    __global REAL *dv, const int units)
{
    const size_t unit = get_global_id(0);
    if (unit >= units)
        return;
    REAL slot[SLOTS], old[STATES], latest[STATES], gradient[STATES], vector[VECTORS + 1], share[VECTORS + 1];
    take(slot, a + unit * SLOTS, SLOTS);
    take(old, before + unit * STATES, STATES);
    take(latest, after + unit * STATES, STATES);
    take(gradient, d + unit * STATES, STATES);
    take(vector, v + unit * VECTORS, VECTORS);
    for (int j = 0; j < VECTORS; j++)
        share[j] = (REAL)(0.0f);
    cell_operand_backward(slot, old, latest, m[unit], gradient, vector, share);
    leave(a + unit * SLOTS + H_FIRST, slot + H_FIRST, H_GATES);
    leave(d + unit * STATES, gradient, STATES);
    for (int j = 0; j < VECTORS; j++)
        dv[unit * VECTORS + j] += share[j];
}
#endif
