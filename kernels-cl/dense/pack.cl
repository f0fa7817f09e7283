// Weights are packed once per change into panels, so that every matrix product streams them in the order it needs.
//
//   panel     [tile][k][cols][UNITS]: a tile is `cols` vectors wide; zeros where the weights end
//             STRIPPED=1: [tile][cols][k][UNITS], see dense/tile.cl
//
// Weights of gates are PyTorch's: [gates * hidden][inputs], a row block of `hidden` rows a gate. `order` says which row
// block a slot's gate is, four bits each, the first slot lowest (the GRU keeps n, r, z where PyTorch keeps r, z, n).

#include "real.cl"

#ifndef STRIPPED
#define STRIPPED 0
#endif

// Where vector c of row k stands in the panel of a tile, of `depth` rows.
#define vector_at(tile, k, c, depth, cols)                                                                            \
    ((STRIPPED ? ((size_t)(tile) * (cols) + (c)) * (depth) + (k) : ((size_t)(tile) * (depth) + (k)) * (cols) + (c)) * \
     UNITS)

#define block_of(order, gate) (((order) >> (4 * (gate))) & 15)

// Rows of the weights become columns of the panels: the k axis is the inputs. Column vector c of a tile is block
// tile * (cols / gates) + c / gates, gate c % gates.
#if WIDE
// A square of the weights, row by row, becomes the square that lies on its side. Each stage deals the upper and the lower
// half of the rows out in turns, which moves the highest bit of a row's number to the lowest of a column's, and that of
// the column's to the row's; once every bit has moved, both have changed places.
inline void transpose(REAL *square)
{
    _Pragma("unroll") for (int bit = 1; bit < UNITS; bit *= 2) {
        REAL dealt[UNITS];
        _Pragma("unroll") for (int i = 0; i < UNITS / 2; i++) {
            dealt[2 * i].even = square[i].lo;
            dealt[2 * i].odd = square[i + UNITS / 2].lo;
            dealt[2 * i + 1].even = square[i].hi;
            dealt[2 * i + 1].odd = square[i + UNITS / 2].hi;
        }
        _Pragma("unroll") for (int i = 0; i < UNITS; i++)
            square[i] = dealt[i];
    }
}

// One work-item packs a range of k of one vector.
//
//   global size: (tiles * cols, ranges)
__kernel void pack_columns(const __global float *weights, __global WEIGHT *panels, const int hidden, const int inputs,
                           const int gates, const int cols, const int order)
{
    const int vector = (int)get_global_id(0);
    const int tile = vector / cols, c = vector % cols;
    const int unit = (tile * (cols / gates) + c / gates) * UNITS;
    const int count = min(UNITS, hidden - unit);
    const int k0 = (int)((long)inputs * get_global_id(1) / get_global_size(1));
    const int k1 = (int)((long)inputs * (get_global_id(1) + 1) / get_global_size(1));
    const __global float *from = weights + ((size_t)block_of(order, c % gates) * hidden + unit) * inputs;
    REAL square[UNITS];
    for (int k = k0; k < k1; k += UNITS) {
        _Pragma("unroll") for (int i = 0; i < UNITS; i++)
            square[i] = i < count ? real_load_part(from + (size_t)i * inputs + k, k1 - k) : (REAL)(0.0f);
        transpose(square);
        _Pragma("unroll") for (int i = 0; i < UNITS; i++)
            if (i < k1 - k)
                weight_store_real(square[i], panels + vector_at(tile, k + i, c, inputs, cols));
    }
}
#else
// One work-item copies one row of weights.
//
//   global size: (tiles * cols * UNITS)
__kernel void pack_columns(const __global float *weights, __global WEIGHT *panels, const int hidden, const int inputs,
                           const int gates, const int cols, const int order)
{
    const int column = (int)get_global_id(0);
    const int tile = column / (cols * UNITS);
    const int c = column / UNITS % cols;
    const int unit = (tile * (cols / gates) + c / gates) * UNITS + column % UNITS;
    const __global float *from = weights + ((size_t)block_of(order, c % gates) * hidden + unit) * inputs;
    for (int k = 0; k < inputs; k++)
        weight_store(unit < hidden ? from[k] : 0.0f,
                     panels + vector_at(tile, k, c, inputs, cols) + column % UNITS);
}
#endif

// Rows of the weights stay rows of the panels: the k axis is (block, gate, unit), as the gradients lie in a record; the
// columns are the inputs. A work-item copies the pieces of its rows that lie in one tile: of a range with WIDE=1, of one
// row with WIDE=0.
//
//   rows: blocks * gates * UNITS, or as many as there are without the padding of blocks
//   global size: (ranges, or rows; tiles)
__kernel void pack_rows(const __global float *weights, __global WEIGHT *panels, const int hidden, const int inputs,
                        const int gates, const int cols, const int order, const int rows)
{
    const int width = cols * UNITS;
    const int tile = (int)get_global_id(1);
    const int first = tile * width;
    const int k0 = (int)((long)rows * get_global_id(0) / get_global_size(0));
    const int k1 = (int)((long)rows * (get_global_id(0) + 1) / get_global_size(0));
    for (int k = k0; k < k1; k++) {
        const int gate = k / UNITS % gates;
        const int unit = k / UNITS / gates * UNITS + k % UNITS;
        const __global float *from = weights + ((size_t)block_of(order, gate) * hidden + unit) * inputs + first;
        const int count = unit < hidden ? min(width, inputs - first) : 0;
        for (int c = 0; c < cols; c++) {
            __global WEIGHT *to = panels + vector_at(tile, k, c, rows, cols);
#if WIDE
            weight_store_real(real_load_part(from + c * UNITS, count - c * UNITS), to);
#else
            if (count == width)
                for (int i = 0; i < UNITS; i++)
                    weight_store(from[c * UNITS + i], to + i);
            else
                for (int i = 0; i < UNITS; i++)
                    weight_store(c * UNITS + i < count ? from[c * UNITS + i] : 0.0f, to + i);
#endif
        }
    }
}

// The biases of both products, added, as [block][slots][UNITS]; either may be null.
//
//   global size: (blocks * UNITS)
__kernel void pack_bias(const __global float *bias_x, const __global float *bias_h, __global float *packed,
                        const int hidden, const int slots, const int x_first, const int x_gates, const int x_order,
                        const int h_first, const int h_gates, const int h_order)
{
    const int unit = (int)get_global_id(0);
    __global float *to = packed + (size_t)(unit / UNITS) * slots * UNITS + unit % UNITS;
    for (int slot = 0; slot < slots; slot++) {
        float sum = 0.0f;
        const int x = slot - x_first, h = slot - h_first;
        if (bias_x && unit < hidden && x >= 0 && x < x_gates)
            sum += bias_x[(size_t)block_of(x_order, x) * hidden + unit];
        if (bias_h && unit < hidden && h >= 0 && h < h_gates)
            sum += bias_h[(size_t)block_of(h_order, h) * hidden + unit];
        to[(size_t)slot * UNITS] = sum;
    }
}
