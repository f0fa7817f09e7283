package org.janusrnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.CellFile;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Gradients;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.States;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.DeviceSource;
import org.janusrnn.testing.EveryWay;
import org.janusrnn.testing.Numbers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/own-cell.md holds: its files, commands and Java, taken from the page, and its cell against plain Java. */
class OwnCellTutorialTest {
    private static final Path TUTORIAL = Path.of("docs/own-cell.md");
    private static final String PACKAGES = Stream.of("java.nio.file", "java.util", "java.util.stream", "org.janusrnn.cell",
            "org.janusrnn.layer", "org.janusrnn.schedule", "org.janusrnn.train", "org.janusrnn.verify")
            .map(name -> "import " + name + ".*;\n").collect(Collectors.joining());
    private static final String CLASSES = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString()).collect(Collectors.joining(File.pathSeparator));

    @TempDir
    Path folder;
    private String tutorial;

    @BeforeEach
    void writeItsFiles() throws Exception {
        tutorial = Files.readString(TUTORIAL);
        Files.writeString(folder.resolve("ugrnn.cl"), block("c"));
        Files.writeString(folder.resolve("ugrnn.json"), block("json"));
    }

    /** The one block of a language. */
    private String block(String language) {
        List<MatchResult> blocks = Pattern.compile("^```" + language + "\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(tutorial).results().toList();
        assertThat(blocks).as("blocks of " + language + " in " + TUTORIAL).hasSize(1);
        return blocks.get(0).group(1);
    }

    /** The words behind {@code ./janus}. */
    private List<String> command(String name) {
        String line = tutorial.lines().filter(each -> each.startsWith("    ./janus " + name)).findFirst().orElseThrow();
        return Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(line).results().skip(1)
                .map(word -> word.group(1) != null ? word.group(1) : word.group(2)).collect(Collectors.toList());
    }

    private String janus(int status, List<String> words) throws Exception {
        List<String> all = new ArrayList<>(List.of("org.janusrnn.cli.Janus"));
        all.addAll(words);
        return java(status, all);
    }

    /** Runs a class in the folder, on one device, and gives its output. */
    private String java(int status, List<String> words) throws Exception {
        ClDevice device = DeviceSource.all().get(0);
        List<String> all = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djanus.device=" + device.id(), "-Djanus.binding=" + device.binding(), "-cp", folder + File.pathSeparator + CLASSES));
        all.addAll(words);
        Process process = new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(status);
        return output;
    }

    /** A line of checks without its figures, which differ from device to device. */
    private static String withoutFigures(String line) {
        return line.replaceFirst("(: |, tolerance ).*", "").strip();
    }

    @Test
    void verifyPrintsWhatThePageSaysAndFindsItsMistake() throws Exception {
        List<String> verify = command("verify");
        verify.addAll(List.of("--way", "tiled"));
        List<String> lines = janus(0, verify).lines().map(OwnCellTutorialTest::withoutFigures).toList();
        List<String> shown = Pattern.compile("^  (pass|FAIL)  .*$", Pattern.MULTILINE).matcher(tutorial).results()
                .map(MatchResult::group).toList();
        assertThat(shown).hasSize(8);
        assertThat(lines).containsAll(shown.subList(0, 7).stream().map(OwnCellTutorialTest::withoutFigures).toList());

        String right = "a[1] = d[0] * (before[0] - c) * g * (1.0f - g);";
        String wrong = "a[1] = d[0] * (before[0] - c) * g;";
        assertThat(tutorial).contains("`" + wrong + "`");
        assertThat(block("c")).contains(right);
        Files.writeString(folder.resolve("ugrnn.cl"), block("c").replace(right, wrong));
        String found = janus(1, verify);
        String failure = shown.get(7).strip();
        assertThat(found).contains(failure.substring(0, failure.indexOf(" tolerance")));
    }

    /** A few steps instead of many. */
    @Test
    void itTrainsAndPredicts() throws Exception {
        List<String> train = command("train");
        train.set(train.indexOf("--steps") + 1, "2");
        assertThat(janus(0, train)).contains("Network: ugrnn, 96 units", "Results: results");
        assertThat(janus(0, command("predict")).strip()).matches("(?s).*C[aeiou]ll m[aeiou] [aeiou]shm[aeiou][aeiou]l");
    }

    @Test
    void itsJavaLearnsAndPassesItsChecks() throws Exception {
        Path source = folder.resolve("Example.java");
        Files.writeString(source, PACKAGES + "public class Example {\n"
                + "public static void main(String[] words) throws Exception {\n" + block("java") + "}\n}\n");
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, System.out, System.err, "-Xlint:all", "-proc:none", "-d",
                folder.toString(), "-cp", CLASSES, source.toString())).as("the tutorial's Java compiles").isZero();
        List<String> lines = java(0, List.of("Example")).lines().toList();
        List<Double> losses = lines.stream().filter(line -> line.startsWith("epoch "))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ')))).toList();
        assertThat(losses).hasSizeGreaterThan(10);
        assertThat(losses.get(0)).isGreaterThan(0.5);
        assertThat(losses.get(losses.size() - 1)).isLessThan(0.1);
        assertThat(lines).contains("true");
        assertThat(lines.stream().filter(line -> line.matches("(pass|FAIL)  .*"))).hasSizeGreaterThanOrEqualTo(7)
                .allMatch(line -> line.startsWith("pass"));
    }

    /** One layer forward and back by the equations of the tutorial's first section. */
    @EveryWay
    void itsCellIsTheEquations(DeviceAndWay here) {
        int steps = 4;
        int inputs = 3;
        int hidden = 5;
        Cell cell = CellFile.read(folder.resolve("ugrnn.json"));
        Numbers numbers = new Numbers(8);
        Tensor x = numbers.uniform(1, steps, 1, inputs);
        Tensor h0 = numbers.uniform(1, 1, 1, hidden);
        Tensor dy = numbers.uniform(1, steps, 1, hidden);
        Tensor dh = numbers.uniform(1, 1, 1, hidden);
        try (Engine engine = here.open();
             Network network = Network.builder(engine).input(inputs).recurrent(cell, hidden, r -> r.name("")).build()) {
            Gradients found = network.gradients(Batch.of(x).initial(States.of(h0)), dy, States.of(dh));
            Ugrnn plain = new Ugrnn(network.values().get("weight_ih_l0"), network.values().get("weight_hh_l0"),
                    network.values().get("bias_ih_l0"), inputs, hidden);
            double[] wantX = new double[steps * inputs];
            double[] wantH = plain.run(x.data(), h0.data(), dy.data(), dh.data(), steps, wantX);
            close(found.output().y(), plain.y);
            close(found.x(), wantX);
            close(found.initial().h(), wantH);
            close(found.parameters().get("weight_ih_l0"), plain.dw);
            close(found.parameters().get("weight_hh_l0"), plain.du);
            close(found.parameters().get("bias_ih_l0"), plain.db);
        }
    }

    /** Single precision after a few dozen roundings of numbers about 1. */
    private static void close(Tensor got, double[] want) {
        assertThat(got.data()).hasSize(want.length);
        for (int i = 0; i < want.length; i++) {
            assertThat((double) got.data()[i]).isCloseTo(want[i], within(5e-6));
        }
    }

    /** The cell in plain Java: row k of a gate's block is unit k; block 0 is c, block 1 is g. */
    private static final class Ugrnn {
        private static final double OPEN = 1;
        private final float[] w;
        private final float[] u;
        private final float[] b;
        private final int inputs;
        private final int hidden;
        private double[] y;
        private double[] dw;
        private double[] du;
        private double[] db;

        Ugrnn(Tensor w, Tensor u, Tensor b, int inputs, int hidden) {
            this.w = w.data();
            this.u = u.data();
            this.b = b.data();
            this.inputs = inputs;
            this.hidden = hidden;
        }

        private double sum(int row, float[] x, int t, double[] h) {
            double sum = b[row];
            for (int i = 0; i < inputs; i++) {
                sum += w[row * inputs + i] * x[t * inputs + i];
            }
            for (int j = 0; j < hidden; j++) {
                sum += u[row * hidden + j] * h[j];
            }
            return sum;
        }

        /** Forward and back; gives the gradient of h0 and fills that of x. */
        double[] run(float[] x, float[] h0, float[] dy, float[] dhn, int steps, double[] dx) {
            double[][] h = new double[steps + 1][hidden];
            double[][] c = new double[steps][hidden];
            double[][] g = new double[steps][hidden];
            y = new double[steps * hidden];
            for (int k = 0; k < hidden; k++) {
                h[0][k] = h0[k];
            }
            for (int t = 0; t < steps; t++) {
                for (int k = 0; k < hidden; k++) {
                    c[t][k] = Math.tanh(sum(k, x, t, h[t]));
                    g[t][k] = 1 / (1 + Math.exp(-sum(hidden + k, x, t, h[t]) - OPEN));
                    h[t + 1][k] = g[t][k] * h[t][k] + (1 - g[t][k]) * c[t][k];
                    y[t * hidden + k] = h[t + 1][k];
                }
            }
            dw = new double[w.length];
            du = new double[u.length];
            db = new double[b.length];
            double[] dh = new double[hidden];
            Arrays.setAll(dh, k -> dhn[k]);
            for (int t = steps - 1; t >= 0; t--) {
                double[] old = new double[hidden];
                for (int k = 0; k < hidden; k++) {
                    double d = dh[k] + dy[t * hidden + k];
                    old[k] += d * g[t][k];
                    back(k, d * (1 - g[t][k]) * (1 - c[t][k] * c[t][k]), x, t, h[t], dx, old);
                    back(hidden + k, d * (h[t][k] - c[t][k]) * g[t][k] * (1 - g[t][k]), x, t, h[t], dx, old);
                }
                dh = old;
            }
            return dh;
        }

        private void back(int row, double d, float[] x, int t, double[] h, double[] dx, double[] dh) {
            db[row] += d;
            for (int i = 0; i < inputs; i++) {
                dw[row * inputs + i] += d * x[t * inputs + i];
                dx[t * inputs + i] += d * w[row * inputs + i];
            }
            for (int j = 0; j < hidden; j++) {
                du[row * hidden + j] += d * h[j];
                dh[j] += d * u[row * hidden + j];
            }
        }
    }
}
