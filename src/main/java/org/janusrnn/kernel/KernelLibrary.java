package org.janusrnn.kernel;

import java.util.HashMap;
import java.util.Map;
import org.janusrnn.cl.ClContext;
import org.janusrnn.cl.ClKernel;
import org.janusrnn.cl.ClProgram;

/**
 * The kernels of one context: builds a file at most once for each set of parameters, and keeps the program. Thread-safe.
 * Closing it closes its programs, and with them the kernels that are still open.
 */
public final class KernelLibrary implements AutoCloseable {
    /** Plain C for every device: no option that lets a compiler drop NaN or infinity. */
    private static final String STANDARD = "-cl-std=CL1.2";

    private record Key(String file, Defines defines, Map<String, String> pages) {
    }

    private final ClContext context;
    private final Map<Key, ClProgram> programs = new HashMap<>();

    public KernelLibrary(ClContext context) {
        this.context = context;
    }

    /** {@link #kernel(String, String, Defines, Map)} of a file that includes no pages. */
    public ClKernel kernel(String file, String kernelName, Defines defines) {
        return kernel(file, kernelName, defines, Map.of());
    }

    /**
     * A new kernel object, to be closed by the caller.
     *
     * @param file  relative to {@code kernels-cl}
     * @param pages see {@link KernelSource#load}
     * @throws org.janusrnn.cl.ClBuildException with the compiler's log
     */
    public ClKernel kernel(String file, String kernelName, Defines defines, Map<String, String> pages) {
        return program(new Key(file, defines, Map.copyOf(pages))).kernel(kernelName);
    }

    private synchronized ClProgram program(Key key) {
        ClProgram program = programs.get(key);
        if (program == null) {
            program = build(key);
            programs.put(key, program);
        }
        return program;
    }

    private ClProgram build(Key key) {
        String source = KernelSource.load(key.file, key.pages);
        String options = (STANDARD + " " + key.defines.options()).strip();
        return context.build(KernelSource.FOLDER + key.file, source, options);
    }

    @Override
    public synchronized void close() {
        programs.values().forEach(ClProgram::close);
        programs.clear();
    }
}
