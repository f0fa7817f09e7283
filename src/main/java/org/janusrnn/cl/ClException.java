package org.janusrnn.cl;

/** An OpenCL call failed. The message names the call, the code's symbol, what was being done, and what to do. */
public class ClException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String call;

    ClException(int code, String call, String doing) {
        super(message(code, call, doing));
        this.code = code;
        this.call = call;
    }

    private static String message(int code, String call, String doing) {
        String advice = ErrorCodes.advice(code);
        return call + " failed with " + ErrorCodes.symbol(code) + " (" + code + ") while " + doing
                + (advice == null ? "" : ": " + advice);
    }

    /** OpenCL's status code, below zero. */
    public final int code() {
        return code;
    }

    /** The code's symbol, such as {@code CL_OUT_OF_RESOURCES}. */
    public final String symbol() {
        return ErrorCodes.symbol(code);
    }

    /** The OpenCL function, such as {@code clCreateBuffer}. */
    public final String call() {
        return call;
    }
}
