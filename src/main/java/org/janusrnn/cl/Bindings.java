package org.janusrnn.cl;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.janusrnn.cl.jocl.JoclBinding;
import org.janusrnn.cl.lwjgl.LwjglBinding;

/** Loads the bindings, each at most once in a process: a native library that failed to load once fails for good. */
final class Bindings {
    /** In the order in which they are tried. */
    static final List<String> NAMES = List.of("lwjgl", "jocl");

    private static final Map<String, Binding> LOADED = new HashMap<>();
    private static final Map<String, String> REFUSED = new HashMap<>();

    private Bindings() {
    }

    /** The binding, or null where it cannot be loaded: {@link #refusal} then says why. */
    static synchronized Binding load(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("binding \"" + name + "\" is none of " + NAMES
                    + ": correct -Djanus.binding or JANUS_BINDING");
        }
        if (!LOADED.containsKey(name) && !REFUSED.containsKey(name)) {
            WorkerAffinity.hold();
            try {
                // Loading a binding may already load the drivers.
                LOADED.put(name, SignalHandlers.kept(
                        () -> name.equals("lwjgl") ? LwjglBinding.load() : JoclBinding.load()));
            } catch (LinkageError | RuntimeException e) {
                // Natives missing, for another machine, or not to be unpacked: all mean that it cannot be used here.
                REFUSED.put(name, "binding " + name + " cannot be used: " + reason(e) + "; " + advice());
            }
        }
        return LOADED.get(name);
    }

    static synchronized String refusal(String name) {
        return REFUSED.get(name);
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause instanceof ExceptionInInitializerError && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String line = message == null ? "" : message.strip().lines().findFirst().orElse("");
        return line.isEmpty() ? cause.getClass().getSimpleName() : line;
    }

    /** What to install on this system so that OpenCL is there. */
    static String advice() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (os.contains("win")) {
            return "install the driver of your graphics card, which brings OpenCL.dll";
        }
        if (os.contains("mac")) {
            return "OpenCL belongs to macOS: /System/Library/Frameworks/OpenCL.framework must be there";
        }
        return "install OpenCL (Debian, Ubuntu: apt-get install ocl-icd-libopencl1 pocl-opencl-icd; "
                + "Fedora: dnf install ocl-icd pocl; for a GPU: its vendor's OpenCL driver)";
    }
}
