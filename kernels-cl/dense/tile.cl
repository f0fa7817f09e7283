// The register tile that every wide matrix product is made of: R rows by COLS vectors of accumulators.
//
//              panel row k:  COLS vectors, loaded once
//                            v v v v
//   a[row][k], broadcast --> + + + +      R * COLS accumulators live in registers over the whole of k
//                            + + + +
//
// STRIPPED=1, where a vector takes two registers and there are few of them (AVX2: 16 of 8 floats): a panel falls into
// strips of one vector, which lie one behind the other. Six rows fill 12 registers, the panel's vector and a broadcast the
// rest.
//
// A panel is taken in pieces that stay in the first-level cache for all rows of a band. While they are multiplied by a
// piece of a whole panel, the next is fetched into the second-level cache: each tile of rows asks for its share of it, from
// line to line as it lies in memory, so that the lines come evenly over the time of all multiply-adds.
//
// The k axis comes in `runs` pieces of `length` consecutive floats, `run_stride` apart: one piece for a plain row, one a
// block for the gradients in a record. Sums run in the order of k whatever R is. For a time loop over one row alone there
// is tile_alone: it takes some k at a time in accumulators of their own, so that the multiply-adds need not wait for each
// other.

#ifndef COLS
#define COLS 4          // vectors across a panel
#endif
#ifndef STRIPPED
#define STRIPPED 0
#endif
#define SEVERAL 4       // k at a time, which spares instructions
#if STRIPPED
#define STRIP 1                                     // vectors of the panel at a time
#define TILE_ROWS 6
#define BAND (COLS <= 4 ? 48 : 24)                  // rows whose sums are kept together
#define PIECE 256                                   // k at a time: 16 KiB of a strip
#define ALONE (COLS == 1 ? 4 : COLS <= 3 ? 2 : 1)   // k at a time of a single row
#else
#define STRIP COLS
#define TILE_ROWS (COLS <= 3 ? 8 : COLS == 4 ? 6 : COLS <= 6 ? 4 : 3)
#define BAND (11 * TILE_ROWS)                       // as above; so 64 and 96 rows fall into full tiles, or nearly
#define PIECE (384 / COLS)                          // k at a time: 24 KiB of a panel, half of a cache of 48
#define ALONE 4
#endif

// Whoever shares a core's two threads with somebody else has half of its instructions, and what a loop does beside the
// multiply-adds costs. So it is unrolled, and the rows are addresses that the compiler cannot derive from each other
// (volatile), or it would at every k.
#define ADD_PRODUCTS(R, k)                                                                                            \
    {                                                                                                                 \
        REAL column[STRIP];                                                                                           \
        _Pragma("unroll") for (int c = 0; c < STRIP; c++)                                                             \
            column[c] = weight_load(strip + c * UNITS);                                                               \
        if (!STRIPPED)                                                                                                \
            read_later(later);                                                                                        \
        strip += STRIP * UNITS;                                                                                       \
        later += later_step;                                                                                          \
        _Pragma("unroll") for (int r = 0; r < R; r++) {                                                               \
            REAL x = (REAL)(row[r][k]);                                                                               \
            _Pragma("unroll") for (int c = 0; c < STRIP; c++)                                                         \
                acc[r][c] = fma(x, column[c], acc[r][c]);                                                             \
        }                                                                                                             \
    }

#define DEFINE_TILE(R)                                                                                                \
    inline void tile_##R(const int adds, const __global float *a, const int stride, const size_t run_stride,          \
                         const int runs, const int length, const __global WEIGHT *strip,                              \
                         const __global WEIGHT *later, const int later_step, REAL *sums)                              \
    {                                                                                                                 \
        const __global float *volatile rows[R];                                                                       \
        const __global float *row[R];                                                                                 \
        _Pragma("unroll") for (int r = 0; r < R; r++)                                                                 \
            rows[r] = a + r * stride;                                                                                 \
        _Pragma("unroll") for (int r = 0; r < R; r++)                                                                 \
            row[r] = rows[r];                                                                                         \
        REAL acc[R][STRIP];                                                                                           \
        _Pragma("unroll") for (int r = 0; r < R; r++)                                                                 \
            _Pragma("unroll") for (int c = 0; c < STRIP; c++)                                                         \
                acc[r][c] = adds ? sums[r * COLS + c] : (REAL)(0.0f);                                                 \
        for (int run = 0; run < runs; run++) {                                                                        \
            int k = 0;                                                                                                \
            for (; k + SEVERAL <= length; k += SEVERAL)                                                               \
                _Pragma("unroll") for (int i = 0; i < SEVERAL; i++)                                                   \
                    ADD_PRODUCTS(R, k + i)                                                                            \
            for (; k < length; k++)                                                                                   \
                ADD_PRODUCTS(R, k)                                                                                    \
            _Pragma("unroll") for (int r = 0; r < R; r++)                                                             \
                row[r] += run_stride;                                                                                 \
        }                                                                                                             \
        _Pragma("unroll") for (int r = 0; r < R; r++)                                                                 \
            _Pragma("unroll") for (int c = 0; c < STRIP; c++)                                                         \
                sums[r * COLS + c] = acc[r][c];                                                                       \
    }

// clang-format off
DEFINE_TILE(1)
DEFINE_TILE(2)
DEFINE_TILE(3)
#if TILE_ROWS >= 4
DEFINE_TILE(4)
#endif
#if TILE_ROWS >= 6
DEFINE_TILE(5)
DEFINE_TILE(6)
#endif
#if TILE_ROWS >= 8
DEFINE_TILE(7)
DEFINE_TILE(8)
#endif
// clang-format on

// strip_size: weights from strip to strip.
inline void tile_alone(const __global float *a, const size_t run_stride, const int runs, const int length,
                       const __global WEIGHT *panel, const size_t strip_size, REAL *sums)
{
#define WEIGHTS(j, c) weight_load(panel + (c) / STRIP * strip_size + ((j) * STRIP + (c) % STRIP) * UNITS)
    REAL acc[ALONE][COLS];
    _Pragma("unroll") for (int j = 0; j < ALONE; j++)
        _Pragma("unroll") for (int c = 0; c < COLS; c++)
            acc[j][c] = (REAL)(0.0f);
    for (int run = 0; run < runs; run++) {
        int k = 0;
        for (; k + ALONE <= length; k += ALONE) {
            _Pragma("unroll") for (int j = 0; j < ALONE; j++)
                _Pragma("unroll") for (int c = 0; c < COLS; c++)
                    acc[j][c] = fma((REAL)(a[k + j]), WEIGHTS(j, c), acc[j][c]);
            panel += ALONE * STRIP * UNITS;
        }
        for (; k < length; k++) {
            _Pragma("unroll") for (int c = 0; c < COLS; c++)
                acc[0][c] = fma((REAL)(a[k]), WEIGHTS(0, c), acc[0][c]);
            panel += STRIP * UNITS;
        }
        a += run_stride;
    }
    _Pragma("unroll") for (int c = 0; c < COLS; c++) {
#if ALONE == 4
        sums[c] = (acc[0][c] + acc[1][c]) + (acc[2][c] + acc[3][c]);
#elif ALONE == 2
        sums[c] = acc[0][c] + acc[1][c];
#else
        sums[c] = acc[0][c];
#endif
    }
#undef WEIGHTS
}

// Where share i of `shares` begins when n things are shared out evenly. n * i / shares would pass 2^31 with a batch of
// some 100,000 sequences.
inline int share_start(const int n, const int i, const int shares)
{
    return n / shares * i + min(n % shares, i);
}

// sums[row][column] of `count` rows, 1 to TILE_ROWS, and the columns of a strip. adds: to what stands there. later:
// what is fetched meanwhile, later_step further at each k; a hint, so that it may point past the end of a buffer.
inline void tile_strip(const int count, const int adds, const __global float *a, const int stride,
                       const size_t run_stride, const int runs, const int length, const __global WEIGHT *strip,
                       const __global WEIGHT *later, const int later_step, REAL *sums)
{
    switch (count) {
    case 1: tile_1(adds, a, stride, run_stride, runs, length, strip, later, later_step, sums); break;
    case 2: tile_2(adds, a, stride, run_stride, runs, length, strip, later, later_step, sums); break;
    case 3: tile_3(adds, a, stride, run_stride, runs, length, strip, later, later_step, sums); break;
#if TILE_ROWS >= 4
    case 4: tile_4(adds, a, stride, run_stride, runs, length, strip, later, later_step, sums); break;
#endif
#if TILE_ROWS >= 6
    case 5: tile_5(adds, a, stride, run_stride, runs, length, strip, later, later_step, sums); break;
    case 6: tile_6(adds, a, stride, run_stride, runs, length, strip, later, later_step, sums); break;
#endif
#if TILE_ROWS >= 8
    case 7: tile_7(adds, a, stride, run_stride, runs, length, strip, later, later_step, sums); break;
    case 8: tile_8(adds, a, stride, run_stride, runs, length, strip, later, later_step, sums); break;
#endif
    }
}

// sums[row][column] of `count` rows, 1 to BAND, and all columns of a panel. next: the panel that is used after it.
inline void tile(const int count, const __global float *a, const int stride, const size_t run_stride, const int runs,
                 const int length, const __global WEIGHT *panel, const size_t strip_size,
                 const __global WEIGHT *next, REAL *sums)
{
    // In pieces of whole runs, or of the only one.
    const int whole = runs > 1 ? runs : length;
    const int piece = runs > 1 ? max(1, PIECE / length) : PIECE;
    const int pieces = max(1, (whole + piece / 2) / piece);     // all about as long: none of a few k at the end
    const int even = runs > 1 ? 1 : SEVERAL;                    // and of whole rounds of the unrolled loop
    const int per_piece = runs > 1 ? length : 1;
    const size_t a_step = runs > 1 ? run_stride : 1;
    const int chunks = (count + TILE_ROWS - 1) / TILE_ROWS;
    const int later_step = (STRIP * UNITS + chunks - 1) / chunks;
    for (int c = 0; c < COLS; c += STRIP) {
        for (int p = 0; p < pieces; p++) {
            const int k = share_start(whole / even, p, pieces) * even;
            const int n = (p + 1 < pieces ? share_start(whole / even, p + 1, pieces) * even : whole) - k;
            const __global WEIGHT *strip = panel + c / STRIP * strip_size + (size_t)k * per_piece * (STRIP * UNITS);
            const __global WEIGHT *then = k + n < whole ? strip + (size_t)n * per_piece * (STRIP * UNITS) : next;
            for (int chunk = 0; chunk < chunks; chunk++) {
                const int r = share_start(count, chunk, chunks);
                tile_strip(share_start(count, chunk + 1, chunks) - r, k > 0, a + (size_t)r * stride + k * a_step,
                           stride, run_stride, runs > 1 ? n : 1, runs > 1 ? length : n, strip,
                           then + (size_t)n * per_piece * chunk * later_step, later_step, sums + r * COLS + c);
            }
        }
    }
}
