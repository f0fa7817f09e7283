// How fast memory is: arrays of n floats, each touched once, with next to no arithmetic.
//
//   a, b    arrays that are only read, the first READ of them
//   u       an array that is read and written in place, with UPDATED=1
//   w       an array that is only written, with WRITTEN=1
//           with STREAMED=1 past the caches, where the compiler knows how
//   n       floats of each array, a multiple of UNITS
//   chunk   WIDE=1: floats a work-item, a multiple of UNITS, which lie together. WIDE=0: work-items stand side by side
//           and stride by the global size; not looked at.
//
// As it comes, READ=1 and WRITTEN=1, it is a copy. Sums and halves of the small whole numbers that the host writes are
// exact; that u is halved keeps it from growing, and its store from being left out as a store of what was loaded.
//
//   global size: WIDE=1: at least ceil(n / chunk); WIDE=0: any

#include "real.cl"

#ifndef READ
#define READ 1
#endif
#ifndef UPDATED
#define UPDATED 0
#endif
#ifndef WRITTEN
#define WRITTEN 1
#endif
#ifndef STREAMED
#define STREAMED 0
#endif

__kernel void stream(const __global float *a, const __global float *b, __global float *u, __global float *w,
                     const long n, const long chunk)
{
    const long id = (long)get_global_id(0);
    const long first = WIDE ? id * chunk : id;
    const long end = WIDE ? min(first + chunk, n) : n;
    const long step = WIDE ? UNITS : (long)get_global_size(0);
    for (long i = first; i < end; i += step) {
        REAL x = (REAL)(0.0f);
        if (READ > 0)
            x = real_load(a + i);
        if (READ > 1)
            x += real_load(b + i);
        if (UPDATED) {
            x += 0.5f * real_load(u + i);
            real_store(x, u + i);
        }
        if (WRITTEN && STREAMED)
            real_stream(x, w + i);
        else if (WRITTEN)
            real_store(x, w + i);
    }
    if (STREAMED)
        write_mem_fence(CLK_GLOBAL_MEM_FENCE);
}
