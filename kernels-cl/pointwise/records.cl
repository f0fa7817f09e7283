// What stands in place of the input product where a recurrent layer has no input weights: rows that already are the sums
// of the gates go into the records of recurrent/layout.cl as they are, and the gradients of the records back into rows.
//
//   x, dx    rows [rows][gates * hidden], the gates in the order of the weights' row blocks; those from `first` on, `count`
//            of them, are worked on
//   bias     as recurrent/pack_forward.cl packs it: [block][slots][UNITS]
//   slots    slots of a record, of which `gates` from x_first on take the rows
//   order    row block of each gate, four bits each
//   rows     how many the records have room for
//   rec_first, rows_first   where the records and the rows begin, in floats
//
// A work-item takes one REAL of one gate and row.
//
//   global size: at least count * gates * blocks * UNITS / LANES

#include "pointwise/piece.cl"

// Where a work-item is at work.
typedef struct {
    long row;
    size_t record;      // the offset of its slot
    size_t bias;        // the same among the biases
    long column;        // the first of its numbers in the row
    int count;          // how many are no padding of the last block
} place;

inline place place_of(const long item, const long rows, const long first, const int hidden, const int slots,
                      const int x_first, const int gates, const int order)
{
    const int blocks = (hidden + UNITS - 1) / UNITS;
    const int pieces = blocks * (UNITS / LANES);
    const int gate = (int)(item / pieces % gates);
    const int unit = (int)(item % pieces) * LANES;
    const int block = unit / UNITS, lane = unit % UNITS;
    place at;
    at.row = first + item / pieces / gates;
    at.record = (((size_t)block * rows + at.row) * slots + x_first + gate) * UNITS + lane;
    at.bias = ((size_t)block * slots + x_first + gate) * UNITS + lane;
    at.column = at.row * gates * hidden + (long)(order >> 4 * gate & 15) * hidden + unit;
    at.count = hidden - unit;
    return at;
}

__kernel void rows_to_records(const __global float *x, const __global float *bias, __global float *rec, const long rows,
                              const long first, const long count, const int hidden, const int slots,
                              const int x_first, const int gates, const int order, const long rec_first,
                              const long rows_first)
{
    rec += rec_first;
    const place at = place_of(get_global_id(0), rows, first, hidden, slots, x_first, gates, order);
    if (at.row >= first + count)
        return;
    real_store(real_load_part(x + rows_first + at.column, at.count) + real_load(bias + at.bias), rec + at.record);
}

// accumulate: adds to what stands in dx.
__kernel void records_to_rows(const __global float *rec, __global float *dx, const long rows, const long first,
                              const long count, const int hidden, const int slots, const int x_first, const int gates,
                              const int order, const int accumulate, const long rec_first, const long rows_first)
{
    rec += rec_first;
    dx += rows_first;
    const place at = place_of(get_global_id(0), rows, first, hidden, slots, x_first, gates, order);
    if (at.row >= first + count)
        return;
    REAL value = real_load(rec + at.record);
    if (accumulate)
        value += real_load_part(dx + at.column, at.count);
    real_store_part(value, dx + at.column, at.count);
}
