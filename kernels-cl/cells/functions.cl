// The functions in a cell: f of its gates, g of what they let in, h of what the memory gives out. They are those that ONNX
// lets an RNN, GRU or LSTM choose from (https://onnx.ai/onnx/operators/onnx__LSTM.html), and its clip, which holds what
// goes into each of them within +-CLIP.
//
// A page that includes this writes f_of(x) for a value and f_back(d, y) for the gradient of x, given the gradient d of the
// value y. A slope is taken from the value, which is all that the backward pass has: that needs a LEAKY_RELU or ELU with
// alpha above 0, a SCALED_TANH whose alpha is not 0, and no clip. Java refuses to train others.

#ifndef FUNCTION_F
#define FUNCTION_F SIGMOID
#endif
#ifndef FUNCTION_G
#define FUNCTION_G TANH
#endif
#ifndef FUNCTION_H
#define FUNCTION_H TANH
#endif
#ifndef F_ALPHA
#define F_ALPHA 0.0f
#define F_BETA 0.0f
#endif
#ifndef G_ALPHA
#define G_ALPHA 0.0f
#define G_BETA 0.0f
#endif
#ifndef H_ALPHA
#define H_ALPHA 0.0f
#define H_BETA 0.0f
#endif
#ifndef CLIPPED
#define CLIPPED 0       // 1: what goes into a function is held within +-CLIP
#define CLIP 0.0f
#endif

#define f_of(x) GLUE(value_, FUNCTION_F)(limited(x), F_ALPHA, F_BETA)
#define g_of(x) GLUE(value_, FUNCTION_G)(limited(x), G_ALPHA, G_BETA)
#define h_of(x) GLUE(value_, FUNCTION_H)(limited(x), H_ALPHA, H_BETA)
#define f_back(d, y) GLUE(back_, FUNCTION_F)(d, y, F_ALPHA, F_BETA)
#define g_back(d, y) GLUE(back_, FUNCTION_G)(d, y, G_ALPHA, G_BETA)
#define h_back(d, y) GLUE(back_, FUNCTION_H)(d, y, H_ALPHA, H_BETA)

inline REAL limited(REAL x)
{
#if CLIPPED
    x = x > CLIP ? (REAL)(CLIP) : x;
    x = x < -CLIP ? (REAL)(-CLIP) : x;
#endif
    return x;
}

// e^x where x is not above 0, down to e^-87.
inline REAL decay(REAL x)
{
    return bounded_exp(x < -87.0f ? (REAL)(-87.0f) : x);
}

inline REAL value_SIGMOID(REAL x, float alpha, float beta) { return sigmoid(x); }
inline REAL back_SIGMOID(REAL d, REAL y, float alpha, float beta) { return d * y * (1.0f - y); }

inline REAL value_TANH(REAL x, float alpha, float beta) { return hyperbolic_tangent(x); }
inline REAL back_TANH(REAL d, REAL y, float alpha, float beta) { return d * (1.0f - y * y); }

// At exactly 0 the slope is 0, as PyTorch has it.
inline REAL value_RELU(REAL x, float alpha, float beta) { return rectify(x); }
inline REAL back_RELU(REAL d, REAL y, float alpha, float beta) { return y <= 0.0f ? (REAL)(0.0f) : d; }

inline REAL value_AFFINE(REAL x, float alpha, float beta) { return alpha * x + beta; }
inline REAL back_AFFINE(REAL d, REAL y, float alpha, float beta) { return alpha * d; }

inline REAL value_LEAKY_RELU(REAL x, float alpha, float beta) { return x < 0.0f ? alpha * x : x; }
inline REAL back_LEAKY_RELU(REAL d, REAL y, float alpha, float beta) { return y < 0.0f ? alpha * d : d; }

inline REAL value_THRESHOLDED_RELU(REAL x, float alpha, float beta) { return x < alpha ? (REAL)(0.0f) : x; }
inline REAL back_THRESHOLDED_RELU(REAL d, REAL y, float alpha, float beta) { return y == 0.0f ? (REAL)(0.0f) : d; }

inline REAL value_SCALED_TANH(REAL x, float alpha, float beta) { return alpha * hyperbolic_tangent(beta * x); }
inline REAL back_SCALED_TANH(REAL d, REAL y, float alpha, float beta) { return d * beta * (alpha - y * (y / alpha)); }

inline REAL value_HARD_SIGMOID(REAL x, float alpha, float beta)
{
    REAL y = rectify(alpha * x + beta);
    return y > 1.0f ? (REAL)(1.0f) : y;
}

inline REAL back_HARD_SIGMOID(REAL d, REAL y, float alpha, float beta)
{
    d = y <= 0.0f ? (REAL)(0.0f) : alpha * d;
    return y >= 1.0f ? (REAL)(0.0f) : d;
}

inline REAL value_ELU(REAL x, float alpha, float beta)
{
    return x < 0.0f ? alpha * (decay(x > 0.0f ? (REAL)(0.0f) : x) - 1.0f) : x;
}

inline REAL back_ELU(REAL d, REAL y, float alpha, float beta) { return y < 0.0f ? d * (y + alpha) : d; }

inline REAL value_SOFTSIGN(REAL x, float alpha, float beta) { return x / (1.0f + fabs(x)); }
inline REAL back_SOFTSIGN(REAL d, REAL y, float alpha, float beta) { return d * (1.0f - fabs(y)) * (1.0f - fabs(y)); }

// log(1 + e^x) = max(x, 0) + log(1 + u), u = e^-|x|. The logarithm is 2 artanh(s) with s = u / (2 + u), not above 1/3,
// where the terms behind s^15 / 15 are below half a unit in the last place.
inline REAL value_SOFTPLUS(REAL x, float alpha, float beta)
{
    REAL u = decay(-fabs(x));
    REAL s = u / (2.0f + u);
    REAL q = s * s;
    REAL p = (REAL)(1.0f / 15.0f);
    p = fma(p, q, (REAL)(1.0f / 13.0f));
    p = fma(p, q, (REAL)(1.0f / 11.0f));
    p = fma(p, q, (REAL)(1.0f / 9.0f));
    p = fma(p, q, (REAL)(1.0f / 7.0f));
    p = fma(p, q, (REAL)(1.0f / 5.0f));
    p = fma(p, q, (REAL)(1.0f / 3.0f));
    p = fma(p, q, (REAL)(1.0f));
    return rectify(x) + 2.0f * s * p;
}

inline REAL back_SOFTPLUS(REAL d, REAL y, float alpha, float beta) { return d * (1.0f - decay(-y)); }
