package org.janusrnn.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.janusrnn.cell.Cell;
import org.janusrnn.reference.DoubleTensor;
import org.janusrnn.reference.LstmReference;
import org.janusrnn.reference.ReferenceCell;
import org.janusrnn.reference.ReferenceCells;
import org.janusrnn.reference.ReferenceStack;
import org.janusrnn.reference.StackPass;
import org.janusrnn.schedule.StorageFormat;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.verify.Comparison;

/**
 * What a row must come to, by the reference in double precision: all outputs, and for a training step their sum and the
 * gradient of every parameter. A result may be off by what rounding explains: n operations in float32 round by about
 * {@code sqrt(n) 2^-24} of what they work on, and four times that is allowed. Where weights are stored in half precision,
 * what is rounded most is rounded by 2^-11, and gradients also where activations are kept so.
 *
 * <p>A user's own cell has no reference. There every copy of a sequence must come to the same outputs, and nothing to NaN.
 */
public final class Oracle {
    /** The name of the outputs among results; gradients are {@code grad_} and the parameter's name. */
    public static final String OUTPUT = "y";
    /** The name of the sum of all outputs. */
    public static final String LOSS = "loss";

    private static final double ALLOWED = 4;

    private final Content content;
    private final boolean known;
    private final Map<String, Tensor> expected = new LinkedHashMap<>();

    /** Computes what is expected; takes a second for each few GFLOP of two sequences. */
    public Oracle(Content content) {
        this.content = content;
        Row row = content.row();
        ReferenceCell cell = reference(row.cell());
        known = cell != null;
        if (!known) {
            return;
        }
        ReferenceStack stack = ReferenceStack.of(cell, DoubleTensor.of(content.parameters()));
        int distinct = content.sequences().shape().dim(1);
        List<Walk> walks = IntStream.range(0, distinct).parallel()
                .mapToObj(k -> walk(stack, k, row.pass() == Pass.TRAIN)).toList();
        int width = row.directions() * row.extent().hidden();
        Tensor y = Tensor.zeros(row.extent().steps(), distinct, width);
        double loss = 0;
        for (int k = 0; k < distinct; k++) {
            for (int t = 0; t < row.extent().steps(); t++) {
                for (int i = 0; i < width; i++) {
                    double value = walks.get(k).y.data()[t * width + i];
                    y.data()[(t * distinct + k) * width + i] = (float) value;
                    loss += value * content.copies(k);
                }
            }
        }
        expected.put(OUTPUT, content.spread(y));
        if (row.pass() == Pass.TRAIN) {
            Tensor sum = Tensor.zeros(1);
            sum.data()[0] = (float) loss;
            expected.put(LOSS, sum);
            for (String name : content.parameters().keySet()) {
                DoubleTensor total = DoubleTensor.zeros(content.parameters().get(name).shape());
                for (int k = 0; k < distinct; k++) {
                    double[] part = walks.get(k).gradients.get(name).data();
                    for (int i = 0; i < part.length; i++) {
                        total.data()[i] += content.copies(k) * part[i];
                    }
                }
                expected.put("grad_" + name, total.toTensor());
            }
        }
    }

    private record Walk(DoubleTensor y, Map<String, DoubleTensor> gradients) {
    }

    /** One sequence forward, and backward from a gradient of 1 at each output. */
    private Walk walk(ReferenceStack stack, int k, boolean backward) {
        Tensor all = content.sequences();
        int width = all.shape().dim(2);
        DoubleTensor x = DoubleTensor.zeros(all.shape().dim(0), 1, width);
        for (int i = 0; i < x.data().length; i++) {
            x.data()[i] = all.data()[(i / width * all.shape().dim(1) + k) * width + i % width];
        }
        StackPass pass = stack.forward(x);
        if (!backward) {
            return new Walk(pass.y(), Map.of());
        }
        DoubleTensor dy = DoubleTensor.zeros(pass.y().shape());
        Arrays.fill(dy.data(), 1);
        return new Walk(pass.y(), pass.backward(dy, null, null).parameters());
    }

    /** Null where there is none. */
    private static ReferenceCell reference(Cell cell) {
        if (cell.name().equals("lstm_coupled")) {
            return LstmReference.plain().withCoupledGates();
        }
        Object beta = cell.constants().get("BETA");
        try {
            return ReferenceCells.of(cell.name(), 0, beta == null ? 0 : ((Number) beta).doubleValue());
        } catch (IllegalArgumentException noSuchCell) {
            return null;
        }
    }

    /** Whether there is a reference for the cell. */
    public boolean known() {
        return known;
    }

    /** Copies of the results expected; none for a cell without a reference. */
    Map<String, Tensor> expected() {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        expected.forEach((name, tensor) -> copies.put(name, new Tensor(tensor.shape(), tensor.data().clone())));
        return copies;
    }

    /**
     * Compares results with those expected.
     *
     * @param results by the names of this class; all that the row's pass leaves.
     * @throws IllegalArgumentException where one is missing.
     */
    public List<Comparison> check(Map<String, Tensor> results) {
        return check(results, StorageFormat.FLOAT, StorageFormat.FLOAT);
    }

    /** The comparison that is worst in units of its tolerance. */
    static Comparison worst(List<Comparison> checks) {
        return checks.stream().max((a, b) -> Double.compare(a.ratio(), b.ratio())).orElseThrow();
    }

    Comparison worst(Map<String, Tensor> results, BenchTarget target) {
        return worst(check(results, target));
    }

    List<Comparison> check(Map<String, Tensor> results, BenchTarget target) {
        return check(results, target.weights(), target.activations());
    }

    private List<Comparison> check(Map<String, Tensor> results, StorageFormat weights, StorageFormat activations) {
        List<Comparison> all = new ArrayList<>();
        Map<String, Tensor> wanted = known ? expected : Map.of(OUTPUT, copies(results.get(OUTPUT)));
        wanted.forEach((name, want) -> {
            if (!results.containsKey(name)) {
                throw new IllegalArgumentException("there is no result " + name + " among " + results.keySet());
            }
            all.add(Comparison.of(name, results.get(name), want,
                    tolerance(name, want, roundoff(name, weights, activations))));
        });
        return all;
    }

    /** The outputs as they would be if every copy of a sequence came to what its first one did. */
    private Tensor copies(Tensor y) {
        int distinct = content.sequences().shape().dim(1);
        int width = y.shape().dim(2);
        Tensor first = Tensor.zeros(y.shape().dim(0), distinct, width);
        for (int t = 0; t < y.shape().dim(0); t++) {
            // Sequence 0 stands first at place 0, sequence 1 at place 1.
            System.arraycopy(y.data(), t * y.shape().dim(1) * width, first.data(), t * distinct * width,
                    distinct * width);
        }
        return content.spread(first);
    }

    private static double roundoff(String name, StorageFormat weights, StorageFormat activations) {
        boolean gradient = !name.equals(OUTPUT) && !name.equals(LOSS);
        return Math.max(weights.roundoff(), gradient ? activations.roundoff() : 0);
    }

    private double tolerance(String name, Tensor want, double roundoff) {
        Extent e = content.row().extent();
        double terms = ((double) e.steps() + e.inputs() + e.hidden()) * content.row().layers();
        double size = 1;
        for (float value : want.data()) {
            size = Math.max(size, Math.abs(value));
        }
        if (!name.equals(OUTPUT)) {
            terms += (double) e.steps() * e.batch();
        }
        if (name.equals(LOSS)) {
            // A sum of numbers of both signs: what is rounded is of the size of its parts' magnitudes.
            size = Math.max(size, Math.sqrt((double) e.steps() * e.batch() * e.hidden() * content.row().directions()));
        }
        return ALLOWED * Math.sqrt(terms) * roundoff * size;
    }
}
