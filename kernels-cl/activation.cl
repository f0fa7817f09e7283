// Sigmoid, tanh and relu, one definition for every device: they saturate, never overflow, and let NaN through.
//
// Clamps are written `x > hi ? hi : x`, because min and max swallow a NaN. The coefficients were fitted for Janus with
// Lawson's iteration to the least relative error; the errors given were measured against double precision on 400,000
// points.

// exp(x) for x from -87 to 88.5: 2^n * e^r, |r| <= ln(2)/2; relative error below 2e-7, infinity from 88.4 up.
//
// 1.5 * 2^23 added leaves no bits behind the point, so the sum's lowest bits are n: PoCL writes rint and the conversion out
// in forty instructions. A vector's call goes through memory, which would cost as much as the rest.
INLINED REAL bounded_exp(REAL x)
{
    const float magic = 12582912.0f;
    REAL shifted = x * 1.44269504f + magic;
    REAL k = shifted - magic;
    REAL r = fma(k, -0.693359375f, x);          // ln 2 in two parts, the first exact in few bits
    r = fma(k, 2.12194440e-4f, r);
    REAL p = (REAL)(0.0013814616249874234f);
    p = fma(p, r, (REAL)(0.008368712849915028f));
    p = fma(p, r, (REAL)(0.04166838899254799f));
    p = fma(p, r, (REAL)(0.1666652113199234f));
    p = fma(p, r, (REAL)(0.4999999403953552f));
    p = fma(p * r, r, r) + 1.0f;
    return p * real_from_bits((real_bits(shifted) << 23) + (127 << 23));     // the bits of magic itself are shifted out
}

// 1 / (1 + e^-x); absolute error below 1e-7, exactly 1 from 17 up, exactly 0 from -88.4 down: were it a little more, its
// slope times an input near the largest float would be a gradient out of nothing.
//
// e^-x is 2^n * 2^r, |r| <= 1/2. One fma gives r, off by some 1e-8 x, which only shows where the sum with 1 hides it. The
// exponent's bias of 127 is in the magic number already.
inline REAL sigmoid(REAL x)
{
    const REAL rate = (REAL)(-1.44269504f);     // -1 / ln 2
    const REAL magic = (REAL)(12582912.0f + 127.0f);
    x = x > 87.0f ? (REAL)(87.0f) : x;
    x = x < -88.5f ? (REAL)(-88.5f) : x;
    REAL shifted = fma(x, rate, magic);
    REAL r = fma(x, rate, magic - shifted);
    REAL p = (REAL)(0.0013264454901218414f);
    p = fma(p, r, (REAL)(0.009671725332736969f));
    p = fma(p, r, (REAL)(0.0555073618888855f));
    p = fma(p, r, (REAL)(0.24022239446640015f));
    p = fma(p, r, (REAL)(0.6931470036506653f));
    p = fma(p, r, (REAL)(1.0f));
    return 1.0f / fma(p, real_from_bits(real_bits(shifted) << 23), (REAL)(1.0f));
}

// x P(x^2) / Q(x^2) within +-8, beyond which it is 1 to the bit: were it a little less, its slope 1 - h^2 would leak the
// same small gradient into every step of a saturated memory. Relative error below 3e-7, right near 0 too.
inline REAL hyperbolic_tangent(REAL x)
{
    REAL u = x * x;
    REAL p = fma(u, (REAL)(-1.4546554065464345e-11f), (REAL)(3.35704513076962e-08f));
    p = fma(u, p, (REAL)(2.920438419096172e-05f));
    p = fma(u, p, (REAL)(0.0039266012609004974f));
    p = fma(u, p, (REAL)(0.13726183772087097f));
    p = fma(u, p, (REAL)(1.0f));
    REAL q = fma(u, (REAL)(1.3723198435400263e-06f), (REAL)(0.0004042080545332283f));
    q = fma(u, q, (REAL)(0.027458328753709793f));
    q = fma(u, q, (REAL)(0.4705951511859894f));
    q = fma(u, q, (REAL)(1.0f));
    REAL h = x * p / q;
    h = x > 8.0f ? (REAL)(1.0f) : h;
    return x < -8.0f ? (REAL)(-1.0f) : h;
}

// max(x, 0), NaN for NaN.
inline REAL rectify(REAL x)
{
    return x < 0.0f ? (REAL)(0.0f) : x;
}
