package org.janusrnn.cl;

import java.util.function.Supplier;
import org.janusrnn.cl.lwjgl.ProcessSignals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Java virtual machine's signal handlers while drivers are loaded and programs are built. PoCL 3.1 has LLVM
 * take the signals in its first clGetPlatformIDs. LLVM's handler serves one fault and stands aside; a second thread that
 * comes to the same safepoint meanwhile finds no handler at all, and the process ends by SIGSEGV without a word (seen in
 * a core of a process that built many kernels). LLVM never looks whether its handlers are still there, so to put back
 * those that were is enough.
 */
final class SignalHandlers {
    private static final Logger LOG = LoggerFactory.getLogger(SignalHandlers.class);
    private static final ProcessSignals SIGNALS = open();

    private SignalHandlers() {
    }

    private static ProcessSignals open() {
        try {
            return ProcessSignals.open();
        } catch (LinkageError e) {
            LOG.warn("the signal handlers of Java cannot be kept from drivers that take them ({}): where the process "
                    + "ends by SIGSEGV, start Java with LD_PRELOAD=$JAVA_HOME/lib/libjsig.so", e.getMessage());
            return null;
        }
    }

    /** Makes a call into a driver, after which every signal has the handler it had before. */
    static <T> T kept(Supplier<T> call) {
        return SIGNALS == null ? call.get() : SIGNALS.kept(call);
    }
}
