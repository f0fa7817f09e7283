// Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000).
//
//   i = s(W_i x + U_i h + b_i)    f = s(W_f x + U_f h + b_f)    o = s(W_o x + U_o h + b_o)
//   g = tanh(W_g x + U_g h + b_g)
//   c' = f c + i g                h' = o tanh(c')
//
// s and both tanh are the functions f, g and h of functions.cl, where others are chosen.
//
// COUPLED=1: input and forget gate are one, f = 1 - i (ONNX's input_forget); the rows of f then have no effect.
//
// slots  0 i, 1 f, 2 g, 3 o     both products reach all four
// states 0 h, 1 c

#ifndef SLOTS
#define SLOTS 4
#define STATES 2
#define VECTORS 0
#define X_FIRST 0
#define X_GATES 4
#define H_FIRST 0
#define H_GATES 4
#endif
#ifndef COUPLED
#define COUPLED 0
#endif
#include "cells/functions.cl"

// a: in, the gates' pre-activations; out, the gates. s: in, the old states; out, the new ones.
inline void cell_forward(REAL *a, REAL *s, const REAL *v)
{
    REAL i = f_of(a[0]);
    REAL f = COUPLED ? 1.0f - i : f_of(a[1]);
    REAL g = g_of(a[2]);
    REAL o = f_of(a[3]);
    s[1] = f * s[1] + i * g;
    s[0] = o * h_of(s[1]);
    a[0] = i;
    a[1] = f;
    a[2] = g;
    a[3] = o;
}

// a: in, what cell_forward left; out, the gradients of the pre-activations. before: the old states. d: in, the gradients
// of the new states; out, those of the old ones, without what comes through the products.
inline void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)
{
    REAL i = a[0], f = a[1], g = a[2], o = a[3];
    REAL m = h_of(f * before[1] + i * g);
    REAL dc = d[1] + h_back(d[0] * o, m);
    a[0] = f_back(dc * (COUPLED ? g - before[1] : g), i);
    a[1] = COUPLED ? (REAL)(0.0f) : f_back(dc * before[1], f);
    a[2] = g_back(dc * i, g);
    a[3] = f_back(d[0] * m, o);
    d[0] = (REAL)(0.0f);
    d[1] = dc * f;
}
