// Philox-4x32 with 10 rounds: random words as a function of a counter and a key, without state (Salmon, Moraes, Dror
// and Shaw 2011, doi:10.1145/2063384.2063405). CounterRandom is the same function on the host, bit for bit:
//
//   key      seed, low word first
//   counter  index / 4, low word first, then the stream, low word first
//   result   a block of four words, for the four indices that share the counter

#include "pointwise/piece.cl"

#if WIDE
#define WORD GLUE(uint, UNITS)
#else
#define WORD uint
#endif

// LANES successive blocks: lane i of word[j] is word j of block `first` + i.
inline void philox(const ulong first, const ulong stream, const ulong seed, WORD *word)
{
    uint low[LANES], high[LANES];
    for (int i = 0; i < LANES; i++) {
        low[i] = (uint)(first + i);
        high[i] = (uint)((first + i) >> 32);
    }
    word[0] = real_load(low);
    word[1] = real_load(high);
    word[2] = (WORD)((uint)stream);
    word[3] = (WORD)((uint)(stream >> 32));
    uint key0 = (uint)seed, key1 = (uint)(seed >> 32);
    for (int round = 0; round < 10; round++) {
        const WORD product0 = word[0] * 0xD2511F53u, over0 = mul_hi(word[0], (WORD)(0xD2511F53u));
        const WORD product1 = word[2] * 0xCD9E8D57u, over1 = mul_hi(word[2], (WORD)(0xCD9E8D57u));
        word[0] = over1 ^ word[1] ^ key0;
        word[1] = product1;
        word[2] = over0 ^ word[3] ^ key1;
        word[3] = product0;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
}
