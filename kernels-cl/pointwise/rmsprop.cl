// RMSprop (Hinton's lecture 6e; centred: Graves 2013, arXiv 1308.0850) as PyTorch defines it:
//
//   g' = g + decay w        s' = alpha s + (1 - alpha) g'^2
//   plain:    r = sqrt(s') + eps
//   centred:  c' = alpha c + (1 - alpha) g',  r = sqrt(s' - c'^2) + eps
//   w' = w - rate g' / r    with momentum: v' = momentum v + g' / r,  w' = w - rate v'
//
// w, g, square (s), centre (c), velocity (v): whole buffers, of which [offset, offset + n) is done; the last three
// are zeros at the start; centre is null where it is not centred, velocity is null without momentum. rest = 1 - alpha,
// computed in double precision. g is clipped first (pointwise/clip.cl).

#include "pointwise/piece.cl"
#include "pointwise/clip.cl"

//   global size: at least ceil(n / LANES)
__kernel void rmsprop(__global float *w, const __global float *g, __global float *square, __global float *centre,
                      __global float *velocity, const __global float *squared_norm, const long offset, const long n,
                      const float clip, const float rate, const float decay, const float alpha, const float rest,
                      const float eps, const float momentum)
{
    const long piece = (long)get_global_id(0) * LANES;
    if (piece >= n)
        return;
    const long at = offset + piece;
    const int count = piece_length(piece, n);
    const REAL weight = real_load_part(w + at, count);
    const REAL gradient = real_load_part(g + at, count) * clip_factor(squared_norm, clip) + decay * weight;
    const REAL s = alpha * real_load_part(square + at, count) + rest * gradient * gradient;
    real_store_part(s, square + at, count);
    REAL spread = s;
    if (centre) {
        const REAL c = alpha * real_load_part(centre + at, count) + rest * gradient;
        real_store_part(c, centre + at, count);
        spread = s - c * c;
        spread = spread < 0.0f ? (REAL)(0.0f) : spread;     // a variance of 0 may round below it
    }
    REAL step = gradient / (sqrt(spread) + eps);
    if (velocity) {
        step += momentum * real_load_part(velocity + at, count);
        real_store_part(step, velocity + at, count);
    }
    real_store_part(weight - rate * step, w + at, count);
}
