package org.janusrnn.cl;

/** A program could not be built. The message ends with the compiler's log, which names the real file and line. */
public final class ClBuildException extends ClException {
    private static final long serialVersionUID = 1L;

    private final String log;

    ClBuildException(int code, String call, String doing, String log) {
        super(code, call, doing);
        this.log = log;
    }

    /** What the driver's compiler said; empty where it said nothing. */
    public String log() {
        return log;
    }

    @Override
    public String getMessage() {
        return log.isBlank() ? super.getMessage() : super.getMessage() + System.lineSeparator() + log.strip();
    }
}
