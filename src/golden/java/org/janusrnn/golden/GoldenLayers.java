package org.janusrnn.golden;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.sigmoid;
import static org.bytedeco.pytorch.global.torch.tanh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/** The cases: {@code mvn -q -Pgolden test-compile exec:java}. */
public final class GoldenLayers {
    private static final double EPS = 1e-5;

    private GoldenLayers() {
    }

    /**
     * Writes all files anew.
     *
     * @param args the folder.
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        try (Stream<Path> old = Files.list(folder).filter(file -> file.toString().endsWith(".safetensors"))) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        linears(folder);
        activations(folder);
        layerNorms(folder);
        BatchNorms.write(folder);
        Windows.write(folder);
        Recurrents.write(folder);
        Recurrents.sixMatrices(folder);
        IndrnnStacks.write(folder);
        embeddings(folder);
        lastSteps(folder);
        // The native threads of libtorch would keep the program alive.
        System.exit(0);
    }

    private static void linears(Path folder) throws IOException {
        affine(folder, "", y -> y);
        affine(folder, "relu", y -> relu(y));
        affine(folder, "tanh", y -> tanh(y));
        affine(folder, "sigmoid", y -> sigmoid(y));
        new LayerCase("linear-nobias", "input 70; linear 5 nobias").x(15, 7, 70)
                .parameter("fc.weight", 0, 0.3, 5, 70)
                .gradients(folder, run -> linear(run.get("x"), run.get("fc.weight")));
        // Dropout rests in inference.
        new LayerCase("dropout-inference", "input 5; linear 18; dropout 0.4; dropout_over_time 0.4").x(6, 4, 5)
                .parameter("fc.weight", 0, 0.5, 18, 5).parameter("fc.bias", 0, 0.5, 18)
                .inference(folder, run -> affine(run));
    }

    private static void affine(Path folder, String activation, UnaryOperator<Tensor> function) throws IOException {
        boolean plain = activation.isEmpty();
        new LayerCase(plain ? "linear-lengths" : "linear-" + activation, "input 11; linear 21 " + activation)
                .x(7, 5, 11).lengths(7, 2, 6, 1, 7)
                .parameter("fc.weight", 0, 0.7, 21, 11).parameter("fc.bias", 0, 0.7, 21)
                .gradients(folder, run -> function.apply(affine(run)));
    }

    private static Tensor affine(Run run) {
        return linear(run.get("x"), run.get("fc.weight"), run.optional("fc.bias"));
    }

    private static void activations(Path folder) throws IOException {
        activation(folder, "relu", y -> relu(y));
        activation(folder, "tanh", y -> tanh(y));
        activation(folder, "sigmoid", y -> sigmoid(y));
    }

    private static void activation(Path folder, String activation, UnaryOperator<Tensor> function) throws IOException {
        new LayerCase("activation-" + activation, "input 9; linear 19; " + activation)
                .x(5, 6, 9).lengths(5, 3, 1, 5, 4, 2)
                .parameter("fc.weight", 0, 0.7, 19, 9).parameter("fc.bias", 0, 0.7, 19)
                .gradients(folder, run -> function.apply(affine(run)));
    }

    private static void layerNorms(Path folder) throws IOException {
        for (int width : new int[] {1, 37}) {
            new LayerCase("layer-norm-" + width, "input " + width + "; layer_norm").x(8, 6, width)
                    .lengths(8, 3, 1, 8, 5, 2).parameter("ln.weight", 1, 0.5, width)
                    .parameter("ln.bias", 0, 0.5, width)
                    .gradients(folder, run -> layer_norm(run.get("x"), Run.longs(width), run.optional("ln.weight"),
                            run.optional("ln.bias"), EPS, false));
        }
    }

    private static void embeddings(Path folder) throws IOException {
        new LayerCase("embedding", "embedding 11 19").indices(9, 6, 11).lengths(9, 4, 1, 8, 9, 2)
                .parameter("embedding.weight", 0, 1, 11, 19)
                .gradients(folder, run -> embedding(run.get("embedding.weight"), run.indices("x")));
    }

    private static void lastSteps(Path folder) throws IOException {
        new LayerCase("last-step", "input 7; last").x(6, 4, 7).lengths(6, 2, 1, 5).gradients(folder, run -> {
            long[] rows = new long[run.batch()];
            for (int b = 0; b < rows.length; b++) {
                rows[b] = (run.lengths()[b] - 1L) * run.batch() + b;
            }
            return run.get("x").reshape(-1, 7).index_select(0, Tensor.create(rows)).reshape(1, run.batch(), 7);
        });
    }
}
