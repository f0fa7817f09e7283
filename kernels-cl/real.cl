// The number type that every cell page and every loop around it is written in.
//
//   WIDE=1 (CPUs)   REAL is a vector of UNITS floats: one work-item computes a whole block of hidden units.
//   WIDE=0 (GPUs)   REAL is one float: a work-item computes one hidden unit, and UNITS of them stand side by side.
//
// OpenCL's operators and built-ins take both, so the mathematics is written once. UNITS is also the block size of the
// memory layout (recurrent/layout.cl), whichever REAL is.

#ifndef UNITS
#define UNITS 16        // hidden units a block: 16 fills an AVX-512 register, 8 an AVX2 register
#endif
#ifndef WIDE
#define WIDE 0
#endif

#define GLUE_(a, b) a##b
#define GLUE(a, b) GLUE_(a, b)

#if WIDE
#define REAL GLUE(float, UNITS)
#define REAL_INT GLUE(int, UNITS)
#define real_from_bits(x) GLUE(as_float, UNITS)(x)
#define real_round(x) GLUE(GLUE(convert_int, UNITS), _rte)(x)
#define real_load(p) GLUE(vload, UNITS)(0, p)
#define real_store(x, p) GLUE(vstore, UNITS)(x, 0, p)

// Loads the first `count` floats at p; the other lanes are 0. Rows of the user's tensors end where the hidden size does.
inline REAL real_load_part(const __global float *p, int count)
{
    if (count >= UNITS)
        return real_load(p);
    float lane[UNITS];
    for (int i = 0; i < UNITS; i++)
        lane[i] = i < count ? p[i] : 0.0f;
    return GLUE(vload, UNITS)(0, lane);
}

inline void real_store_part(REAL x, __global float *p, int count)
{
    if (count >= UNITS) {
        real_store(x, p);
        return;
    }
    float lane[UNITS];
    GLUE(vstore, UNITS)(x, 0, lane);
    // Unrolled, because a GPU's compiler keeps an array in registers only where every index is a constant.
    _Pragma("unroll") for (int i = 0; i < UNITS; i++)
        if (i < count)
            p[i] = lane[i];
}
#else
#define REAL float
#define REAL_INT int
#define real_from_bits(x) as_float(x)
#define real_round(x) convert_int_rte(x)
#define real_load(p) (*(p))
#define real_store(x, p) (*(p) = (x))

inline REAL real_load_part(const __global float *p, int count)
{
    return count > 0 ? *p : 0.0f;
}

inline void real_store_part(REAL x, __global float *p, int count)
{
    if (count > 0)
        *p = x;
}
#endif

// Packed weights may be kept in half precision, which halves what a product reads of them. They are numbers of single
// precision again as soon as they are loaded: no arithmetic is done in half, so no device needs to have any.
#ifndef HALF_WEIGHTS
#define HALF_WEIGHTS 0
#endif
#if HALF_WEIGHTS
#define WEIGHT half
#if WIDE
#define weight_load(p) GLUE(vload_half, UNITS)(0, p)
#else
#define weight_load(p) vload_half(0, p)
#endif
#define weight_store(x, p) vstore_half_rte(x, 0, p)     // one at a time, to the nearest
#else
#define WEIGHT float
#define weight_load(p) real_load(p)
#define weight_store(x, p) (*(p) = (x))
#endif
