package org.janusrnn.reference;

/**
 * Windows that slide over time, PyTorch's {@code Conv1d} and pooling: window w sees the steps {@code w * stride - before +
 * k * dilation}, k = 0 to kernel - 1.
 *
 * @param kernel   steps a window sees.
 * @param stride   steps from window to window.
 * @param before   steps added before the first.
 * @param after    steps added behind the last.
 * @param dilation steps from one that is seen to the next.
 */
public record ReferenceWindows(int kernel, int stride, int before, int after, int dilation) {

    /** With the same padding on both sides. */
    public static ReferenceWindows of(int kernel, int stride, int padding, int dilation) {
        return new ReferenceWindows(kernel, stride, padding, padding, dilation);
    }

    /** How many a sequence of so many steps has; 0 or less: none. */
    public int count(int steps) {
        return Math.floorDiv(steps + before + after - dilation * (kernel - 1) - 1, stride) + 1;
    }

    /** The same of each sequence; null where all have their full length. */
    public int[] count(int[] lengths) {
        int[] counts = lengths == null ? null : lengths.clone();
        for (int b = 0; counts != null && b < counts.length; b++) {
            counts[b] = count(lengths[b]);
        }
        return counts;
    }

    /** Time of the k-th step that a window sees; it may lie before a sequence or behind it. */
    int time(int window, int k) {
        return window * stride - before + k * dilation;
    }

    /** What is done for each step seen: {@code in} and {@code out} are rows t * B + b of the input and output. */
    interface Sight {
        void of(int in, int out, int k);
    }

    /** Walks all steps seen by all windows of all sequences. */
    void each(int steps, int batch, int[] lengths, Sight sight) {
        for (int b = 0; b < batch; b++) {
            int length = lengths == null ? steps : lengths[b];
            for (int window = 0; window < count(length); window++) {
                for (int k = 0; k < kernel; k++) {
                    int t = time(window, k);
                    if (t >= 0 && t < length) {
                        sight.of(t * batch + b, window * batch + b, k);
                    }
                }
            }
        }
    }
}
