// LSTM with peepholes (Gers and Schmidhuber 2000): the gates see the memory, the output gate the new one.
//
//   i = s(W_i x + U_i h + p_i c + b_i)    f = s(W_f x + U_f h + p_f c + b_f)    o = s(W_o x + U_o h + p_o c' + b_o)
//   g = tanh(W_g x + U_g h + b_g)
//   c' = f c + i g                        h' = o tanh(c')
//
// slots   0 i, 1 f, 2 g, 3 o    both products reach all four
// states  0 h, 1 c
// vectors 0 p_i, 1 p_f, 2 p_o


inline void cell_forward(REAL *a, REAL *s, const REAL *v)
{
    REAL i = sigmoid(a[0] + v[0] * s[1]);
    REAL f = sigmoid(a[1] + v[1] * s[1]);
    REAL g = hyperbolic_tangent(a[2]);
    s[1] = f * s[1] + i * g;
    REAL o = sigmoid(a[3] + v[2] * s[1]);
    s[0] = o * hyperbolic_tangent(s[1]);
    a[0] = i;
    a[1] = f;
    a[2] = g;
    a[3] = o;
}

inline void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)
{
    REAL i = a[0], f = a[1], g = a[2], o = a[3];
    REAL c = before[1];
    REAL after = f * c + i * g;
    REAL m = hyperbolic_tangent(after);
    a[3] = d[0] * m * o * (1.0f - o);
    REAL dc = d[1] + d[0] * o * (1.0f - m * m) + a[3] * v[2];
    a[0] = dc * g * i * (1.0f - i);
    a[1] = dc * c * f * (1.0f - f);
    a[2] = dc * i * (1.0f - g * g);
    dv[0] = a[0] * c;
    dv[1] = a[1] * c;
    dv[2] = a[3] * after;
    d[0] = (REAL)(0.0f);
    d[1] = dc * f + a[0] * v[0] + a[1] * v[1];
}
