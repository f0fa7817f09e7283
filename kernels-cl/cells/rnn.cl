// The plain recurrent cell (Elman 1990):  h' = f(W x + U h + b), f = tanh unless another of functions.cl is chosen.
//
// slots  0 the pre-activation   both products reach it; kept: h'
// states 0 h

#ifndef SLOTS
#define SLOTS 1
#define STATES 1
#define VECTORS 0
#define X_FIRST 0
#define X_GATES 1
#define H_FIRST 0
#define H_GATES 1
#endif
#ifndef FUNCTION_F
#define FUNCTION_F TANH
#endif
#include "cells/functions.cl"

inline void cell_forward(REAL *a, REAL *s, const REAL *v)
{
    s[0] = f_of(a[0]);
    a[0] = s[0];
}

inline void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)
{
    a[0] = f_back(d[0], a[0]);
    d[0] = (REAL)(0.0f);
}
