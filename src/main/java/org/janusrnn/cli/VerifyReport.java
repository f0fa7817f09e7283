package org.janusrnn.cli;

import org.janusrnn.verify.Outcome;
import org.janusrnn.verify.Tally;
import org.janusrnn.verify.Target;

/** Takes the outcomes of {@code janus verify} one by one, target by target, and tells them. */
abstract class VerifyReport {
    private final Tally total = new Tally();
    private Tally ofTarget = new Tally();

    /** A target's outcomes follow. */
    void begin(Target target) {
        ofTarget = new Tally();
    }

    void add(Outcome outcome) {
        ofTarget.add(outcome.verdict());
        total.add(outcome.verdict());
    }

    /** The target's outcomes are complete. */
    abstract void endTarget();

    /**
     * Nothing follows.
     *
     * @param complete whether every file was run; otherwise the user stopped it.
     */
    abstract void end(boolean complete);

    final Tally ofTarget() {
        return ofTarget;
    }

    final Tally total() {
        return total;
    }
}
