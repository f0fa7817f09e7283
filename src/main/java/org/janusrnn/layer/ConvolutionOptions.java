package org.janusrnn.layer;

import java.util.List;

/** Choices for a convolution over time: stride 1, no padding, a bias and no activation, unless said otherwise. */
public final class ConvolutionOptions {
    private int stride = 1;
    private int padding;
    private boolean same;
    private int dilation = 1;
    Activation activation;
    boolean bias = true;
    String name;

    ConvolutionOptions() {
    }

    /** Steps from window to window. */
    public ConvolutionOptions stride(int steps) {
        stride = steps;
        return this;
    }

    /** Zeros before the first step and as many behind the last one of every sequence. */
    public ConvolutionOptions padding(int steps) {
        padding = steps;
        same = false;
        return this;
    }

    /** As many zeros around a sequence as leave it as many steps as it has; with the stride 1 only. */
    public ConvolutionOptions same() {
        padding = 0;
        same = true;
        return this;
    }

    /** Steps from one that a window sees to the next. */
    public ConvolutionOptions dilation(int steps) {
        dilation = steps;
        return this;
    }

    /** What the layer ends in. */
    public ConvolutionOptions activation(Activation function) {
        activation = function;
        return this;
    }

    /** Without a bias. */
    public ConvolutionOptions bias(boolean has) {
        bias = has;
        return this;
    }

    /** What its parameters' names start with; default {@code conv}, {@code conv2}, ... */
    public ConvolutionOptions name(String prefix) {
        name = prefix;
        return this;
    }

    /** @throws IllegalArgumentException naming what cannot be. */
    Window window(int kernel) {
        Window plain = new Window(kernel, stride, padding, padding, dilation);
        if (!same) {
            return plain;
        }
        if (stride != 1) {
            throw new IllegalArgumentException("a convolution with the stride " + stride + " cannot keep the same "
                    + "number of steps: give it a padding");
        }
        int zeros = plain.span() - 1;
        return new Window(kernel, 1, zeros / 2, zeros - zeros / 2, dilation);
    }

    /** The layer as a part of {@link Architecture}. */
    String text(int outputs, int kernel) {
        return "convolution " + outputs + " " + kernel + (stride == 1 ? "" : " stride=" + stride)
                + (padding == 0 ? "" : " padding=" + padding) + (same ? " same" : "")
                + (dilation == 1 ? "" : " dilation=" + dilation) + (activation == null ? "" : " " + activation)
                + (bias ? "" : " nobias") + (name == null ? "" : " name=" + name);
    }

    /** Takes the words of {@link #text} that stand behind its numbers. */
    ConvolutionOptions read(List<String> words) {
        stride = Integer.parseInt(Architecture.value(words, "stride", "1"));
        padding = Integer.parseInt(Architecture.value(words, "padding", "0"));
        same = words.remove("same");
        dilation = Integer.parseInt(Architecture.value(words, "dilation", "1"));
        activation = Architecture.activation(words);
        bias = !words.remove("nobias");
        name = Architecture.value(words, "name", null);
        return this;
    }
}
