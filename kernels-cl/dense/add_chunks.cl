// The sum of several partial results, always in the same order, so that two runs agree to the last bit: kernels that
// sum over many rows give each work-group a chunk of them, and this adds the chunks up.
//
//   chunks   [count][size]
//   sum      [size], from the float number `at` on; it may be the first chunk itself
//   accumulate   it already holds a sum to add to
//
//   global size: (size) or more

__kernel void add_chunks(const __global float *chunks, __global float *sum, const long size, const int count,
                         const long at, const int accumulate)
{
    const size_t i = get_global_id(0);
    if (i >= (size_t)size)
        return;
    float total = chunks[i];
    for (int n = 1; n < count; n++)
        total += chunks[n * (size_t)size + i];
    sum[at + i] = accumulate ? sum[at + i] + total : total;
}
