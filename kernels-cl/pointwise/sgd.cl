// Stochastic gradient descent as PyTorch defines it (without dampening):
//
//   g' = g + decay w        v' = momentum v + g', but v' = g' in the first step
//   w' = w - rate v'        nesterov: w' = w - rate (g' + momentum v')
//
// w, g, velocity: whole buffers, of which [offset, offset + n) is done; velocity is null without momentum. g is clipped
// first (pointwise/clip.cl).

#include "pointwise/piece.cl"
#include "pointwise/clip.cl"

//   global size: at least ceil(n / LANES)
__kernel void sgd(__global float *w, const __global float *g, __global float *velocity,
                  const __global float *squared_norm, const long offset, const long n, const float clip,
                  const float rate, const float momentum, const float decay, const int nesterov, const int first)
{
    const long piece = (long)get_global_id(0) * LANES;
    if (piece >= n)
        return;
    const long at = offset + piece;
    const int count = piece_length(piece, n);
    REAL weight = real_load_part(w + at, count);
    REAL step = real_load_part(g + at, count) * clip_factor(squared_norm, clip) + decay * weight;
    if (velocity) {
        REAL v = step;
        if (!first)
            v += momentum * real_load_part(velocity + at, count);
        real_store_part(v, velocity + at, count);
        step = nesterov ? step + momentum * v : v;
    }
    real_store_part(weight - rate * step, w + at, count);
}
