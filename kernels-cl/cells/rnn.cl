// The plain recurrent cell (Elman 1990):  h' = act(W x + U h + b), act = tanh or relu.
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
#ifndef RELU
#define RELU 0          // 1: relu, 0: tanh
#endif

inline void cell_forward(REAL *a, REAL *s, const REAL *v)
{
    s[0] = RELU ? rectify(a[0]) : hyperbolic_tangent(a[0]);
    a[0] = s[0];
}

// relu's derivative at exactly 0 is 0, as PyTorch has it; the sign of the new state tells it.
inline void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)
{
    REAL h = a[0];
#if RELU
    a[0] = h <= 0.0f ? (REAL)(0.0f) : d[0];
#else
    a[0] = d[0] * (1.0f - h * h);
#endif
    d[0] = (REAL)(0.0f);
}
