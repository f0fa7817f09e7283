// An activation over n floats, forward and backward; backward needs only the output y. All buffers may be the same.
//
//   ACTIVATION=RELU      y = max(x, 0)         dx = dy where y > 0, else 0
//   ACTIVATION=TANH      y = tanh(x)           dx = dy (1 - y^2)
//   ACTIVATION=SIGMOID   y = 1 / (1 + e^-x)    dx = dy y (1 - y)

#include "pointwise/piece.cl"
#include "activation.cl"

#define RELU 1
#define TANH 2
#define SIGMOID 3
#ifndef ACTIVATION
#define ACTIVATION TANH
#endif

//   global size: at least ceil(n / LANES)
__kernel void activate(const __global float *x, __global float *y, const long n)
{
    const long at = (long)get_global_id(0) * LANES;
    if (at >= n)
        return;
    const int count = piece_length(at, n);
    const REAL v = real_load_part(x + at, count);
#if ACTIVATION == RELU
    real_store_part(rectify(v), y + at, count);
#elif ACTIVATION == TANH
    real_store_part(hyperbolic_tangent(v), y + at, count);
#elif ACTIVATION == SIGMOID
    real_store_part(sigmoid(v), y + at, count);
#else
#error ACTIVATION must be RELU, TANH or SIGMOID
#endif
}

//   global size: at least ceil(n / LANES)
__kernel void activate_backward(const __global float *dy, const __global float *y, __global float *dx, const long n)
{
    const long at = (long)get_global_id(0) * LANES;
    if (at >= n)
        return;
    const int count = piece_length(at, n);
    const REAL d = real_load_part(dy + at, count), v = real_load_part(y + at, count);
#if ACTIVATION == RELU
    real_store_part(v <= 0.0f ? (REAL)(0.0f) : d, dx + at, count);
#elif ACTIVATION == TANH
    real_store_part(d * (1.0f - v * v), dx + at, count);
#else
    real_store_part(d * v * (1.0f - v), dx + at, count);
#endif
}
