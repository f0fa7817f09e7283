// The register tile that every wide matrix product is made of: R rows by COLS vectors of accumulators.
//
//              panel row k:  COLS vectors, loaded once
//                            v v v v
//   a[row][k], broadcast --> + + + +      R * COLS accumulators live in registers over the whole of k
//                            + + + +
//
// The k axis comes in `runs` pieces of `length` consecutive floats, `run_stride` apart: one piece for a plain row, one a
// block for the gradients in a record. Sums run in the order of k whatever R is. For a time loop over one row alone there
// is tile_alone: it takes four k at a time in accumulators of their own, so that the multiply-adds need not wait for each
// other.

#ifndef COLS
#define COLS 4          // vectors across a panel
#endif
#define TILE_ROWS (COLS <= 2 ? 8 : COLS == 3 ? 8 : COLS == 4 ? 6 : COLS <= 6 ? 4 : 3)
#define MAX_TILE_ROWS 8

#define DEFINE_TILE(R)                                                                                                \
    inline void tile_##R(const __global float *a, const int stride, const size_t run_stride, const int runs,          \
                         const int length, const __global WEIGHT *panel, REAL *sums)                                  \
    {                                                                                                                 \
        REAL acc[R][COLS];                                                                                            \
        _Pragma("unroll") for (int r = 0; r < R; r++)                                                                 \
            _Pragma("unroll") for (int c = 0; c < COLS; c++)                                                          \
                acc[r][c] = (REAL)(0.0f);                                                                             \
        for (int run = 0; run < runs; run++) {                                                                        \
            for (int k = 0; k < length; k++) {                                                                        \
                REAL column[COLS];                                                                                    \
                _Pragma("unroll") for (int c = 0; c < COLS; c++)                                                      \
                    column[c] = weight_load(panel + c * UNITS);                                                       \
                panel += COLS * UNITS;                                                                                \
                _Pragma("unroll") for (int r = 0; r < R; r++) {                                                       \
                    REAL x = (REAL)(a[r * stride + k]);                                                               \
                    _Pragma("unroll") for (int c = 0; c < COLS; c++)                                                  \
                        acc[r][c] = fma(x, column[c], acc[r][c]);                                                     \
                }                                                                                                     \
            }                                                                                                         \
            a += run_stride;                                                                                          \
        }                                                                                                             \
        _Pragma("unroll") for (int r = 0; r < R; r++)                                                                 \
            _Pragma("unroll") for (int c = 0; c < COLS; c++)                                                          \
                sums[r * COLS + c] = acc[r][c];                                                                       \
    }

// clang-format off
DEFINE_TILE(1)
DEFINE_TILE(2)
DEFINE_TILE(3)
#if COLS <= 6
DEFINE_TILE(4)
#endif
#if COLS <= 4
DEFINE_TILE(5)
DEFINE_TILE(6)
#endif
#if COLS <= 3
DEFINE_TILE(7)
DEFINE_TILE(8)
#endif
// clang-format on

inline void tile_alone(const __global float *a, const size_t run_stride, const int runs, const int length,
                   const __global WEIGHT *panel, REAL *sums)
{
    REAL acc[4][COLS];
    _Pragma("unroll") for (int j = 0; j < 4; j++)
        _Pragma("unroll") for (int c = 0; c < COLS; c++)
            acc[j][c] = (REAL)(0.0f);
    for (int run = 0; run < runs; run++) {
        int k = 0;
        for (; k + 4 <= length; k += 4) {
            _Pragma("unroll") for (int j = 0; j < 4; j++)
                _Pragma("unroll") for (int c = 0; c < COLS; c++)
                    acc[j][c] = fma((REAL)(a[k + j]), weight_load(panel + (j * COLS + c) * UNITS), acc[j][c]);
            panel += 4 * COLS * UNITS;
        }
        for (; k < length; k++) {
            _Pragma("unroll") for (int c = 0; c < COLS; c++)
                acc[0][c] = fma((REAL)(a[k]), weight_load(panel + c * UNITS), acc[0][c]);
            panel += COLS * UNITS;
        }
        a += run_stride;
    }
    _Pragma("unroll") for (int c = 0; c < COLS; c++)
        sums[c] = (acc[0][c] + acc[1][c]) + (acc[2][c] + acc[3][c]);
}

// Where share i of `shares` begins when n things are shared out evenly. n * i / shares would pass 2^31 with a batch of
// some 100,000 sequences.
inline int share_start(const int n, const int i, const int shares)
{
    return n / shares * i + min(n % shares, i);
}

// sums[row][column] of `count` rows, 1 to TILE_ROWS.
inline void tile(const int count, const __global float *a, const int stride, const size_t run_stride, const int runs,
                 const int length, const __global WEIGHT *panel, REAL *sums)
{
    switch (count) {
    case 1: tile_1(a, stride, run_stride, runs, length, panel, sums); break;
    case 2: tile_2(a, stride, run_stride, runs, length, panel, sums); break;
    case 3: tile_3(a, stride, run_stride, runs, length, panel, sums); break;
#if COLS <= 6
    case 4: tile_4(a, stride, run_stride, runs, length, panel, sums); break;
#endif
#if COLS <= 4
    case 5: tile_5(a, stride, run_stride, runs, length, panel, sums); break;
    case 6: tile_6(a, stride, run_stride, runs, length, panel, sums); break;
#endif
#if COLS <= 3
    case 7: tile_7(a, stride, run_stride, runs, length, panel, sums); break;
    case 8: tile_8(a, stride, run_stride, runs, length, panel, sums); break;
#endif
    }
}
