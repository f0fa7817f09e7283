package org.janusrnn.golden;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.tanh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Stacks of IndRNNs as their authors have them: plain, residual, densely connected; libtorch has none of them ready. */
final class IndrnnStacks {
    private static final int STEPS = 7;
    /** Three sequences at least at every step that statistics are taken of. */
    private static final int[] LENGTHS = {7, 4, 7, 1, 7, 3};
    private static final int INPUTS = 3;
    private static final String ALONE = " nobias recurrence_only";
    private static final String TANH = "indrnn_tanh 6" + ALONE;
    private static final String RELU = "indrnn_relu 6" + ALONE;

    private IndrnnStacks() {
    }

    static void write(Path folder) throws IOException {
        LayerCase plain = made("indrnn-plain", "linear 6; " + TANH + "; batch_norm; linear 6; " + TANH + "; batch_norm");
        recurrence(linears(plain, "fc", INPUTS, 6), "bn", "rnn", 6);
        recurrence(linears(plain, "fc2", 6, 6), "bn2", "rnn2", 6).gradients(folder, run -> {
            Tensor lower = walk(run, "rnn", affine(run, "fc", run.get("x")), y -> tanh(y));
            Tensor upper = affine(run, "fc2", BatchNorms.overAll(run, "bn", lower, true));
            return BatchNorms.overAll(run, "bn2", walk(run, "rnn2", upper, y -> tanh(y)), true);
        });

        LayerCase residual = made("indrnn-residual", "linear 6; residual(batch_norm; " + RELU + "; linear 6; "
                + "batch_norm; " + RELU + "; linear 6); batch_norm; " + RELU);
        linears(residual, "fc", INPUTS, 6);
        for (String half : new String[] {"", "2"}) {
            recurrence(residual, "residual.bn" + half, "residual.rnn" + half, 6);
            linears(residual, "residual.fc" + half, 6, 6);
        }
        recurrence(residual, "bn", "rnn", 6).gradients(folder, run -> {
            Tensor in = affine(run, "fc", run.get("x"));
            Tensor half = affine(run, "residual.fc", normed(run, "residual.bn", "residual.rnn", in));
            Tensor block = affine(run, "residual.fc2", normed(run, "residual.bn2", "residual.rnn2", half));
            return normed(run, "bn", "rnn", in.add(block));
        });

        // A growth of 2 by way of 8, so that (8 + 2) / 2 features stand behind the block.
        LayerCase dense = made("indrnn-dense-per-step", perStep(8) + "; dense(" + perStep(8) + "; " + perStep(2)
                + "); " + perStep(5));
        recurrence(linears(dense, "fc", INPUTS, 8), "bn", "rnn", 8);
        recurrence(linears(dense, "dense.fc", 8, 8), "dense.bn", "dense.rnn", 8);
        recurrence(linears(dense, "dense.fc2", 8, 2), "dense.bn2", "dense.rnn2", 2);
        recurrence(linears(dense, "fc2", 10, 5), "bn2", "rnn2", 5).gradients(folder, run -> {
            Tensor in = normedPerStep(run, "bn", "rnn", affine(run, "fc", run.get("x")));
            Tensor narrow = normedPerStep(run, "dense.bn", "dense.rnn", affine(run, "dense.fc", in));
            Tensor grown = normedPerStep(run, "dense.bn2", "dense.rnn2", affine(run, "dense.fc2", narrow));
            Tensor both = cat(new TensorVector(in, grown), 2);
            return normedPerStep(run, "bn2", "rnn2", affine(run, "fc2", both));
        });
    }

    private static String perStep(int units) {
        return "linear " + units + "; batch_norm steps=" + STEPS + "; indrnn_relu " + units + ALONE;
    }

    private static LayerCase made(String name, String layers) {
        return new LayerCase(name, "input " + INPUTS + "; " + layers).x(STEPS, LENGTHS.length, INPUTS).lengths(LENGTHS);
    }

    private static LayerCase linears(LayerCase made, String name, int inputs, int outputs) {
        return made.parameter(name + ".weight", 0, 0.7, outputs, inputs).parameter(name + ".bias", 0, 0.7, outputs);
    }

    private static LayerCase recurrence(LayerCase made, String norm, String rnn, int units) {
        return made.parameter(norm + ".weight", 1, 0.5, units).parameter(norm + ".bias", 0, 0.5, units)
                .parameter(rnn + ".weight_hh_l0", 0, 0.9, units);
    }

    private static Tensor affine(Run run, String name, Tensor x) {
        return linear(x, run.get(name + ".weight"), run.optional(name + ".bias"));
    }

    private static Tensor normed(Run run, String norm, String rnn, Tensor x) {
        return walk(run, rnn, BatchNorms.overAll(run, norm, x, true), y -> relu(y));
    }

    private static Tensor normedPerStep(Run run, String norm, String rnn, Tensor x) {
        return walk(run, rnn, BatchNorms.perStep(run, norm, x, true), y -> relu(y));
    }

    /** h(t) = act(x(t) + u h(t - 1)), where x already has the layer's weights in it. */
    private static Tensor walk(Run run, String rnn, Tensor x, UnaryOperator<Tensor> function) {
        Tensor u = run.get(rnn + ".weight_hh_l0");
        Tensor[] states = new Tensor[STEPS];
        for (int t = 0; t < STEPS; t++) {
            Tensor sum = x.select(0, t);
            states[t] = function.apply(t == 0 ? sum : sum.add(u.mul(states[t - 1])));
        }
        return stack(new TensorVector(states));
    }
}
