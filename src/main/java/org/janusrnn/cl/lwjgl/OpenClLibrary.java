package org.janusrnn.cl.lwjgl;

import java.util.ArrayList;
import java.util.List;
import org.lwjgl.opencl.CL;
import org.lwjgl.system.APIUtil;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.Platform;

/**
 * Finds OpenCL's loader for LWJGL, which by itself looks only for {@code libOpenCL.so}: without the development package
 * Debian and Ubuntu have only {@code libOpenCL.so.1}.
 */
final class OpenClLibrary {
    private OpenClLibrary() {
    }

    /** Opens the loader; throws UnsatisfiedLinkError where there is none. */
    static void open() {
        // Otherwise LWJGL looks by its own rules in a static initialiser, and fails for good.
        Configuration.OPENCL_EXPLICIT_INIT.set(true);
        if (Configuration.OPENCL_LIBRARY_NAME.get() != null || Platform.get() != Platform.LINUX) {
            // The user has named it (-Dorg.lwjgl.opencl.libname), or LWJGL's own place is the right one: OpenCL.dll on
            // Windows, OpenCL.framework on macOS.
            CL.create();
            return;
        }
        for (String name : linuxNames()) {
            if (exists(name)) {
                CL.create(name);
                return;
            }
        }
        throw new UnsatisfiedLinkError("no libOpenCL.so.1 or libOpenCL.so was found");
    }

    private static List<String> linuxNames() {
        List<String> names = new ArrayList<>();
        String preloaded = System.getenv("LD_PRELOAD");
        if (preloaded != null) {
            for (String library : preloaded.split("[ :]+")) {
                // The oclgrind command preloads itself in place of the loader; a library opened by name would miss it.
                if (library.contains("oclgrind")) {
                    names.add(library);
                }
            }
        }
        for (String file : List.of("libOpenCL.so.1", "libOpenCL.so")) {
            names.add(file);
            for (String folder : List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64",
                    "/usr/lib", "/usr/local/lib", "/opt/rocm/lib", "/opt/rocm/opencl/lib", "/usr/local/cuda/lib64",
                    "/opt/intel/oneapi/compiler/latest/lib")) {
                names.add(folder + "/" + file);
            }
        }
        return names;
    }

    private static boolean exists(String name) {
        try {
            APIUtil.apiCreateLibrary(name).free();
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }
}
