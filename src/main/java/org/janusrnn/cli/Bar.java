package org.janusrnn.cli;

import java.io.PrintStream;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.janusrnn.cl.Settings;

/** A progress bar on the error stream where that is a terminal, and nothing anywhere else. */
final class Bar implements AutoCloseable {
    private static final int UPDATE_MILLIS = 200;

    private final ProgressBar bar;
    private final Line line;

    private Bar(ProgressBar bar, Line line) {
        this.bar = bar;
        this.line = line;
    }

    /** The bar's line on the terminal. A thread of the bar's own redraws it, so it is locked. */
    private static final class Line implements ProgressBarConsumer {
        private final ProgressBarConsumer console;

        Line(PrintStream out) {
            console = new ConsoleProgressBarConsumer(out);
        }

        @Override
        public synchronized int getMaxRenderedLength() {
            return console.getMaxRenderedLength();
        }

        @Override
        public synchronized void accept(String text) {
            console.accept(text);
        }

        @Override
        public synchronized void close() {
            console.close();
        }
    }

    /** A bar of so many steps. Java cannot tell whether the error stream is a terminal; the launcher says so. */
    static Bar open(String task, long steps) {
        return Settings.flag("progress") ? on(System.err, task, steps)
                : new Bar(null, null);
    }

    static Bar on(PrintStream out, String task, long steps) {
        Line line = new Line(out);
        return new Bar(new ProgressBarBuilder().setTaskName(task).setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(line).build(), line);
    }

    /** Steps done so far, and a few words to show behind the bar. */
    void show(long done, String words) {
        if (bar != null) {
            bar.stepTo(done);
            bar.setExtraMessage(words);
        }
    }

    /** Prints lines where the bar stands; it is drawn anew below them. */
    void above(Runnable print) {
        if (bar == null) {
            print.run();
            return;
        }
        synchronized (line) {
            line.clear();
            print.run();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
