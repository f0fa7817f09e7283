package org.janusrnn.golden;

import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.index_copy;
import static org.bytedeco.pytorch.global.torch.stack;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/** Batch normalisation over batch and time, and over the batch at every step. */
final class BatchNorms {
    private static final double EPS = 1e-5;
    private static final double MOMENTUM = 0.1;

    private BatchNorms() {
    }

    static void write(Path folder) throws IOException {
        // 1080 rows: more than one partial sum.
        norm("batch-norm", "", 40, 27, 5).gradients(folder, run -> overAll(run, "bn", run.get("x"), true));
        norm("batch-norm-lengths", "", 9, 7, 21).lengths(9, 2, 7, 1, 9, 5, 3)
                .gradients(folder, run -> overAll(run, "bn", run.get("x"), true));
        norm("batch-norm-per-step", " steps=6", 6, 9, 18)
                .gradients(folder, run -> perStep(run, "bn", run.get("x"), true));
        norm("batch-norm-per-step-lengths", " steps=9", 5, 7, 17).lengths(5, 2, 4, 5, 3, 5, 1)
                .gradients(folder, run -> perStep(run, "bn", run.get("x"), true));

        running(norm("batch-norm-inference", "", 6, 4, 21), 21).inference(folder,
                run -> overAll(run, "bn", run.get("x"), false));
        // Steps behind the sixth take its statistics.
        running(norm("batch-norm-per-step-inference", " steps=6", 8, 4, 18), 6, 18).inference(folder,
                run -> perStep(run, "bn", run.get("x"), false));

        running(norm("batch-norm-training", "", 6, 4, 21), 21).training(folder, 3, run -> {
            for (int i = 0; i < 3; i++) {
                overAll(run, "bn", run.get("batches").select(0, i), true);
            }
            return after(run, overAll(run, "bn", run.get("x"), false));
        });
        running(norm("batch-norm-per-step-training", " steps=6", 6, 4, 18), 6, 18).training(folder, 3, run -> {
            for (int i = 0; i < 3; i++) {
                perStep(run, "bn", run.get("batches").select(0, i), true);
            }
            return after(run, perStep(run, "bn", run.get("x"), false));
        });
    }

    private static LayerCase norm(String name, String options, int steps, int batch, int width) {
        return new LayerCase(name, "input " + width + "; batch_norm" + options).x(steps, batch, width).means()
                .parameter("bn.weight", 1, 0.5, width).parameter("bn.bias", 0, 0.5, width);
    }

    private static LayerCase running(LayerCase of, int... dims) {
        return of.buffer("bn.running_mean", 0, 1, dims).buffer("bn.running_var", 1, 0.5, dims);
    }

    private static Tensor after(Run run, Tensor y) {
        run.result("after_bn.running_mean", run.get("bn.running_mean"));
        run.result("after_bn.running_var", run.get("bn.running_var"));
        return y;
    }

    /** Statistics over batch and time: of the valid rows, as if there were no others. */
    static Tensor overAll(Run run, String name, Tensor x, boolean training) {
        Tensor rows = x.reshape(-1, x.size(2));
        Tensor valid = run.valid();
        Tensor y = norm(run, name, rows.index_select(0, valid), run.optional(name + ".running_mean"),
                run.optional(name + ".running_var"), training);
        return index_copy(Run.zeros(run.precision(), rows.shape()), 0, valid, y).reshape(x.shape());
    }

    static Tensor perStep(Run run, String name, Tensor x, boolean training) {
        Tensor[] steps = new Tensor[run.steps()];
        for (int t = 0; t < steps.length; t++) {
            Tensor valid = run.valid(t);
            Tensor y = norm(run, name, x.select(0, t).index_select(0, valid),
                    statistic(run, name + ".running_mean", t), statistic(run, name + ".running_var", t), training);
            steps[t] = index_copy(Run.zeros(run.precision(), x.size(1), x.size(2)), 0, valid, y);
        }
        return stack(new TensorVector(steps));
    }

    /** The step's own statistic, or the last there is. */
    private static TensorOptional statistic(Run run, String name, int step) {
        TensorOptional all = run.optional(name);
        return all.has_value() ? new TensorOptional(all.get().select(0, Math.min(step, all.get().size(0) - 1))) : all;
    }

    private static Tensor norm(Run run, String name, Tensor rows, TensorOptional mean, TensorOptional variance,
            boolean training) {
        return batch_norm(rows, run.optional(name + ".weight"), run.optional(name + ".bias"), mean, variance, training,
                MOMENTUM, EPS, false);
    }
}
