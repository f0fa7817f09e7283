// C = A B + bias on a GPU, B in panels (dense/panels.cl): the input projection, the gradients of the inputs, linear
// layers.
//
// A work-group computes ROWS rows of one tile of the panels, DEPTH of k at a time through local memory:
//
//                  b_tile      DEPTH x COLS vectors of UNITS columns
//                  . . . .
//   a_tile  . . .  # # # #     each work-item: ROWS_PER_ITEM rows of COLS columns, UNITS apart, in registers
//     ROWS  . . .  # # # #
//          DEPTH
//
//   A   FROM_RECORDS=0: rows, row * a_stride + k.
//       FROM_RECORDS=1: the gradients in records; k runs over (block, gate, unit), and `depth` is the hidden size.
//   C   TO_RECORDS=0: rows, row * c_stride + column, `columns` wide.
//       TO_RECORDS=1: records of the layer, X_GATES vectors from slot X_FIRST on; the record's rest is not touched.
//
//   bias     TO_RECORDS=1: [block][SLOTS][UNITS], otherwise [columns]; null: zeros
//   a_rows, c_rows   rows of the whole record array, which may be longer than this product; row0: the first row of it
//   accumulate       C already holds a sum to add to, and the bias is not added
//   a_first, c_first where A and C begin, in floats
//
//   local size  (UNITS, GROUP_ROWS)
//   global size (ceil(row_count / ROWS) * UNITS, tiles * GROUP_ROWS), ROWS = GROUP_ROWS * ROWS_PER_ITEM

#include "real.cl"
#include "recurrent/layout.cl"

#ifndef FROM_RECORDS
#define FROM_RECORDS 0
#endif
#ifndef TO_RECORDS
#define TO_RECORDS 0
#endif
#ifndef SLOTS
#define SLOTS 1         // slots a record
#define X_FIRST 0       // first slot of the product
#define X_GATES 1       // how many slots it has
#endif
#ifndef TILE_BLOCKS
#define TILE_BLOCKS 1   // blocks of hidden units a tile of the panels, TO_RECORDS only
#endif
#ifndef GROUP_ROWS
#define GROUP_ROWS 16   // lines of UNITS work-items a work-group
#endif
#ifndef ROWS_PER_ITEM
#define ROWS_PER_ITEM 4
#endif
#ifndef DEPTH
#define DEPTH 16        // how much of k at a time
#endif
#define COLS (TO_RECORDS ? TILE_BLOCKS * X_GATES : 4)
#define ROWS (GROUP_ROWS * ROWS_PER_ITEM)
#define ITEMS (GROUP_ROWS * UNITS)
#define WIDTH (COLS * UNITS)

__kernel __attribute__((reqd_work_group_size(UNITS, GROUP_ROWS, 1))) void
tiled_product(const __global float *a, const long a_stride, const long a_rows, const __global WEIGHT *panels,
              const __global float *bias, __global float *c, const long c_stride, const long c_rows, const long row0,
              const long row_count, const int depth, const int columns, const int accumulate,
              const long a_first, const long c_first)
{
    a += a_first;
    c += c_first;
    __local float a_tile[DEPTH][ROWS + 1];      // one more, so that a column's rows lie in different banks
    __local float b_tile[DEPTH][WIDTH];
    const int lane = (int)get_local_id(0);
    const int line = (int)get_local_id(1);
    const int item = line * UNITS + lane;
    const int tile_index = (int)get_group_id(1);
    const long first = row0 + (long)get_group_id(0) * ROWS;
    const int count = (int)min((long)ROWS, row0 + row_count - first);
#if FROM_RECORDS
    const int whole = (depth + UNITS - 1) / UNITS * (X_GATES * UNITS);
#else
    const int whole = depth;
#endif
    const __global WEIGHT *panel = panels + (size_t)tile_index * whole * WIDTH;

    float sums[ROWS_PER_ITEM][COLS];
    for (int r = 0; r < ROWS_PER_ITEM; r++)
        for (int v = 0; v < COLS; v++)
            sums[r][v] = 0.0f;
    for (int k0 = 0; k0 < whole; k0 += DEPTH) {
        for (int i = item; i < ROWS * DEPTH; i += ITEMS) {
            const int r = i / DEPTH, k = i % DEPTH;
#if FROM_RECORDS
            const int block = (k0 + k) / (X_GATES * UNITS), within = (k0 + k) % (X_GATES * UNITS);
            const size_t at = record_at(block, first + r, a_rows) + X_FIRST * UNITS + within;
#else
            const size_t at = (size_t)(first + r) * a_stride + k0 + k;
#endif
            a_tile[k][r] = r < count && k0 + k < whole ? a[at] : 0.0f;
        }
        for (int i = item; i < DEPTH * WIDTH; i += ITEMS) {
            const int k = i / WIDTH;
            b_tile[k][i % WIDTH] = k0 + k < whole ? weight_load(panel + (size_t)k0 * WIDTH + i) : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        _Pragma("unroll 4") for (int k = 0; k < DEPTH; k++)
            _Pragma("unroll") for (int r = 0; r < ROWS_PER_ITEM; r++)
                _Pragma("unroll") for (int v = 0; v < COLS; v++)
                    sums[r][v] = fma(a_tile[k][r * GROUP_ROWS + line], b_tile[k][v * UNITS + lane], sums[r][v]);
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    for (int r = 0; r < ROWS_PER_ITEM; r++) {
        const int at = r * GROUP_ROWS + line;
        const long row = first + at;
        for (int v = 0; v < COLS; v++) {
#if TO_RECORDS
            const int block = tile_index * TILE_BLOCKS + v / X_GATES;
            const int slot = X_FIRST + v % X_GATES;
            const int inside = at < count && block * UNITS < columns;
            const size_t to = record_at(block, row, c_rows) + slot * UNITS + lane;
            const size_t of = ((size_t)block * SLOTS + slot) * UNITS + lane;
#else
            const int of = tile_index * WIDTH + v * UNITS + lane;
            const int inside = at < count && of < columns;
            const size_t to = (size_t)row * c_stride + of;
#endif
            if (inside)
                c[to] = sums[r][v] + (accumulate ? c[to] : bias ? bias[of] : 0.0f);
        }
    }
}
