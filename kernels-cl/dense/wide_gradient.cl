// dW = D^T X on a CPU: the gradient of a weight matrix, summed over all rows (time steps of all sequences).
//
//   D   FROM_RECORDS=1: gradients of pre-activations in records, `gates` slots from X_FIRST on, d_stride floats from block to
//       block; FROM_RECORDS=0: rows, row * d_stride + output. It begins at the float d_first.
//   X   rows, row * x_stride + x_first + input. PREVIOUS=1: the old state h of each row, that is the output of the step
//       before in the pass, or the initial state where the sequence starts. mask: [batch][mask_stride], by which the
//       old state is multiplied (recurrent dropout); null: none.
//   dW  [gates * outputs][inputs], PyTorch's order of row blocks (`order`, see dense/panels.cl); accumulate: it holds a
//       sum to add to. Several chunks of rows have a dW each, one behind the other, to be added up by add_chunks.cl.
//
// A work-group is one work-item with a range of blocks of outputs, one of groups of COLS vectors of inputs, and one of
// rows:
//
//   DEPTH rows at a time > part of the blocks > group of inputs > block of outputs and gate > tile
//
// The piece of X that a group needs goes into local memory and serves every block of a part; what a part has of D, half a
// second-level cache, comes from memory once and serves every group.

#include "real.cl"
#include "recurrent/layout.cl"

#ifndef FROM_RECORDS
#define FROM_RECORDS 0
#endif
#ifndef PREVIOUS
#define PREVIOUS 0
#endif
#ifndef SLOTS
#define SLOTS 1
#define X_FIRST 0
#define X_GATES 1
#endif
#ifndef DEPTH
#define DEPTH 512       // rows at a time: DEPTH * COLS * UNITS floats of local memory
#endif
#ifndef PART
#define PART 32         // blocks of one gate at a time: DEPTH * PART * UNITS floats of D
#endif
#include "dense/gradient_tile.cl"

// The row of X that belongs to step t of sequence b; null: zeros, as for the padding, whatever stands there.
inline const __global float *x_row(const __global float *x, const long x_stride, const __global float *h0,
                                   const __global int *lengths, const int t, const int b, const int steps,
                                   const int batch, const int inputs, const int reverse)
{
    if (!is_active(lengths, b, t))
        return 0;
#if PREVIOUS
    const int earlier = reverse ? t + 1 : t - 1;
    if (earlier < 0 || earlier >= steps || !is_active(lengths, b, earlier))
        return h0 ? h0 + (size_t)b * inputs : h0;
    return x + ((long)earlier * batch + b) * x_stride;
#else
    return x + ((long)t * batch + b) * x_stride;
#endif
}

// The sums of a row of a tile go where they belong, of which `width` floats are left. adds: to what stands there.
inline void finish_row(const REAL *sums, __global float *to, const int width, const int adds)
{
    if (width >= COLS * UNITS) {
        _Pragma("unroll") for (int c = 0; c < COLS; c++)
            real_store(adds ? sums[c] + real_load(to + c * UNITS) : sums[c], to + c * UNITS);
        return;
    }
    for (int c = 0; c * UNITS < width; c++) {
        const int rest = width - c * UNITS;
        real_store_part(adds ? sums[c] + real_load_part(to + c * UNITS, rest) : sums[c], to + c * UNITS, rest);
    }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void
wide_gradient(const __global float *d, const long d_first, const long d_stride, const __global float *x,
              const long x_stride, const long x_first, const __global float *h0, const __global float *mask,
              const int mask_stride, const __global int *lengths, __global float *dw,
              const int steps, const int batch, const int outputs, const int inputs, const int gates, const int order,
              const int reverse, const int accumulate)
{
    __local float panel[DEPTH * COLS * UNITS];
    REAL sums[UNITS * COLS];
    const long rows = (long)steps * batch;
    const int groups = (inputs + COLS * UNITS - 1) / (COLS * UNITS);
    const int group0 = (int)((long)groups * get_group_id(0) / get_num_groups(0));
    const int group1 = (int)((long)groups * (get_group_id(0) + 1) / get_num_groups(0));
    const int blocks = (outputs + UNITS - 1) / UNITS;
    const int block0 = (int)((long)blocks * get_group_id(1) / get_num_groups(1));
    const int block1 = (int)((long)blocks * (get_group_id(1) + 1) / get_num_groups(1));
    const long first = rows * (long)get_group_id(2) / (long)get_num_groups(2);
    const long end = rows * (long)(get_group_id(2) + 1) / (long)get_num_groups(2);
    d += d_first;
    dw += (size_t)get_group_id(2) * gates * outputs * inputs;

    for (long m0 = first; m0 < end; m0 += DEPTH) {
        const int depth = (int)min((long)DEPTH, end - m0);
        for (int piece0 = block0 * gates; piece0 < block1 * gates; piece0 += PART)
            for (int group = group0; group < group1; group++) {
                const int column = group * (COLS * UNITS);
                int t = (int)(m0 / batch), b = (int)(m0 % batch);
                for (int k = 0; k < depth; k++) {
                    const __global float *from =
                        x_row(x + x_first, x_stride, h0, lengths, t, b, steps, batch, inputs, reverse);
                    for (int c = 0; c < COLS; c++) {
                        const int at = column + c * UNITS;
                        REAL part = from && at < inputs ? real_load_part(from + at, inputs - at) : (REAL)(0.0f);
                        if (PREVIOUS && mask && at < inputs)
                            part *= real_load_part(mask + (size_t)b * mask_stride + at, inputs - at);
                        real_store_near(part, panel + (STRIPPED ? c * DEPTH + k : k * COLS + c) * UNITS);
                    }
                    b++;
                    if (b == batch) {
                        b = 0;
                        t++;
                    }
                }
                for (int piece = piece0; piece < min(piece0 + PART, block1 * gates); piece++) {
                    const int block = piece / gates, gate = piece % gates;
#if FROM_RECORDS
                    const __global float *from = d + block * d_stride + (m0 * SLOTS + X_FIRST + gate) * UNITS;
                    const size_t stride = SLOTS * UNITS;
#else
                    const __global float *from = d + m0 * d_stride + block * UNITS;
                    const size_t stride = (size_t)d_stride;
#endif
                    const int row0 = ((order >> (4 * gate)) & 15) * outputs + block * UNITS;
                    const int units = min(UNITS, outputs - block * UNITS);
                    const int whole = FROM_RECORDS ? UNITS : units;     // a record is a whole block, plain rows end
                    const int chunks = (whole + TILE_ROWS - 1) / TILE_ROWS;
                    const int then = min(piece + 1, min(piece0 + PART, block1 * gates) - 1);
#if FROM_RECORDS
                    const __global float *next =
                        d + then / gates * d_stride + (m0 * SLOTS + X_FIRST + then % gates) * UNITS;
#else
                    const __global float *next = d + m0 * d_stride + then / gates * UNITS;
#endif
                    // What the tile writes comes from afar meanwhile, where the weights are many and the rows few.
                    for (int u = 0; u < units; u++)
                        for (int c = 0; c < COLS; c++)
                            write_ahead(dw + (size_t)(row0 + u) * inputs + column + c * UNITS);
                    for (int c = 0; c < COLS; c += STRIP)
                        for (int chunk = 0; chunk < chunks; chunk++) {
                            const int u = whole * chunk / chunks;
                            tile(whole * (chunk + 1) / chunks - u, from + u, stride, depth, panel + c * DEPTH * UNITS,
                                 next - from, sums + u * COLS + c);
                        }
                    for (int u = 0; u < units; u++)
                        finish_row(sums + u * COLS, dw + (size_t)(row0 + u) * inputs + column, inputs - column,
                                   m0 > first || accumulate);
                }
            }
    }
}
