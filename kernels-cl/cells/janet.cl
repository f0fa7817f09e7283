// JANET, an LSTM with only the forget gate (van der Westhuizen and Lasenby 2018, arXiv 1804.04849):
//
//   s = W_f x + U_f h + b_f       g = tanh(W_g x + U_g h + b_g)
//   h' = sigmoid(s) h + (1 - sigmoid(s - beta)) g
//
// slots  0 s, 1 g               both products reach both; saved: 0 the forget gate, 1 g
// states 0 h

#ifndef SLOTS
#define SLOTS 2
#define STATES 1
#define VECTORS 0
#define X_FIRST 0
#define X_GATES 2
#define H_FIRST 0
#define H_GATES 2
#endif
#ifndef BETA
#define BETA 1.0f       // 1: the paper's; 0: the plain form
#endif

// sigmoid(s - beta) from f = sigmoid(s): f / (f + (1 - f) e^beta). At beta = 0 it is f to the last bit but one.
inline REAL janet_shifted(REAL f)
{
    return f / (f + (1.0f - f) * exp((float)(BETA)));
}

inline void cell_forward(REAL *a, REAL *s, const REAL *v)
{
    REAL f = sigmoid(a[0]);
    REAL k = sigmoid(a[0] - (float)(BETA));
    REAL g = hyperbolic_tangent(a[1]);
    s[0] = f * s[0] + (1.0f - k) * g;
    a[0] = f;
    a[1] = g;
}

inline void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)
{
    REAL f = a[0], g = a[1];
    REAL k = janet_shifted(f);
    a[0] = d[0] * (before[0] * f * (1.0f - f) - g * k * (1.0f - k));
    a[1] = d[0] * (1.0f - k) * (1.0f - g * g);
    d[0] = d[0] * f;
}
