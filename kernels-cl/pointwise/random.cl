// The random words themselves, so that a device can be held to the published values of the generator.

#include "pointwise/philox.cl"

// words[4 * i ..] is block first + i.
//
//   global size: at least ceil(blocks / LANES)
__kernel void random_words(__global uint *words, const long first, const long blocks, const long seed,
                           const long stream)
{
    const long block = (long)get_global_id(0) * LANES;
    if (block >= blocks)
        return;
    WORD word[4];
    philox((ulong)(first + block), (ulong)stream, (ulong)seed, word);
    uint lane[4 * LANES];
    for (int j = 0; j < 4; j++)
        real_store_near(word[j], lane + j * LANES);
    for (int i = 0; i < piece_length(block, blocks); i++)
        for (int j = 0; j < 4; j++)
            words[(block + i) * 4 + j] = lane[j * LANES + i];
}
