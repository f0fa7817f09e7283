package org.janusrnn.cl.lwjgl;

import java.nio.ByteBuffer;
import org.lwjgl.system.JNI;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/**
 * The environment that native code of this process sees: drivers are told by variables what no call of OpenCL says. Java's
 * own {@link System#getenv} is a copy from the start of the process and does not change.
 */
public final class ProcessEnvironment {
    private ProcessEnvironment() {
    }

    /**
     * Sets a variable that is not set yet.
     *
     * @return whether native code sees it so from now on, or had another value before; false where this is not Linux
     * @throws LinkageError where LWJGL's native library or the C library cannot be loaded
     */
    public static boolean offer(String name, String value) {
        if (!CLibrary.isThere()) {
            return false;
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            ByteBuffer variable = stack.UTF8(name);
            ByteBuffer content = stack.UTF8(value);
            return JNI.invokePPI(MemoryUtil.memAddress(variable), MemoryUtil.memAddress(content), 0,
                    CLibrary.function("setenv")) == 0;
        }
    }
}
