package org.janusrnn.train;

import java.io.PrintStream;
import java.util.Locale;

/** Is told how training goes. */
public interface Progress {
    /**
     * After every step.
     *
     * @param done  steps done.
     * @param total steps there are to do.
     * @param loss  loss of this step's batch.
     */
    default void step(long done, long total, double loss) {
    }

    /** After every epoch. */
    default void epoch(EpochResult result) {
    }

    /** Says nothing. */
    static Progress none() {
        return new Progress() {
        };
    }

    /** Prints a line after every epoch. */
    static Progress console() {
        return to(System.out);
    }

    /** Prints a line after every epoch. */
    static Progress to(PrintStream out) {
        return new Progress() {
            @Override
            public void epoch(EpochResult result) {
                out.printf(Locale.ROOT, "epoch %d: loss %.4f", result.epoch(), result.loss());
                if (result.validation() != null) {
                    out.printf(Locale.ROOT, ", validation loss %.4f", result.validation().loss());
                    if (result.validation().correct() > 0) {
                        out.printf(Locale.ROOT, ", %.1f %% right", 100 * result.validation().accuracy());
                    }
                }
                out.println();
            }
        };
    }
}
