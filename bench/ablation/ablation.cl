// An LSTM's forward pass taken apart: the kernels of bench/ablation/Ablation.java, one step of which after the other puts
// them together again. All of them sum a dot product in the same plain loop, so that what differs between two variants is
// how the work is cut into launches. They are for that comparison only; Janus's own are under kernels-cl.
//
// Weights are transposed, [K][4 H], so that neighbours read neighbours. Gates in PyTorch's order i, f, g, o.

// Sums of one product: column c of so many, of every row, added to what stands there or to the biases of the gates.
kernel void product(global const float* restrict a, long aFirst, int aStride, int depth, global const float* restrict w,
                    global const float* restrict bias, int columns, int firstColumn, int accumulate,
                    global float* restrict sums, long sumsFirst)
{
    int column = firstColumn + get_global_id(0);
    long row = get_global_id(1);
    global const float* from = a + aFirst + row * aStride;
    float sum = 0;
    for (int k = 0; k < depth; k++) {
        sum = fma(from[k], w[(long) k * columns + column], sum);
    }
    long at = sumsFirst + row * columns + column;
    sums[at] = sum + (accumulate ? sums[at] : bias[column]);
}

float sigmoid(float x)
{
    return 1 / (1 + exp(-x));
}

// The cell of one unit, from its four sums.
float lstm(float i, float f, float g, float o, global float* c)
{
    *c = sigmoid(f) * *c + sigmoid(i) * tanh(g);
    return sigmoid(o) * tanh(*c);
}

kernel void cell(global const float* restrict sums, long sumsFirst, int hidden, global float* restrict c,
                 global float* restrict y, long yFirst, int yStride)
{
    int unit = get_global_id(0);
    long row = get_global_id(1);
    global const float* s = sums + sumsFirst + row * 4 * hidden;
    y[yFirst + row * yStride + unit] = lstm(s[unit], s[hidden + unit], s[2 * hidden + unit], s[3 * hidden + unit],
                                            c + row * hidden + unit);
}

// The recurrent product of a step and the cell together. Depth is 0 in the first step, whose old h is 0.
kernel void fused(global const float* restrict u, global const float* restrict sums, long sumsFirst, int hidden, int depth,
                  global float* restrict c, global float* y, long hFirst, long yFirst, int yStride)
{
    int unit = get_global_id(0);
    long row = get_global_id(1);
    global const float* h = y + hFirst + row * yStride;
    float i = 0;
    float f = 0;
    float g = 0;
    float o = 0;
    for (int k = 0; k < depth; k++) {
        global const float* w = u + (long) k * 4 * hidden + unit;
        i = fma(h[k], w[0], i);
        f = fma(h[k], w[hidden], f);
        g = fma(h[k], w[2 * hidden], g);
        o = fma(h[k], w[3 * hidden], o);
    }
    global const float* s = sums + sumsFirst + row * 4 * hidden + unit;
    y[yFirst + row * yStride + unit] = lstm(i + s[0], f + s[hidden], g + s[2 * hidden], o + s[3 * hidden],
                                            c + row * hidden + unit);
}

// All steps of a sequence in one launch: a work-group has a sequence, an item some of its units, h is in local memory.
kernel void loop(global const float* restrict u, global const float* restrict sums, int hidden, int steps, int batch,
                 int reverse, global float* restrict c, global float* restrict y, int yFirst, int yStride,
                 local float* h)
{
    int lane = get_local_id(0);
    int lanes = get_local_size(0);
    long row = get_group_id(0);
    for (int k = lane; k < 2 * hidden; k += lanes) {
        h[k] = 0;
    }
    for (int step = 0; step < steps; step++) {
        barrier(CLK_LOCAL_MEM_FENCE);
        long at = (long) (reverse ? steps - 1 - step : step) * batch + row;
        local const float* old = h + (step & 1) * hidden;
        local float* new = h + (1 - (step & 1)) * hidden;
        for (int unit = lane; unit < hidden; unit += lanes) {
            global const float* s = sums + at * 4 * hidden + unit;
            float i = s[0];
            float f = s[hidden];
            float g = s[2 * hidden];
            float o = s[3 * hidden];
            for (int k = 0; k < hidden; k++) {
                global const float* w = u + (long) k * 4 * hidden + unit;
                i = fma(old[k], w[0], i);
                f = fma(old[k], w[hidden], f);
                g = fma(old[k], w[2 * hidden], g);
                o = fma(old[k], w[3 * hidden], o);
            }
            float out = lstm(i, f, g, o, c + row * hidden + unit);
            new[unit] = out;
            y[yFirst + at * yStride + unit] = out;
        }
    }
}
