package org.janusrnn.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.janusrnn.cl.ClBuildException;
import org.janusrnn.cl.ClContext;
import org.janusrnn.cl.ClException;
import org.janusrnn.cl.ClKernel;
import org.janusrnn.cl.ClProgram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernels of one context: builds a file at most once for each set of parameters, and keeps the program, on disk
 * too where the driver does not ({@link DiskCache}). Thread-safe. Closing it closes its programs, and with them the
 * kernels that are still open.
 */
public final class KernelLibrary implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KernelLibrary.class);

    /** Plain C for every device: no option that lets a compiler drop NaN or infinity. */
    private static final String STANDARD = "-cl-std=CL1.2";

    /** For files that use C11's atomics, on devices that have them ({@link org.janusrnn.cl.ClDevice#deviceAtomics()}). */
    private static final String ATOMICS_STANDARD = "-cl-std=CL3.0";
    private static final String ATOMICS_WORD = "atomic_int";

    private record Key(String file, Defines defines, Map<String, String> pages) {
    }

    private final ClContext context;
    private final DiskCache disk;
    private final SourceDump dump = SourceDump.asked();
    private final Map<Key, ClProgram> programs = new HashMap<>();

    public KernelLibrary(ClContext context) {
        this(context, DiskCache.of(context.device()));
    }

    /** {@code disk} may be null: nothing is kept on disk. */
    KernelLibrary(ClContext context, DiskCache disk) {
        this.context = context;
        this.disk = disk;
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
     * @throws ClBuildException with the compiler's log
     * @throws PageException    where that is the fault of a page that the user gave
     */
    public synchronized ClKernel kernel(String file, String kernelName, Defines defines, Map<String, String> pages) {
        Key key = new Key(file, defines, Map.copyOf(pages));
        ClProgram program = programs.get(key);
        if (program != null) {
            return program.kernel(kernelName);
        }
        String name = KernelSource.FOLDER + file;
        String source = KernelSource.load(file, key.pages);
        String standard = source.contains(ATOMICS_WORD) ? ATOMICS_STANDARD : STANDARD;
        String options = (standard + " " + defines.options()).strip();
        if (dump != null) {
            dump.write(file, options, source);
        }
        String entry = disk == null ? null : DiskCache.key(context.device(), source, options);
        program = entry == null ? null : fromDisk(entry, name, options);
        boolean built = program == null;
        if (built) {
            program = build(name, source, options, pages);
        }
        programs.put(key, program);
        ClKernel kernel = program.kernel(kernelName);
        if (built && entry != null) {
            // Only now, because some drivers compile no earlier than when a kernel is made.
            toDisk(entry, program);
        }
        return kernel;
    }

    /** What comes with Janus builds, so a page that the user gave is to blame where one is in it. */
    private ClProgram build(String name, String source, String options, Map<String, String> pages) {
        try {
            return context.build(name, source, options);
        } catch (ClBuildException e) {
            Optional<String> title = pages.values().stream().flatMap(page -> KernelSource.title(page).stream())
                    .findFirst();
            if (title.isPresent()) {
                throw PageException.of(title.get(), e);
            }
            throw e;
        }
    }

    private ClProgram fromDisk(String entry, String name, String options) {
        byte[] binary = disk.read(entry);
        if (binary == null) {
            return null;
        }
        try {
            return context.load(name, binary, options);
        } catch (ClException e) {
            LOG.info("{} is built from source, because the cached program was refused: {}", name, e.getMessage());
            return null;
        }
    }

    private void toDisk(String entry, ClProgram program) {
        try {
            disk.write(entry, program.binary());
        } catch (ClException e) {
            LOG.info("{} is not cached: {}", program.name(), e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        programs.values().forEach(ClProgram::close);
        programs.clear();
    }
}
