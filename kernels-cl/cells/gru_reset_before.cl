// Gated recurrent unit as first published (Cho et al. 2014), the reset gate before the product; ONNX's default. A step
// has two dependent products: the second multiplies the operand r h.
//
//   r = s(W_r x + U_r h + b_r)    z = s(W_z x + U_z h + b_z)
//   n = tanh(W_n x + U_n (r h) + b_n)
//   h' = (1 - z) n + z h
//
// s and tanh are the functions f and g of functions.cl, where others are chosen.
//
// slots  0 r, 1 z, 2 n          the input product reaches all, the recurrent one 0 and 1, that of the operand 2
// states 0 h

#ifndef SLOTS
#define SLOTS 3
#define STATES 1
#define VECTORS 0
#define X_FIRST 0
#define X_GATES 3
#define H_FIRST 0
#define H_GATES 2
#define O_FIRST 2
#define O_GATES 1
#endif
#include "cells/functions.cl"

// The first half of a step. a: in, the pre-activations that the recurrent product reaches; out, their gates. s: the old
// states. Returns the operand of the second product.
inline REAL cell_operand(REAL *a, const REAL *s, const REAL *v)
{
    a[0] = f_of(a[0]);
    a[1] = f_of(a[1]);
    return a[0] * s[0];
}

// The second half. a: in, the gates of the first half and the pre-activations that the operand's product reaches.
inline void cell_forward(REAL *a, REAL *s, const REAL *v)
{
    REAL z = a[1];
    REAL n = g_of(a[2]);
    s[0] = (1.0f - z) * n + z * s[0];
    a[2] = n;
}

// Backward the second half comes first: it gives the gradients that the operand's product carries back, ...
inline void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)
{
    REAL z = a[1], n = a[2];
    a[2] = g_back(d[0] * (1.0f - z), n);
    a[1] = f_back(d[0] * (before[0] - n), z);
    d[0] = d[0] * z;
}

// ... and then the first. m: the gradient of the operand. before, after: the states around the step. d: in, what
// cell_backward left; out, the gradients of the old states without what comes through the recurrent product.
inline void cell_operand_backward(REAL *a, const REAL *before, const REAL *after, REAL m, REAL *d, const REAL *v,
                                  REAL *dv)
{
    REAL r = a[0];
    a[0] = f_back(m * before[0], r);
    d[0] += m * r;
}
