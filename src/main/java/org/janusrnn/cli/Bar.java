package org.janusrnn.cli;

import java.io.PrintStream;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.janusrnn.cl.Settings;

/** A progress bar on the error stream where that is a terminal, and nothing anywhere else. */
final class Bar implements AutoCloseable {
    private static final int UPDATE_MILLIS = 200;

    private final ProgressBar bar;

    private Bar(ProgressBar bar) {
        this.bar = bar;
    }

    /** A bar of so many steps. Java cannot tell whether the error stream is a terminal; the launcher says so. */
    static Bar open(String task, long steps) {
        return Boolean.parseBoolean(Settings.get("progress")) ? on(System.err, task, steps) : new Bar(null);
    }

    static Bar on(PrintStream out, String task, long steps) {
        return new Bar(new ProgressBarBuilder().setTaskName(task).setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(out)).build());
    }

    /** Steps done so far, and a few words to show behind the bar. */
    void show(long done, String words) {
        if (bar != null) {
            bar.stepTo(done);
            bar.setExtraMessage(words);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
