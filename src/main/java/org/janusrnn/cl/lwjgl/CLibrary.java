package org.janusrnn.cl.lwjgl;

import org.lwjgl.system.APIUtil;
import org.lwjgl.system.Platform;

/** The C library that this process runs on, where that is Linux's. */
final class CLibrary {
    private CLibrary() {
    }

    static boolean isThere() {
        return Platform.get() == Platform.LINUX;
    }

    /**
     * The address of a function.
     *
     * @throws LinkageError where LWJGL's native library or the C library cannot be loaded
     */
    static long function(String name) {
        // Stays open as long as the process.
        return APIUtil.apiGetFunctionAddress(APIUtil.apiCreateLibrary("libc.so.6"), name);
    }
}
