package org.janusrnn.golden;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.linear;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Recurrent layers in structures that libtorch puts together from several calls. */
final class Recurrents {
    private static final int[] LENGTHS = {9, 1, 4, 9, 6};

    private Recurrents() {
    }

    static void write(Path folder) throws IOException {
        LayerCase summed = made("bidirectional-sum", "lstm 7 layers=2 bidirectional_sum");
        parameters(parameters(summed, "rnn", 4, 3, 7, 0, true), "rnn", 4, 7, 7, 1, true)
                .gradients(folder, run -> each(run, x -> {
                    Tensor middle = added(lstm(run, "rnn", x, 0, true, 7));
                    return added(lstm(run, "rnn", middle, 1, true, 7));
                }));
        LayerCase mixed = made("mixed-stack", "lstm 5 bidirectional; rnn_tanh 7; gru 6 bidirectional_sum");
        parameters(parameters(parameters(mixed, "rnn", 4, 3, 5, 0, true), "rnn2", 1, 10, 7, 0, false), "rnn3", 3, 7, 6,
                0, true).gradients(folder, run -> each(run, x -> {
                    Tensor upper = rnn(run, "rnn2", lstm(run, "rnn", x, 0, true, 5), 7);
                    return added(gru(run, "rnn3", upper, 6));
                }));
        parameters(made("final-states", "gru 6 bidirectional; final_states; linear 4"), "rnn", 3, 3, 6, 0, true)
                .parameter("fc.weight", 0, 0.5, 4, 12).parameter("fc.bias", 0, 0.5, 4)
                .gradients(folder, run -> each(run, x -> {
                    Tensor hn = torch.gru(x, zeros(run, x, true, 6), weights(run, "rnn", 0, true), true, 1, 0, false,
                            true, false).get1();
                    return linear(hn.permute(1, 0, 2).reshape(1, x.size(1), 12), run.get("fc.weight"),
                            run.optional("fc.bias"));
                }));
    }

    /** Schuster and Paliwal's bidirectional network, which has six matrices and nothing else. */
    static void sixMatrices(Path folder) throws IOException {
        LayerCase six = made("six-matrices", "rnn_tanh 4 bidirectional nobias; linear 2 nobias");
        List<String> names = names("rnn", 0, true).stream().filter(name -> name.contains("weight")).toList();
        names.forEach(name -> six.parameter(name, 0, 0.5, 4, name.contains("_ih") ? 3 : 4));
        six.parameter("fc.weight", 0, 0.5, 2, 8).gradients(folder, run -> each(run, x -> {
            TensorVector weights = new TensorVector();
            names.forEach(name -> weights.push_back(run.get(name)));
            Tensor y = torch.rnn_tanh(x, zeros(run, x, true, 4), weights, false, 1, 0, false, true, false).get0();
            return linear(y, run.get("fc.weight"));
        }));
    }

    private static LayerCase made(String name, String layers) {
        return new LayerCase(name, "input 3; " + layers).x(9, LENGTHS.length, 3).lengths(LENGTHS);
    }

    /** The parameters of one layer of a stack. */
    static LayerCase parameters(LayerCase made, String prefix, int gates, int inputs, int hidden, int layer,
            boolean bidirectional) {
        for (String name : names(prefix, layer, bidirectional)) {
            if (name.contains(".weight")) {
                made.parameter(name, 0, 0.5, gates * hidden, name.contains("_ih") ? inputs : hidden);
            } else {
                made.parameter(name, 0, 0.5, gates * hidden);
            }
        }
        return made;
    }

    private static List<String> names(String prefix, int layer, boolean bidirectional) {
        List<String> names = new ArrayList<>();
        for (String direction : bidirectional ? List.of("", "_reverse") : List.of("")) {
            for (String stem : List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh")) {
                names.add(prefix + "." + stem + "_l" + layer + direction);
            }
        }
        return names;
    }

    private static TensorVector weights(Run run, String prefix, int layer, boolean bidirectional) {
        TensorVector weights = new TensorVector();
        names(prefix, layer, bidirectional).forEach(name -> weights.push_back(run.get(name)));
        return weights;
    }

    private static Tensor zeros(Run run, Tensor x, boolean bidirectional, int hidden) {
        return Run.zeros(run.precision(), bidirectional ? 2 : 1, x.size(1), hidden);
    }

    /** One layer of an LSTM on [T, B, F]. */
    static Tensor lstm(Run run, String prefix, Tensor x, int layer, boolean bidirectional, int hidden) {
        Tensor zeros = zeros(run, x, bidirectional, hidden);
        return torch.lstm(x, new TensorVector(zeros, zeros), weights(run, prefix, layer, bidirectional), true, 1, 0,
                false, bidirectional, false).get0();
    }

    private static Tensor gru(Run run, String prefix, Tensor x, int hidden) {
        return torch.gru(x, zeros(run, x, true, hidden), weights(run, prefix, 0, true), true, 1, 0, false, true, false)
                .get0();
    }

    private static Tensor rnn(Run run, String prefix, Tensor x, int hidden) {
        return torch.rnn_tanh(x, zeros(run, x, false, hidden), weights(run, prefix, 0, false), true, 1, 0, false, false,
                false).get0();
    }

    /** Both directions added up. */
    private static Tensor added(Tensor y) {
        long hidden = y.size(2) / 2;
        return y.narrow(2, 0, hidden).add(y.narrow(2, hidden, hidden));
    }

    /**
     * Layers of [T, B, F] on each sequence by itself, so that it ends where its length says; what it leaves is filled up with
     * zeros.
     */
    static Tensor each(Run run, UnaryOperator<Tensor> layers) {
        Tensor x = run.get("x");
        if (run.lengths() == null) {
            return layers.apply(x);
        }
        TensorVector sequences = new TensorVector();
        long longest = layers.apply(x).size(0);
        for (int b = 0; b < run.batch(); b++) {
            Tensor y = layers.apply(x.narrow(1, b, 1).narrow(0, 0, run.lengths()[b]));
            sequences.push_back(constant_pad_nd(y, new long[] {0, 0, 0, 0, 0, longest - y.size(0)}, new Scalar(0)));
        }
        return cat(sequences, 1);
    }
}
