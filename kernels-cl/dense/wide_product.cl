// C = A B + bias on a CPU, B in panels (dense/panels.cl): the input projection, the gradients of the inputs, linear layers.
//
//   A   FROM_RECORDS=0: rows, row * a_stride + k.
//       FROM_RECORDS=1: the gradients in records; k runs over (block, gate, unit).
//   C   TO_RECORDS=0: rows, row * c_stride + column, `columns` wide.
//       TO_RECORDS=1: records of the layer, X_GATES vectors from slot X_FIRST on; the rest of the record is not touched.
//
// A work-group is one work-item with a block of rows and a range of tiles; it takes k in pieces that keep a panel in the
// second-level cache, tiles inside a piece, and rows inside a tile.

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
#define TILE_BLOCKS 1   // blocks of hidden units a tile, TO_RECORDS only
#endif
#define COLS (TO_RECORDS ? TILE_BLOCKS * X_GATES : 4)
#include "dense/tile.cl"

#ifndef ROW_BLOCK
#define ROW_BLOCK 96    // rows a work-group
#endif
#ifndef DEPTH
#define DEPTH 512       // how much of k at a time
#endif

// a_rows, c_rows: rows of the whole record array, which may be longer than this product; row0: the first row of it.
// accumulate: C already holds a sum to add to. a_first, c_first: where A and C begin, in floats.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void
wide_product(const __global float *a, const long a_stride, const long a_rows, const __global WEIGHT *panels,
             const __global float *bias, __global float *c, const long c_stride, const long c_rows, const long row0,
             const long row_count, const int depth, const int columns, const int accumulate,
             const long a_first, const long c_first)
{
    a += a_first;
    c += c_first;
    const long first = row0 + (long)get_group_id(0) * ROW_BLOCK;
    const int count = (int)min((long)ROW_BLOCK, row0 + row_count - first);
    const int bands = (count + BAND - 1) / BAND;
    const int blocks = (columns + UNITS - 1) / UNITS;
    const int tiles = TO_RECORDS ? (blocks + TILE_BLOCKS - 1) / TILE_BLOCKS : (blocks + COLS - 1) / COLS;
    const int tile0 = (int)((long)tiles * get_group_id(1) / get_num_groups(1));
    const int tile1 = (int)((long)tiles * (get_group_id(1) + 1) / get_num_groups(1));
#if FROM_RECORDS
    const int whole = (depth + UNITS - 1) / UNITS;          // depth: the hidden size of the records
    const int piece = max(1, DEPTH / (X_GATES * UNITS));    // in blocks
    const int per_k = X_GATES * UNITS;
    const int stride = SLOTS * UNITS;
#else
    const int whole = depth;
    const int piece = DEPTH;
    const int per_k = 1;
    const int stride = (int)a_stride;
#endif
    const size_t strip_size = (size_t)whole * per_k * (STRIP * UNITS);
    REAL sums[BAND * COLS];
    for (int k0 = 0; k0 < whole; k0 += piece) {
        const int length = min(piece, whole - k0);
        const int adds = k0 > 0 || accumulate;
        for (int tile_index = tile0; tile_index < tile1; tile_index++) {
            const __global WEIGHT *panel =
                panels + (size_t)tile_index * (COLS / STRIP) * strip_size + (size_t)k0 * per_k * (STRIP * UNITS);
            const __global WEIGHT *next = tile_index + 1 < tile1 ? panel + (COLS / STRIP) * strip_size : panel;
            for (int band = 0; band < bands; band++) {
                const int r0 = share_start(count, band, bands);
                const int height = share_start(count, band + 1, bands) - r0;
#if FROM_RECORDS
                tile(height, a + record_at(k0, first + r0, a_rows) + X_FIRST * UNITS, stride,
                     (size_t)a_rows * (SLOTS * UNITS), length, X_GATES * UNITS, panel, strip_size, next, sums);
#else
                tile(height, a + (first + r0) * a_stride + k0, stride, 0, 1, length, panel, strip_size, next, sums);
#endif
                for (int i = 0; i < height * COLS; i++) {
                    const long row = first + r0 + i / COLS;
                    const int v = i % COLS;
#if TO_RECORDS
                    const int block = tile_index * TILE_BLOCKS + v / X_GATES;
                    if (block >= blocks)
                        continue;
                    const int slot = X_FIRST + v % X_GATES;
                    __global float *to = c + record_at(block, row, c_rows) + slot * UNITS;
                    const __global float *b = bias ? bias + ((size_t)block * SLOTS + slot) * UNITS : bias;
                    const int width = UNITS;
#else
                    const int column = (tile_index * COLS + v) * UNITS;
                    __global float *to = c + row * c_stride + column;
                    const __global float *b = bias ? bias + column : bias;
                    const int width = columns - column;
                    if (width <= 0)
                        continue;
#endif
                    REAL sum = sums[i];
                    if (adds)
                        sum += real_load_part(to, width);
                    else if (b)
                        sum += real_load_part(b, width);
                    real_store_part(sum, to, width);
                }
            }
        }
    }
}
