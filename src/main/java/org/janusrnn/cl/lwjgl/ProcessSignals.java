package org.janusrnn.cl.lwjgl;

import static org.lwjgl.system.MemoryUtil.NULL;
import static org.lwjgl.system.MemoryUtil.memGetAddress;
import static org.lwjgl.system.MemoryUtil.memPutAddress;

import java.util.function.Supplier;
import org.lwjgl.system.JNI;
import org.lwjgl.system.MemoryStack;

/**
 * The process's signal handlers, which a driver may replace and must not keep: a Java virtual machine lives by its own.
 * It lets compiled code fault on purpose (safepoints, null checks) and its handler of SIGSEGV goes on from there.
 */
public final class ProcessSignals {
    /**
     * Those that LLVM takes (llvm/lib/Support/Unix/Signals.inc) by Linux's numbers on x86-64 and arm64: HUP, INT, QUIT,
     * ILL, TRAP, ABRT, BUS, FPE, USR1, SEGV, USR2, PIPE, TERM, XCPU, XFSZ, SYS.
     */
    private static final int[] SIGNALS = {1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 15, 24, 25, 31};

    /** More than a {@code struct sigaction} has on any Linux (152 bytes with glibc); its first word is the handler. */
    private static final int ACTION_BYTES = 256;

    /** SIG_IGN. */
    private static final long IGNORE = 1;

    /** The C library's own, even where libjsig stands before it. */
    private final long sigaction;

    private ProcessSignals(long sigaction) {
        this.sigaction = sigaction;
    }

    /**
     * Those of this process.
     *
     * @return null where this is not Linux, the only system on which drivers were seen to take signals
     * @throws LinkageError where LWJGL's native library or the C library cannot be loaded
     */
    public static ProcessSignals open() {
        return CLibrary.isThere() ? new ProcessSignals(CLibrary.function("sigaction")) : null;
    }

    /** Makes a driver's call and gives back to their owners the signals whose handlers it replaced. */
    public <T> T kept(Supplier<T> call) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            long before = stack.ncalloc(Long.BYTES, SIGNALS.length, ACTION_BYTES);
            for (int i = 0; i < SIGNALS.length; i++) {
                JNI.invokePPI(SIGNALS[i], NULL, before + (long) i * ACTION_BYTES, sigaction);
            }
            try {
                return call.get();
            } finally {
                for (int i = 0; i < SIGNALS.length; i++) {
                    long action = before + (long) i * ACTION_BYTES;
                    if (handler(SIGNALS[i]) != memGetAddress(action)) {
                        JNI.invokePPI(SIGNALS[i], action, NULL, sigaction);
                    }
                }
            }
        }
    }

    /** The address of the function that handles a signal now; 0 and 1 are the default and to ignore it. */
    public long handler(int signal) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            long action = stack.ncalloc(Long.BYTES, 1, ACTION_BYTES);
            JNI.invokePPI(signal, NULL, action, sigaction);
            return memGetAddress(action);
        }
    }

    /** Has a signal ignored, as a driver might. */
    public void ignore(int signal) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            long action = stack.ncalloc(Long.BYTES, 1, ACTION_BYTES);
            memPutAddress(action, IGNORE);
            JNI.invokePPI(signal, action, NULL, sigaction);
        }
    }
}
