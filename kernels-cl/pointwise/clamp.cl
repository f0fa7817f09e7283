// Holds a range of parameters within [-bound, bound] after a step of the optimiser; IndRNN needs it for its u (Li et
// al. 2018, section 3.2). NaN stays NaN.

#include "pointwise/piece.cl"

// w[offset .. offset + n)
//
//   global size: at least ceil(n / LANES)
__kernel void clamp_range(__global float *w, const long offset, const long n, const float bound)
{
    const long piece = (long)get_global_id(0) * LANES;
    if (piece >= n)
        return;
    const int count = piece_length(piece, n);
    REAL x = real_load_part(w + offset + piece, count);
    x = x > bound ? (REAL)(bound) : x;
    x = x < -bound ? (REAL)(-bound) : x;
    real_store_part(x, w + offset + piece, count);
}
