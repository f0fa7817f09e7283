// The input product of some time steps inside the time loop of a work-item that has all sequences: where weights stay in
// a cache and steps are few, a launch of its own (dense/wide_product.cl) would take longer than what it computes.

#ifndef ROWS_AHEAD
#define ROWS_AHEAD 24   // rows at a time: some register tiles, so that a panel of weights serves all of them
#endif

// Into the records, with the biases: rows first to before first + count of `rows`.
inline void multiply_ahead(__global float *rec, const __global float *x, const int inputs,
                           const __global WEIGHT *x_panels, const __global float *bias, const long first,
                           const int count, const long rows, const int hidden)
{
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const int tile_blocks = COLS / X_GATES;
    const int tiles = (blocks + tile_blocks - 1) / tile_blocks;
    const int bands = (count + BAND - 1) / BAND;
    REAL sums[BAND * COLS];
    for (int i = 0; i < tiles; i++) {
        const __global WEIGHT *panel = x_panels + (size_t)i * inputs * (COLS * UNITS);
        for (int band = 0; band < bands; band++) {
            const int r0 = share_start(count, band, bands);
            const int height = share_start(count, band + 1, bands) - r0;
            tile(height, x + (first + r0) * inputs, inputs, 0, 1, inputs, panel, (size_t)inputs * (STRIP * UNITS),
                 panel, sums);
            for (int k = 0; k < tile_blocks && i * tile_blocks + k < blocks; k++) {
                const int block = i * tile_blocks + k;
                for (int j = 0; j < X_GATES; j++) {
                    const int slot = X_FIRST + j;
                    const REAL b = bias ? real_load(bias + ((size_t)block * SLOTS + slot) * UNITS) : (REAL)(0.0f);
                    for (int r = 0; r < height; r++)
                        real_store(sums[r * COLS + k * X_GATES + j] + b,
                                   rec + record_at(block, first + r0 + r, rows) + slot * UNITS);
                }
            }
        }
    }
}
