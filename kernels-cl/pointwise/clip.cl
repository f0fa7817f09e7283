// Clipping of gradients by their global norm, as PyTorch's clip_grad_norm_ has it: every gradient is multiplied with
// min(1, clip / (norm + 1e-6)). The squared norm stays on the device (pointwise/sum.cl), so that no step waits for the
// host.

// clip <= 0: no clipping, and `squared_norm` may be null. A NaN norm makes every gradient NaN.
inline float clip_factor(const __global float *squared_norm, const float clip)
{
    if (clip <= 0.0f)
        return 1.0f;
    const float factor = clip / (sqrt(squared_norm[0]) + 1e-6f);
    return factor > 1.0f ? 1.0f : factor;
}
