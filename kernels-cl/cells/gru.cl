// Gated recurrent unit (Cho et al. 2014) with the reset gate behind the product, as PyTorch and cuDNN have it:
//
//   r = s(W_r x + U_r h + b_r)    z = s(W_z x + U_z h + b_z)
//   q = U_n h + b_hn              n = tanh(W_n x + b_in + r q)
//   h' = (1 - z) n + z h
//
// s and tanh are the functions f and g of functions.cl, where others are chosen.
//
// slots  0 n, 1 r, 2 z, 3 q     the input product reaches 0 to 2, the recurrent one 1 to 3
// states 0 h

#ifndef SLOTS
#define SLOTS 4
#define STATES 1
#define VECTORS 0
#define X_FIRST 0
#define X_GATES 3
#define H_FIRST 1
#define H_GATES 3
#endif
#include "cells/functions.cl"

inline void cell_forward(REAL *a, REAL *s, const REAL *v)
{
    REAL r = f_of(a[1]);
    REAL z = f_of(a[2]);
    REAL n = g_of(a[0] + r * a[3]);
    s[0] = (1.0f - z) * n + z * s[0];
    a[0] = n;
    a[1] = r;
    a[2] = z;
}

inline void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)
{
    REAL n = a[0], r = a[1], z = a[2], q = a[3];
    REAL dn = g_back(d[0] * (1.0f - z), n);
    a[0] = dn;
    a[1] = f_back(dn * q, r);
    a[2] = f_back(d[0] * (before[0] - n), z);
    a[3] = dn * r;
    d[0] = d[0] * z;
}
