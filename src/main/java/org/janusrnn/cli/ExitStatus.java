package org.janusrnn.cli;

/** What a command tells the shell. */
final class ExitStatus {
    static final int DONE = 0;
    static final int FAILURES = 1;
    static final int BAD_INPUT = 2;
    static final int NO_DEVICE = 3;
    /** By Ctrl-C, as shells have it. */
    static final int INTERRUPTED = 130;

    private ExitStatus() {
    }
}
