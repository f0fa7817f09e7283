// Minimal gated unit (Zhou et al. 2016, arXiv 1603.09420): a GRU with only the forget gate. The second product of a step
// multiplies the operand f h.
//
//   f = s(W_f x + U_f h + b_f)    g = tanh(W_h x + U_h (f h) + b_h)
//   h' = (1 - f) h + f g
//
// slots  0 f, 1 g               the input product reaches both, the recurrent one 0, that of the operand 1
// states 0 h

#ifndef SLOTS
#define SLOTS 2
#define STATES 1
#define VECTORS 0
#define X_FIRST 0
#define X_GATES 2
#define H_FIRST 0
#define H_GATES 1
#define O_FIRST 1
#define O_GATES 1
#endif

inline REAL cell_operand(REAL *a, const REAL *s, const REAL *v)
{
    a[0] = sigmoid(a[0]);
    return a[0] * s[0];
}

inline void cell_forward(REAL *a, REAL *s, const REAL *v)
{
    REAL f = a[0];
    REAL g = hyperbolic_tangent(a[1]);
    s[0] = (1.0f - f) * s[0] + f * g;
    a[1] = g;
}

// d passes through whole: the other half still needs it.
inline void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)
{
    REAL f = a[0], g = a[1];
    a[1] = d[0] * f * (1.0f - g * g);
}

// f (g - h) is h' - h, so the candidate, whose place its gradient has taken, is not needed again.
inline void cell_operand_backward(REAL *a, const REAL *before, const REAL *after, REAL m, REAL *d, const REAL *v,
                                  REAL *dv)
{
    REAL f = a[0], h = before[0];
    a[0] = (d[0] * (after[0] - h) + m * h * f) * (1.0f - f);
    d[0] = d[0] * (1.0f - f) + m * f;
}
