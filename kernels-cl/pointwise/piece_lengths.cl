// Valid steps of every sequence, counted from a piece of time on: below 1 where a sequence has none there.
//
//   lengths, out  [batch]
//   first         the first time step of the piece
//
//   global size: (batch) or more

__kernel void piece_lengths(const __global int *lengths, __global int *out, const int first, const int batch)
{
    const int b = (int)get_global_id(0);
    if (b < batch)
        out[b] = lengths[b] - first;
}
