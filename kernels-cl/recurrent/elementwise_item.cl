// What a work-item of an elementwise time loop owns: BLOCKS REALs of hidden units side by side (whole blocks with WIDE=1;
// single units with WIDE=0) of SEQUENCES sequences side by side.
//
// In a step these lie together in memory, as streams of SEQUENCES records and as whole rows of the output. A CPU fetches
// such streams ahead, where it would wait for each of the lone records that a single sequence has. It goes through them
// sequence by sequence, so that rows are written as they lie; and since the next step's are elsewhere, on other pages, it
// is told of each a step before.

#ifndef SEQUENCES
#define SEQUENCES 1     // sequences a work-item
#endif
#ifndef BLOCKS
#define BLOCKS 1        // blocks of hidden units a work-item; 1 with WIDE=0
#endif
#define LANES (WIDE ? 1 : UNITS)    // work-items a block

typedef struct {
    int block, blocks;      // the first of its blocks and how many; none: nothing is left for it
    int lane;               // its unit within a block
    int sequence, sequences;
} Item;

inline Item item_of(const long id, const int batch, const int hidden)
{
    const int slices = (batch + SEQUENCES - 1) / SEQUENCES;
    Item item;
    item.lane = (int)(id % LANES);
    item.sequence = (int)(id / LANES % slices) * SEQUENCES;
    item.sequences = min(SEQUENCES, batch - item.sequence);
    item.block = (int)(id / LANES / slices) * BLOCKS;
    item.blocks = min(BLOCKS, (hidden + UNITS - 1) / UNITS - item.block);
    return item;
}

// Number of the REAL of block i and sequence j among its item's.
#define part_of(i, j) ((i) * SEQUENCES + (j))
#define PARTS (BLOCKS * SEQUENCES)

inline void record_ahead(const __global float *record, const int written)
{
    for (int k = 0; k < SLOTS; k++) {
        if (written)
            write_ahead(record + k * UNITS);
        else
            read_ahead(record + k * UNITS);
    }
}
