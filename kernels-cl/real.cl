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

// Inlined even where a compiler for CPUs finds it too long: a call takes vectors through memory, and the address arithmetic
// around it out of the loop's reach.
#define INLINED __attribute__((always_inline)) inline

#define GLUE_(a, b) a##b
#define GLUE(a, b) GLUE_(a, b)

// What a compiler knows where it compiles for a CPU itself, but not where it does so for an intermediate language: hints that
// change no result, and vectors at any address.
//
//   read_ahead(p)       the line at p is read soon
//   read_later(p)       the line at p is read a while later: the second-level cache is near enough
//   write_ahead(p)      the line at p is written soon
//   real_stream(x, p)   a store past the caches: the line is not read first, and it does not drive out another. Whoever
//                       stores so ends with write_mem_fence.
#define HINTS 0
#if WIDE && defined(__has_builtin) && (defined(__x86_64__) || defined(__aarch64__))
#if __has_builtin(__builtin_prefetch) && __has_builtin(__builtin_nontemporal_store)
#undef HINTS
#define HINTS 1
#endif
#endif

#if WIDE
#define REAL GLUE(float, UNITS)
#define REAL_INT GLUE(int, UNITS)
#define real_from_bits(x) GLUE(as_float, UNITS)(x)
#define real_bits(x) GLUE(as_int, UNITS)(x)
#define real_load(p) GLUE(vload, UNITS)(0, p)
#define real_store_near(x, p) GLUE(vstore, UNITS)(x, 0, p)      // to local or private memory
#if HINTS
// PoCL takes vstore16 apart into three stores.
typedef REAL REAL_ANYWHERE __attribute__((aligned(4)));
INLINED void real_store(const REAL x, __global float *p)
{
    *(__global REAL_ANYWHERE *)p = x;
}
#else
#define real_store(x, p) GLUE(vstore, UNITS)(x, 0, p)
#endif

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

// The first `count` lanes, of which there are fewer than all.
inline void store_lanes(REAL x, __global float *p, int count)
{
    float lane[UNITS];
    GLUE(vstore, UNITS)(x, 0, lane);
    // Unrolled, because a GPU's compiler keeps an array in registers only where every index is a constant.
    _Pragma("unroll") for (int i = 0; i < UNITS; i++)
        if (i < count)
            p[i] = lane[i];
}

INLINED void real_store_part(REAL x, __global float *p, int count)
{
    if (count >= UNITS)
        real_store(x, p);
    else
        store_lanes(x, p, count);
}
#else
#define REAL float
#define REAL_INT int
#define real_from_bits(x) as_float(x)
#define real_bits(x) as_int(x)
#define real_load(p) (*(p))
#define real_store(x, p) (*(p) = (x))
#define real_store_near(x, p) (*(p) = (x))

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

#if HINTS
#define read_ahead(p) __builtin_prefetch((const void *)(size_t)(p), 0, 3)
#define read_later(p) __builtin_prefetch((const void *)(size_t)(p), 0, 2)
#define write_ahead(p) __builtin_prefetch((const void *)(size_t)(p), 1, 3)
inline void real_stream(const REAL x, __global float *p)
{
    // Such a store must not cross a line.
    if (((size_t)p & (sizeof(REAL) - 1)) == 0)
        __builtin_nontemporal_store(x, (__global REAL *)p);
    else
        real_store(x, p);
}
#else
#define read_ahead(p) ((void)(p))
#define read_later(p) ((void)(p))
#define write_ahead(p) ((void)(p))
#define real_stream(x, p) real_store(x, p)
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

#if WIDE
#define REAL_BITS GLUE(uint, UNITS)

// The bits of x in half precision, to the nearest, of two equally near ones the even. By integers, since a vstore_half
// may convert one number after the other in software. Below 2^-14 the addition of 0.5 leaves multiples of 2^-24 behind
// the point, rounded; above, the exponent changes its bias and what is cut off is rounded by hand.
inline GLUE(ushort, UNITS) half_bits(const REAL x)
{
    const REAL_BITS whole = GLUE(as_uint, UNITS)(x);
    const REAL_BITS u = whole & 0x7fffffffu;
    const REAL_BITS tiny = GLUE(as_uint, UNITS)(GLUE(as_float, UNITS)(u) + 0.5f) - 0x3f000000u;
    const REAL_BITS usual = (u - 0x38000000u + 0xfffu + ((u >> 13) & 1u)) >> 13;
    const REAL_BITS beyond = select((REAL_BITS)(0x7c00u), (REAL_BITS)(0x7e00u), u > 0x7f800000u);
    REAL_BITS bits = select(usual, tiny, u < 0x38800000u);
    bits = select(bits, beyond, u >= 0x47800000u);
    return GLUE(convert_ushort, UNITS)(bits | ((whole & 0x80000000u) >> 16));
}
#endif
#if WIDE && HALF_WEIGHTS
#define weight_store_real(x, p) GLUE(vstore, UNITS)(half_bits(x), 0, (__global ushort *)(p))
#else
#define weight_store_real(x, p) real_store(x, p)        // WIDE=1, or numbers of single precision
#endif
