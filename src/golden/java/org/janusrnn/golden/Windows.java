package org.janusrnn.golden;

import static org.bytedeco.pytorch.global.torch.avg_pool1d;
import static org.bytedeco.pytorch.global.torch.conv1d;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.max_pool1d;
import static org.bytedeco.pytorch.global.torch.relu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** Convolution and pooling over time, alone and in front of an LSTM. */
final class Windows {
    private static final long[] ONE = {1};
    private static final int[] LENGTHS = {12, 7, 5, 12};

    private Windows() {
    }

    static void write(Path folder) throws IOException {
        convolution("convolution", "", 5, 9, 33, 3).gradients(folder, run -> each(run, x -> conv(run, "conv", x, 1, 0, 1)));
        convolution("convolution-lengths", " stride=2 padding=3 dilation=2", 4, 3, 18, 4).lengths(LENGTHS)
                .gradients(folder, run -> each(run, x -> conv(run, "conv", x, 2, 3, 2)));
        convolution("convolution-same-relu", " same relu", 4, 5, 7, 4).lengths(LENGTHS).gradients(folder,
                run -> each(run, x -> relu(conv1d(x, run.get("conv.weight"), run.optional("conv.bias"), ONE, "same", ONE,
                        1))));
        new LayerCase("max-pool", "input 21; max_pool 3 stride=2 padding=1").x(12, 4, 21).lengths(LENGTHS)
                .gradients(folder, run -> each(run, x -> largest(x, 3, 2, 1)));
        new LayerCase("average-pool", "input 21; average_pool 4 stride=3 padding=2").x(12, 4, 21).lengths(LENGTHS)
                .gradients(folder, run -> each(run, x -> avg_pool1d(x, new long[] {4}, new long[] {3}, new long[] {2},
                        false, true)));
        cnnLstm(folder);
    }

    private static LayerCase convolution(String name, String options, int batch, int inputs, int outputs, int kernel) {
        return new LayerCase(name, "input " + inputs + "; convolution " + outputs + " " + kernel + options)
                .x(12, batch, inputs).parameter("conv.weight", 0, 0.4, outputs, inputs, kernel)
                .parameter("conv.bias", 0, 0.4, outputs);
    }

    private static void cnnLstm(Path folder) throws IOException {
        LayerCase made = new LayerCase("cnn-lstm", "input 3; convolution 6 3 padding=1 relu; max_pool 2; "
                + "lstm 5 bidirectional; linear 4").x(12, 4, 3).lengths(LENGTHS)
                .parameter("conv.weight", 0, 0.5, 6, 3, 3).parameter("conv.bias", 0, 0.5, 6);
        Recurrents.parameters(made, "rnn", 4, 6, 5, 0, true);
        made.parameter("fc.weight", 0, 0.5, 4, 10).parameter("fc.bias", 0, 0.5, 4).gradients(folder, run ->
                Recurrents.each(run, x -> {
                    Tensor pooled = channels(x, c -> largest(relu(conv(run, "conv", c, 1, 1, 1)), 2, 2, 0));
                    Tensor y = Recurrents.lstm(run, "rnn", pooled, 0, true, 5);
                    return linear(y, run.get("fc.weight"), run.optional("fc.bias"));
                }));
    }

    private static Tensor conv(Run run, String name, Tensor x, long stride, long padding, long dilation) {
        return conv1d(x, run.get(name + ".weight"), run.optional(name + ".bias"), new long[] {stride},
                new long[] {padding}, new long[] {dilation}, 1);
    }

    private static Tensor largest(Tensor x, long kernel, long stride, long padding) {
        return max_pool1d(x, new long[] {kernel}, new long[] {stride}, new long[] {padding}, ONE, false);
    }

    /** Layers of [B, C, T], as libtorch has them, on each sequence. */
    private static Tensor each(Run run, UnaryOperator<Tensor> layers) {
        return Recurrents.each(run, x -> channels(x, layers));
    }

    private static Tensor channels(Tensor x, UnaryOperator<Tensor> layers) {
        return layers.apply(x.permute(1, 2, 0)).permute(2, 0, 1);
    }
}
