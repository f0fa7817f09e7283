package org.janusrnn.reference;

import java.util.Arrays;

/**
 * Pooling over time of [T, B, C], PyTorch's {@code nn.MaxPool1d} and {@code nn.AvgPool1d}: the largest number a window
 * sees, the first of equals, or the sum of what it sees over its kernel.
 */
public final class ReferencePooling {
    private ReferencePooling() {}

    /** The largest, [windows.count(T), B, C], 0 behind the windows of a sequence. */
    public static DoubleTensor maximum(DoubleTensor x, int[] lengths, ReferenceWindows windows) {
        int width = x.shape().dim(2);
        int[] at = found(x, lengths, windows);
        DoubleTensor y = output(x, windows);
        for (int i = 0; i < at.length; i++) {
            y.data()[i] = at[i] < 0 ? 0 : x.data()[at[i] * width + i % width];
        }
        return y;
    }

    /** The gradient of x, from that of the largest. */
    public static DoubleTensor maximumBack(DoubleTensor x, int[] lengths, ReferenceWindows windows, DoubleTensor dy) {
        int width = x.shape().dim(2);
        int[] at = found(x, lengths, windows);
        DoubleTensor dx = DoubleTensor.zeros(x.shape());
        for (int i = 0; i < at.length; i++) {
            if (at[i] >= 0) {
                dx.data()[at[i] * width + i % width] += dy.data()[i];
            }
        }
        return dx;
    }

    /** The row of x that each output has its number from; -1 behind the windows of a sequence. */
    private static int[] found(DoubleTensor x, int[] lengths, ReferenceWindows windows) {
        int width = x.shape().dim(2);
        int[] at = new int[output(x, windows).data().length];
        Arrays.fill(at, -1);
        windows.each(x.shape().dim(0), x.shape().dim(1), lengths, (in, out, k) -> {
            for (int c = 0; c < width; c++) {
                int best = at[out * width + c];
                if (best < 0 || x.data()[in * width + c] > x.data()[best * width + c]) {
                    at[out * width + c] = in;
                }
            }
        });
        return at;
    }

    /** The mean, [windows.count(T), B, C]; a step that is not there counts as 0. */
    public static DoubleTensor mean(DoubleTensor x, int[] lengths, ReferenceWindows windows) {
        int width = x.shape().dim(2);
        DoubleTensor y = output(x, windows);
        windows.each(x.shape().dim(0), x.shape().dim(1), lengths, (in, out, k) -> {
            for (int c = 0; c < width; c++) {
                y.data()[out * width + c] += x.data()[in * width + c] / windows.kernel();
            }
        });
        return y;
    }

    /** The gradient of x, from that of the mean. */
    public static DoubleTensor meanBack(DoubleTensor x, int[] lengths, ReferenceWindows windows, DoubleTensor dy) {
        int width = x.shape().dim(2);
        DoubleTensor dx = DoubleTensor.zeros(x.shape());
        windows.each(x.shape().dim(0), x.shape().dim(1), lengths, (in, out, k) -> {
            for (int c = 0; c < width; c++) {
                dx.data()[in * width + c] += dy.data()[out * width + c] / windows.kernel();
            }
        });
        return dx;
    }

    private static DoubleTensor output(DoubleTensor x, ReferenceWindows windows) {
        return DoubleTensor.zeros(windows.count(x.shape().dim(0)), x.shape().dim(1), x.shape().dim(2));
    }
}
