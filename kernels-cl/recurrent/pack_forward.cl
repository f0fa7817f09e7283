// All that the forward pass of a direction of a layer needs of its weights, in one launch: both products' panels and
// their biases. Short runs on small weights would wait for three launches longer than for what they do.
//
//   weights_x    of the input product, into panels_x; null: none
//   weights_h    of a step's first product, into panels_h; null: none
//   bias_x       of both products; either may be null
//   biases       [block][slots][UNITS]: added
//   x_, h_       gates of a product, vectors across its panels, its depth, and the order of its gates: see panels.cl
//   global size: the work-groups below, in this order
//     x_vectors * x_pieces     input weights
//     h_vectors * h_pieces     recurrent weights
//     blocks                   biases

#include "dense/panels.cl"

// The biases of one block of hidden units.
inline void pack_biases(const __global float *bias_x, const __global float *bias_h, __global float *biases,
                        const int hidden, const int slots, const int x_first, const int x_gates, const int x_order,
                        const int h_first, const int h_gates, const int h_order, const int block)
{
    for (int lane = (int)get_local_id(0); lane < UNITS; lane += (int)get_local_size(0)) {
        const int unit = block * UNITS + lane;
        for (int slot = 0; slot < slots; slot++) {
            float sum = 0.0f;
            const int x = slot - x_first, h = slot - h_first;
            if (bias_x && unit < hidden && x >= 0 && x < x_gates)
                sum += bias_x[(size_t)block_of(x_order, x) * hidden + unit];
            if (bias_h && unit < hidden && h >= 0 && h < h_gates)
                sum += bias_h[(size_t)block_of(h_order, h) * hidden + unit];
            biases[((size_t)block * slots + slot) * UNITS + lane] = sum;
        }
    }
}

__kernel void pack_forward(const __global float *weights_x, __global WEIGHT *panels_x, const int x_depth,
                           const int x_gates, const int x_cols, const int x_order, const int x_vectors,
                           const int x_pieces, const __global float *weights_h, __global WEIGHT *panels_h,
                           const int h_depth, const int h_gates, const int h_cols, const int h_order,
                           const int h_vectors, const int h_pieces, const __global float *bias_x,
                           const __global float *bias_h, __global float *biases, const int hidden, const int slots,
                           const int x_first, const int bias_first, const int bias_gates, const int bias_order)
{
    int group = (int)get_group_id(0);
    if (group < x_vectors * x_pieces) {
        pack_vector(weights_x, panels_x, hidden, x_depth, x_gates, x_cols, x_order, group / x_pieces,
                    group % x_pieces, x_pieces);
        return;
    }
    group -= x_vectors * x_pieces;
    if (group < h_vectors * h_pieces)
        pack_vector(weights_h, panels_h, hidden, h_depth, h_gates, h_cols, h_order, group / h_pieces,
                    group % h_pieces, h_pieces);
    else
        pack_biases(bias_x, bias_h, biases, hidden, slots, x_first, x_gates, x_order, bias_first, bias_gates,
                    bias_order, group - h_vectors * h_pieces);
}
