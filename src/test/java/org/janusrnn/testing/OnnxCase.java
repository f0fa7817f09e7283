package org.janusrnn.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.cell.GateFunction;
import org.janusrnn.cell.GateFunction.Kind;
import org.janusrnn.io.Safetensors;
import org.janusrnn.io.SafetensorsFile;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.layer.Output;
import org.janusrnn.layer.States;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.Tensor;

/**
 * A case of src/test/resources/onnx: a recurrent operator as ONNX has it, run by a network of one layer. Where ONNX walks
 * time in reverse only, the network has both directions and the forward one is left aside.
 */
public final class OnnxCase {
    private final SafetensorsFile file;
    private final String op;
    private final int hidden;
    private final boolean batchFirst;
    private final String direction;

    private OnnxCase(Path path) {
        file = Safetensors.read(path);
        op = file.metadata("op");
        hidden = Integer.parseInt(file.metadata("hidden_size"));
        batchFirst = attribute("layout", "0").equals("1");
        direction = attribute("direction", "forward");
    }

    /** All cases of a folder, by name. */
    public static List<OnnxCase> of(String folder) {
        Path path = Path.of(URI.create(OnnxCase.class.getResource("/onnx/README.md").toString())).resolveSibling(folder);
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(each -> each.toString().endsWith(".safetensors")).sorted().map(OnnxCase::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String attribute(String name, String otherwise) {
        return file.metadata().getOrDefault(name, otherwise);
    }

    private boolean both() {
        return direction.equals("bidirectional");
    }

    private int directions() {
        return both() ? 2 : 1;
    }

    /** The cell of ONNX's direction of that number. */
    Cell cell(int which) {
        boolean coupled = attribute("input_forget", "0").equals("1");
        Cell plain = switch (op) {
            case "RNN" -> Cells.rnnTanh();
            case "GRU" -> attribute("linear_before_reset", "0").equals("1") ? Cells.gru() : Cells.gruResetBefore();
            default -> file.has("P") ? coupled ? Cells.lstmPeepholeCoupled() : Cells.lstmPeephole()
                    : coupled ? Cells.lstmCoupled() : Cells.lstm();
        };
        String names = attribute("activations", null);
        if (names != null) {
            List<GateFunction> all = functions(names.split(" "));
            int each = all.size() / directions();
            plain = plain.withFunctions(all.subList(which * each, (which + 1) * each).toArray(new GateFunction[0]));
        }
        return plain.withClip(Float.parseFloat(attribute("clip", "0")));
    }

    /** ONNX gives alpha and beta one behind the other to those functions alone that take them. */
    private List<GateFunction> functions(String... names) {
        List<String> alpha = numbers("activation_alpha");
        List<String> beta = numbers("activation_beta");
        List<GateFunction> functions = new ArrayList<>();
        for (String name : names) {
            Kind kind = Kind.valueOf(name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
            functions.add(new GateFunction(kind, kind.numbers() > 0 ? Float.parseFloat(alpha.remove(0)) : 0,
                    kind.numbers() > 1 ? Float.parseFloat(beta.remove(0)) : 0));
        }
        return functions;
    }

    private List<String> numbers(String name) {
        String text = attribute(name, "");
        return new ArrayList<>(text.isEmpty() ? List.of() : List.of(text.split(" ")));
    }

    /** What kernels it takes: cases that agree in this take the same ones. */
    public List<Object> kernels() {
        return List.of(cell(0), both() ? cell(1) : cell(0));
    }

    /** How far each output is from what ONNX has. */
    public Map<String, Double> errors(Engine engine) {
        Tensor x = batchFirst ? swapped(file.tensor("X")) : file.tensor("X");
        boolean twoWay = !direction.equals("forward");
        boolean bias = file.has("B");
        try (Network network = Network.builder(engine).input(x.shape().dim(2)).recurrent(cell(0), hidden,
                r -> both() ? r.bidirectional(cell(1)).bias(bias).name("")
                        : r.bidirectional(twoWay).bias(bias).name("")).build()) {
            for (int which = 0; which < directions(); which++) {
                parameters(which, both() ? which == 1 : twoWay).forEach(network.parameters()::set);
            }
            Batch batch = Batch.of(x);
            if (file.has("sequence_lens")) {
                batch = batch.lengths(Arrays.stream(file.longs("sequence_lens")).mapToInt(Math::toIntExact).toArray());
            }
            if (file.has("initial_h")) {
                batch = batch.initial(new States(initial("initial_h", twoWay), op.equals("LSTM")
                        ? initial("initial_c", twoWay) : null));
            }
            return errors(network.run(batch), twoWay);
        }
    }

    private Map<String, Double> errors(Output got, boolean twoWay) {
        int left = twoWay && !both() ? 1 : 0;       // directions of the network that are not ONNX's
        int directions = directions();
        int batch = got.y().shape().dim(1);
        Map<String, Double> errors = new LinkedHashMap<>();
        if (file.has("Y")) {
            Tensor want = file.tensor("Y");
            Tensor y = Tensor.zeros(want.shape().toArray());
            int steps = got.y().shape().dim(0);
            for (int t = 0; t < steps; t++) {
                for (int b = 0; b < batch; b++) {
                    for (int d = 0; d < directions; d++) {
                        int to = batchFirst ? (b * steps + t) * directions + d : (t * directions + d) * batch + b;
                        int from = (t * batch + b) * (directions + left) + left + d;
                        System.arraycopy(got.y().data(), from * hidden, y.data(), to * hidden, hidden);
                    }
                }
            }
            errors.put("Y", difference(y, want));
        }
        errors.put("Y_h", state("Y_h", got.states().h(), left));
        errors.put("Y_c", state("Y_c", got.states().c(), left));
        errors.values().removeIf(error -> error == null);
        return errors;
    }

    private Double state(String name, Tensor got, int left) {
        if (!file.has(name)) {
            return null;
        }
        Tensor want = file.tensor(name);
        Tensor own = batchFirst ? swapped(want) : want;
        Tensor part = Tensor.zeros(own.shape().toArray());
        System.arraycopy(got.data(), left * part.data().length, part.data(), 0, part.data().length);
        return difference(part, own);
    }

    private static double difference(Tensor got, Tensor want) {
        double most = 0;
        for (int i = 0; i < want.data().length; i++) {
            double error = Math.abs((double) got.data()[i] - want.data()[i]);
            most = error <= most ? most : error;        // NaN is the most
        }
        return most;
    }

    /** States of ONNX's directions, zeros for one that ONNX does not have; null c: zeros. */
    private Tensor initial(String name, boolean twoWay) {
        Tensor given = file.has(name) ? file.tensor(name) : Tensor.zeros(file.shape("initial_h").toArray());
        if (!twoWay || both()) {
            return given;
        }
        Tensor all = Tensor.zeros(2, given.shape().dim(1), hidden);
        System.arraycopy(given.data(), 0, all.data(), given.data().length, given.data().length);
        return all;
    }

    /** [A, B, C] as [B, A, C]. */
    private static Tensor swapped(Tensor from) {
        int first = from.shape().dim(0);
        int second = from.shape().dim(1);
        int width = from.shape().dim(2);
        Tensor to = Tensor.zeros(second, first, width);
        for (int i = 0; i < first * second; i++) {
            System.arraycopy(from.data(), i * width, to.data(), (i % second * first + i / second) * width, width);
        }
        return to;
    }

    /** The parameters of ONNX's direction of that number, in Janus's order of gates. */
    private Map<String, Tensor> parameters(int which, boolean reverse) {
        int[] gates = op.equals("LSTM") ? new int[] {0, 2, 3, 1} : op.equals("GRU") ? new int[] {1, 0, 2} : new int[] {0};
        String ending = "_l0" + (reverse ? "_reverse" : "");
        Map<String, Tensor> all = new LinkedHashMap<>();
        all.put("weight_ih" + ending, blocks("W", which, 0, gates, file.shape("W").dim(2)));
        all.put("weight_hh" + ending, blocks("R", which, 0, gates, hidden));
        if (file.has("B")) {
            all.put("bias_ih" + ending, blocks("B", which, 0, gates, 1));
            all.put("bias_hh" + ending, blocks("B", which, gates.length, gates, 1));
        }
        if (file.has("P")) {
            all.put("weight_peephole" + ending, blocks("P", which, 0, new int[] {0, 2, 1}, 1));
        }
        return all;
    }

    /** Row blocks of a direction of an operator's input, the one at {@code first} counting as 0. */
    private Tensor blocks(String name, int which, int first, int[] order, int width) {
        Tensor from = file.tensor(name);
        int direction = from.data().length / from.shape().dim(0);
        int block = hidden * width;
        Tensor to = width == 1 && !name.equals("W") && !name.equals("R") ? Tensor.zeros(order.length * hidden)
                : Tensor.zeros(order.length * hidden, width);
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(from.data(), which * direction + (first + order[i]) * block, to.data(), i * block, block);
        }
        return to;
    }

    @Override
    public String toString() {
        return file.path().getFileName().toString().replace(".safetensors", "");
    }
}
