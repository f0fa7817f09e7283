package org.janusrnn.layer;

import java.util.List;

/** Choices for a pooling over time: windows side by side and no padding, unless said otherwise. */
public final class PoolingOptions {
    private int stride;
    private int padding;

    PoolingOptions() {
    }

    /** Steps from window to window; 0, the default: as many as a window has. */
    public PoolingOptions stride(int steps) {
        stride = steps;
        return this;
    }

    /** Steps added before the first and behind the last of every sequence, at most half of a window. */
    public PoolingOptions padding(int steps) {
        padding = steps;
        return this;
    }

    /** @throws IllegalArgumentException naming what cannot be. */
    Window window(int kernel) {
        return new Window(kernel, stride == 0 ? kernel : stride, padding, padding, 1);
    }

    /** The layer as a part of {@link Architecture}. */
    String text(String kind, int kernel) {
        return kind + " " + kernel + (stride == 0 ? "" : " stride=" + stride)
                + (padding == 0 ? "" : " padding=" + padding);
    }

    /** Takes the words of {@link #text} that stand behind its number. */
    PoolingOptions read(List<String> words) {
        stride = Integer.parseInt(Architecture.value(words, "stride", "0"));
        padding = Integer.parseInt(Architecture.value(words, "padding", "0"));
        return this;
    }
}
