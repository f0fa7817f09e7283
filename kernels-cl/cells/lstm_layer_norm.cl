// LSTM with layer normalisation (Ba, Kiros and Hinton 2016, equations 20 to 22):
//
//   i, f, g, o   as in lstm.cl, of LN(W x) n_x + b_x + LN(U h) n_h + b_h, each LN over all four gates of a row together
//   c' = f c + i g
//   h' = o tanh(LN(c') n_c + b_c)
//
// recurrent/normed_forward.cl makes the sums and normalises c'; what is built so has NORMED=1.
//
// slots   0 i, 1 f, 2 g, 3 o, 4 to 7 W x, 8 to 11 U h
// states  0 h, 1 c
// vectors 0 to 3 n_x, 4 to 7 n_h, 8 n_c, 9 b_c

#ifndef SLOTS
#define SLOTS 12
#define STATES 2
#define VECTORS 10
#define X_FIRST 4
#define X_GATES 4
#define H_FIRST 8
#define H_GATES 4
#endif

// The gates and the new memory.
inline void cell_forward(REAL *a, REAL *s, const REAL *v)
{
    a[0] = sigmoid(a[0]);
    a[1] = sigmoid(a[1]);
    a[2] = hyperbolic_tangent(a[2]);
    a[3] = sigmoid(a[3]);
    s[1] = a[1] * s[1] + a[0] * a[2];
}

// h', of the memory normalised.
inline REAL cell_output(const REAL *a, const REAL m)
{
    return a[3] * hyperbolic_tangent(m);
}

// dh: the gradient of h'. Returns that of m, and leaves that of the output gate's sum in its slot.
inline REAL cell_output_backward(REAL *a, const REAL m, const REAL dh)
{
    REAL o = a[3], w = hyperbolic_tangent(m);
    a[3] = dh * w * o * (1.0f - o);
    return dh * o * (1.0f - w * w);
}

// The rest of it. d[1]: in, the whole gradient of the new memory.
inline void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)
{
    REAL i = a[0], f = a[1], g = a[2];
    a[0] = d[1] * g * i * (1.0f - i);
    a[1] = d[1] * before[1] * f * (1.0f - f);
    a[2] = d[1] * i * (1.0f - g * g);
    d[0] = (REAL)(0.0f);
    d[1] = d[1] * f;
}
