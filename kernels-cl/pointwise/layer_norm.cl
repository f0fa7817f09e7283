// Layer normalisation: every row becomes (x - mean) / sqrt(variance + eps) * weight + bias, with the mean and the biased
// variance of the row itself, so that no other row and no padding has a part in it.
//
//   x, y, dy, dx  [rows][width], row = t * batch + b; rows with t >= lengths[b] are padding and become zeros
//   weight, bias  [width]
//   mean, scale   [rows]: the row's mean and 1 / sqrt(variance + eps), kept for the backward pass; null: not wanted
//
// One work-item does one row. The gradients of weight and bias are sums over rows: norm_sums.cl.

#include "pointwise/lanes.cl"

// x - mean, zeros behind the end of the row.
inline REAL deviation(const __global float *x, const int count, const float mean)
{
    const REAL d = real_load_part(x, count) - mean;
    return count >= UNITS ? d : lane_numbers() < (REAL_INT)(count) ? d : (REAL)(0.0f);
}

//   global size: at least rows
__kernel void layer_norm(const __global float *x, const __global float *weight, const __global float *bias,
                         const __global int *lengths, __global float *y, __global float *mean, __global float *scale,
                         const long rows, const int batch, const int width, const float eps)
{
    const long row = get_global_id(0);
    if (row >= rows)
        return;
    const int active = !lengths || row / batch < lengths[row % batch];
    const __global float *from = x + row * width;
    REAL sum = (REAL)(0.0f);
    for (int i = 0; i < width; i += UNITS)
        sum += real_load_part(from + i, width - i);
    const float m = lane_sum(sum) / width;
    sum = (REAL)(0.0f);
    for (int i = 0; i < width; i += UNITS) {
        const REAL d = deviation(from + i, width - i, m);
        sum += d * d;
    }
    const float s = 1.0f / sqrt(lane_sum(sum) / width + eps);
    for (int i = 0; i < width; i += UNITS) {
        REAL value = (REAL)(0.0f);
        if (active)
            value = deviation(from + i, width - i, m) * s * real_load_part(weight + i, width - i)
                    + real_load_part(bias + i, width - i);
        real_store_part(value, y + row * width + i, width - i);
    }
    if (mean) {
        mean[row] = m;
        scale[row] = s;
    }
}

// With a = dy * weight and n = (x - mean) * scale:  dx = scale * (a - mean(a) - n * mean(a * n)).
//
//   global size: at least rows
__kernel void layer_norm_backward(const __global float *dy, const __global float *x, const __global float *weight,
                                  const __global float *mean, const __global float *scale, __global float *dx,
                                  const long rows, const int width)
{
    const long row = get_global_id(0);
    if (row >= rows)
        return;
    const float m = mean[row], s = scale[row];
    REAL sum = (REAL)(0.0f), product = (REAL)(0.0f);
    for (int i = 0; i < width; i += UNITS) {
        const REAL a = real_load_part(dy + row * width + i, width - i) * real_load_part(weight + i, width - i);
        sum += a;
        product += a * (deviation(x + row * width + i, width - i, m) * s);
    }
    const float a_mean = lane_sum(sum) / width, n_mean = lane_sum(product) / width;
    for (int i = 0; i < width; i += UNITS) {
        const REAL a = real_load_part(dy + row * width + i, width - i) * real_load_part(weight + i, width - i);
        const REAL n = deviation(x + row * width + i, width - i, m) * s;
        real_store_part((a - a_mean - n * n_mean) * s, dx + row * width + i, width - i);
    }
}
