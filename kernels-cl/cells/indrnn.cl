// Independently recurrent unit (Li et al. 2018, arXiv 1803.04831): a neuron sees only its own past.
//
//   h' = act(W x + u h + b), act = relu or tanh; u is a vector, so the time loop needs no matrix product
//
// slots   0 the pre-activation  only the input product reaches it; kept: h'
// states  0 h
// vectors 0 u

#ifndef SLOTS
#define SLOTS 1
#define STATES 1
#define VECTORS 1
#define X_FIRST 0
#define X_GATES 1
#define H_FIRST 0
#define H_GATES 0
#endif
#ifndef RELU
#define RELU 1          // 1: relu, 0: tanh
#endif

inline void cell_forward(REAL *a, REAL *s, const REAL *v)
{
    REAL p = a[0] + v[0] * s[0];
    s[0] = RELU ? rectify(p) : hyperbolic_tangent(p);
    a[0] = s[0];
}

// dv: out, this step's share of the gradients of the vectors.
inline void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)
{
    REAL h = a[0];
#if RELU
    REAL p = h <= 0.0f ? (REAL)(0.0f) : d[0];
#else
    REAL p = d[0] * (1.0f - h * h);
#endif
    a[0] = p;
    dv[0] = p * before[0];
    d[0] = p * v[0];
}
