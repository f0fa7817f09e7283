package org.janusrnn.cli;

import java.util.Locale;
import org.janusrnn.train.EpochResult;
import org.janusrnn.train.Progress;

/** Shows how training goes on a progress bar. */
final class TrainingBar implements Progress, AutoCloseable {
    private final Bar bar;
    private String words = "";

    TrainingBar(String task, long steps) {
        bar = Bar.open(task, steps);
    }

    @Override
    public void step(long done, long total, double loss) {
        bar.show(done, words);
    }

    @Override
    public void epoch(EpochResult result) {
        words = String.format(Locale.ROOT, "loss %.3f", result.loss());
        if (result.validation() != null && result.validation().correct() > 0) {
            words += String.format(Locale.ROOT, ", %.1f %% right", 100 * result.validation().accuracy());
        }
    }

    @Override
    public void close() {
        bar.close();
    }
}
