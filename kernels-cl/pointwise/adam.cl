// Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019), as PyTorch defines them. In step t = 1, 2, ...:
//
//   DECOUPLED=0 (Adam)    g' = g + weight_decay w
//   DECOUPLED=1 (AdamW)   w  = w - lr weight_decay w,  g' = g
//   m' = beta1 m + (1 - beta1) g'        v' = beta2 v + (1 - beta2) g'^2
//   w' = w - lr / (1 - beta1^t) * m' / (sqrt(v') / sqrt(1 - beta2^t) + eps)
//
// What depends on t alone comes from the host, computed in double precision:
//   rate = lr / (1 - beta1^t)     root2 = sqrt(1 - beta2^t)     rest1 = 1 - beta1     rest2 = 1 - beta2
//   decay = weight_decay (Adam) or lr * weight_decay (AdamW)
//
// w, g, mean (m), square (v): whole buffers, of which [offset, offset + n) is done; mean and square are zeros at the
// start. g is clipped first (pointwise/clip.cl).

#include "pointwise/piece.cl"
#include "pointwise/clip.cl"

#ifndef DECOUPLED
#define DECOUPLED 0
#endif

//   global size: at least ceil(n / LANES)
__kernel void adam(__global float *w, const __global float *g, __global float *mean, __global float *square,
                   const __global float *squared_norm, const long offset, const long n, const float clip,
                   const float rate, const float decay, const float beta1, const float rest1, const float beta2,
                   const float rest2, const float root2, const float eps)
{
    const long piece = (long)get_global_id(0) * LANES;
    if (piece >= n)
        return;
    const long at = offset + piece;
    const int count = piece_length(piece, n);
    REAL weight = real_load_part(w + at, count);
    REAL gradient = real_load_part(g + at, count) * clip_factor(squared_norm, clip);
#if DECOUPLED
    weight -= decay * weight;
#else
    gradient += decay * weight;
#endif
    const REAL m = beta1 * real_load_part(mean + at, count) + rest1 * gradient;
    const REAL v = beta2 * real_load_part(square + at, count) + rest2 * gradient * gradient;
    real_store_part(m, mean + at, count);
    real_store_part(v, square + at, count);
    real_store_part(weight - rate * m / (sqrt(v) / root2 + eps), w + at, count);
}
