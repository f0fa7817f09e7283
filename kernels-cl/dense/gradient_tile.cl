// The register tile of a gradient of weights: R outputs by COLS vectors of inputs, a sum over rows.
//
//                    row k of X:   COLS vectors, in local memory
//                                  v v v v
//   d[k][unit], broadcast  -->     + + + +      R * COLS accumulators live in registers over all rows
//   R units side by side           + + + +

#ifndef FROM_RECORDS
#define FROM_RECORDS 0  // 1: the outputs are whole blocks of UNITS; 0: they end where they end
#endif
#ifndef COLS
#define COLS 4          // vectors of inputs: 1 to 4
#endif
#ifndef STRIPPED
#define STRIPPED 0
#endif
#define SEVERAL 4       // k at a time, which spares instructions
#if STRIPPED            // the same strips as in dense/tile.cl
#define STRIP 1
#define TILE_ROWS 6
#else
#define STRIP COLS
#define TILE_ROWS (COLS == 4 ? 6 : COLS == 1 && FROM_RECORDS ? 16 : 8)
#endif

#define ADD_PRODUCTS(R)                                                                                               \
    {                                                                                                                 \
        REAL x[STRIP];                                                                                                \
        _Pragma("unroll") for (int c = 0; c < STRIP; c++)                                                             \
            x[c] = real_load(strip + c * UNITS);                                                                      \
        if (!STRIPPED)                                                                                                \
            read_later(d + ahead);                                                                                    \
        strip += STRIP * UNITS;                                                                                       \
        _Pragma("unroll") for (int r = 0; r < R; r++)                                                                 \
            _Pragma("unroll") for (int c = 0; c < STRIP; c++)                                                         \
                acc[r][c] = fma((REAL)(d[r]), x[c], acc[r][c]);                                                       \
        d += stride;                                                                                                  \
    }

#define DEFINE_TILE(R)                                                                                                \
    inline void tile_##R(const __global float *d, const size_t stride, const int depth, const __local float *strip,   \
                         const long ahead, REAL *sums)                                                                \
    {                                                                                                                 \
        REAL acc[R][STRIP];                                                                                           \
        _Pragma("unroll") for (int r = 0; r < R; r++)                                                                 \
            _Pragma("unroll") for (int c = 0; c < STRIP; c++)                                                         \
                acc[r][c] = (REAL)(0.0f);                                                                             \
        int k = 0;                                                                                                    \
        for (; k + SEVERAL <= depth; k += SEVERAL)                                                                    \
            _Pragma("unroll") for (int i = 0; i < SEVERAL; i++)                                                       \
                ADD_PRODUCTS(R)                                                                                       \
        for (; k < depth; k++)                                                                                        \
            ADD_PRODUCTS(R)                                                                                           \
        _Pragma("unroll") for (int r = 0; r < R; r++)                                                                 \
            _Pragma("unroll") for (int c = 0; c < STRIP; c++)                                                         \
                sums[r * COLS + c] = acc[r][c];                                                                       \
    }

// clang-format off
#if FROM_RECORDS        // a block of 16 units falls into 5 + 5 + 6, 8 + 8, or is done at once
#if TILE_ROWS == 6
DEFINE_TILE(5)
DEFINE_TILE(6)
#elif TILE_ROWS == 8
DEFINE_TILE(8)
#else
DEFINE_TILE(16)
#endif
#else
DEFINE_TILE(1)
DEFINE_TILE(2)
DEFINE_TILE(3)
DEFINE_TILE(4)
DEFINE_TILE(5)
DEFINE_TILE(6)
#if TILE_ROWS == 8
DEFINE_TILE(7)
DEFINE_TILE(8)
#endif
#endif
// clang-format on

// sums[unit][column] of `count` units side by side, and the columns of a strip. ahead: how far from d stands the D of the
// next tile. Its rows lie too far apart for the hardware to guess, so it is fetched meanwhile.
inline void tile(const int count, const __global float *d, const size_t stride, const int depth,
                 const __local float *strip, const long ahead, REAL *sums)
{
    switch (count) {
#if !FROM_RECORDS
    case 1: tile_1(d, stride, depth, strip, ahead, sums); break;
    case 2: tile_2(d, stride, depth, strip, ahead, sums); break;
    case 3: tile_3(d, stride, depth, strip, ahead, sums); break;
    case 4: tile_4(d, stride, depth, strip, ahead, sums); break;
#endif
#if !FROM_RECORDS || TILE_ROWS == 6
    case 5: tile_5(d, stride, depth, strip, ahead, sums); break;
    case 6: tile_6(d, stride, depth, strip, ahead, sums); break;
#endif
#if !FROM_RECORDS && TILE_ROWS == 8
    case 7: tile_7(d, stride, depth, strip, ahead, sums); break;
#endif
#if TILE_ROWS == 8
    case 8: tile_8(d, stride, depth, strip, ahead, sums); break;
#endif
#if TILE_ROWS == 16
    case 16: tile_16(d, stride, depth, strip, ahead, sums); break;
#endif
    }
}
