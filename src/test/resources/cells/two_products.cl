// Gated recurrent unit as first published (Cho et al. 2014), the reset gate before the product; ONNX's default. A step
// has two dependent products: the second multiplies the operand r h.
//
//   r = s(W_r x + U_r h + b_r)    z = s(W_z x + U_z h + b_z)
//   n = tanh(W_n x + U_n (r h) + b_n)
//   h' = (1 - z) n + z h
//
// slots  0 r, 1 z, 2 n          the input product reaches all, the recurrent one 0 and 1, that of the operand 2
// states 0 h


// The first half of a step. a: in, the pre-activations that the recurrent product reaches; out, their gates. s: the old
// states. Returns the operand of the second product.
inline REAL cell_operand(REAL *a, const REAL *s, const REAL *v)
{
    a[0] = sigmoid(a[0]);
    a[1] = sigmoid(a[1]);
    return a[0] * s[0];
}

// The second half. a: in, the gates of the first half and the pre-activations that the operand's product reaches.
inline void cell_forward(REAL *a, REAL *s, const REAL *v)
{
    REAL z = a[1];
    REAL n = hyperbolic_tangent(a[2]);
    s[0] = (1.0f - z) * n + z * s[0];
    a[2] = n;
}

// Backward the second half comes first: it gives the gradients that the operand's product carries back, ...
inline void cell_backward(REAL *a, const REAL *before, REAL *d, const REAL *v, REAL *dv)
{
    REAL z = a[1], n = a[2];
    a[2] = d[0] * (1.0f - z) * (1.0f - n * n);
    a[1] = d[0] * (before[0] - n) * z * (1.0f - z);
    d[0] = d[0] * z;
}

// ... and then the first. m: the gradient of the operand. before, after: the states around the step. d: in, what
// cell_backward left; out, the gradients of the old states without what comes through the recurrent product.
inline void cell_operand_backward(REAL *a, const REAL *before, const REAL *after, REAL m, REAL *d, const REAL *v,
                                  REAL *dv)
{
    REAL r = a[0];
    a[0] = m * before[0] * r * (1.0f - r);
    d[0] += m * r;
}
