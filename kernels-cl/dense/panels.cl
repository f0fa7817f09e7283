// How weights lie in panels, so that every matrix product streams them in the order it needs.
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
#endif

// Rows of the weights become columns of the panels: the k axis is the inputs. Column vector c of a tile is block
// tile * (cols / gates) + c / gates, gate c % gates. A work-group packs one such vector: of a piece of k with WIDE=1; with
// WIDE=0 each of its UNITS work-items a row of the weights.
inline void pack_vector(const __global float *weights, __global WEIGHT *panels, const int hidden, const int inputs,
                        const int gates, const int cols, const int order, const int vector, const int piece,
                        const int pieces)
{
    const int tile = vector / cols, c = vector % cols;
    const int unit = (tile * (cols / gates) + c / gates) * UNITS;
    const int count = min(UNITS, hidden - unit);
    const int k0 = (int)((long)inputs * piece / pieces);
    const int k1 = (int)((long)inputs * (piece + 1) / pieces);
    const __global float *from = weights + ((size_t)block_of(order, c % gates) * hidden + unit) * inputs;
#if WIDE
    REAL square[UNITS];
    for (int k = k0; k < k1; k += UNITS) {
        _Pragma("unroll") for (int i = 0; i < UNITS; i++)
            square[i] = i < count ? real_load_part(from + (size_t)i * inputs + k, k1 - k) : (REAL)(0.0f);
        transpose(square);
        _Pragma("unroll") for (int i = 0; i < UNITS; i++)
            if (i < k1 - k)
                weight_store_real(square[i], panels + vector_at(tile, k + i, c, inputs, cols));
    }
#else
    const int lane = (int)get_local_id(0);
    from += (size_t)lane * inputs;
    for (int k = k0; k < k1; k++)
        weight_store(lane < count ? from[k] : 0.0f, panels + vector_at(tile, k, c, inputs, cols) + lane);
#endif
}
