package org.janusrnn.cli;

import java.util.Locale;
import java.util.function.Function;
import org.janusrnn.train.EpochResult;
import org.janusrnn.train.Progress;

/** Shows how training goes on a progress bar. */
final class TrainingBar implements Progress, AutoCloseable {
    private final Bar bar;
    private final Function<EpochResult, String> judgement;
    private String words = "";

    /** @param judgement what to say of an epoch, behind its loss; may be empty. */
    TrainingBar(String task, long steps, Function<EpochResult, String> judgement) {
        bar = Bar.open(task, steps);
        this.judgement = judgement;
    }

    @Override
    public void step(long done, long total, double loss) {
        bar.show(done, words);
    }

    @Override
    public void epoch(EpochResult result) {
        words = String.format(Locale.ROOT, "loss %.3f%s", result.loss(), judgement.apply(result));
    }

    @Override
    public void close() {
        bar.close();
    }
}
