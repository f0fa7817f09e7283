// Weights are packed once per change into panels: panels.cl says how these lie.

#include "dense/panels.cl"

// Rows of the weights become columns of the panels.
//
//   global size: (vectors of all tiles, pieces) work-groups
__kernel void pack_columns(const __global float *weights, __global WEIGHT *panels, const int hidden, const int inputs,
                           const int gates, const int cols, const int order)
{
    pack_vector(weights, panels, hidden, inputs, gates, cols, order, (int)get_group_id(0), (int)get_group_id(1),
                (int)get_num_groups(1));
}

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
