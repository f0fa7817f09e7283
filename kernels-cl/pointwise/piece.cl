// How the elementwise kernels share out their work: a work-item takes one piece, LANES neighbouring floats of a row.
//
//   WIDE=1  LANES is UNITS: one vector; the last piece of a row may be short
//   WIDE=0  LANES is 1: neighbouring work-items touch neighbouring floats
//
// A flat range of n floats is cut into ceil(n / LANES) pieces. Where rows matter, [rows][width] is cut into
// rows * ceil(width / LANES): piece p is piece p % pieces of row p / pieces. Work-items behind the last piece do
// nothing, so that the host may round their number up to whole work-groups.

#include "real.cl"

#if WIDE
#define LANES UNITS
#else
#define LANES 1
#endif

// Pieces of one row.
#define pieces_of(width) (((width) - 1) / LANES + 1)

// How many of the LANES floats from `at` on lie before the end n.
inline int piece_length(const long at, const long n)
{
    return (int)min(n - at, (long)LANES);
}

// a / b. Division of 32 bits, where it is enough, is several times as fast as of 64.
inline long quotient(const long a, const int b)
{
    return a >> 31 ? a / b : (long)((int)a / b);
}
