package org.janusrnn.cl.lwjgl;

import static org.lwjgl.system.MemoryUtil.memAddress;
import static org.lwjgl.system.MemoryUtil.memAddressSafe;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/** The three shapes that OpenCL's calls have besides plain commands, with their out-parameters on LWJGL's stack. */
final class Calls {
    private Calls() {
    }

    /** An info call: takes the bytes there are, the value's address, and the address of its size. */
    interface Info {
        int get(long bytes, long value, long size);
    }

    /** A create call: takes the address of the status code and returns the handle. */
    interface Create {
        long create(long code);
    }

    /** A list call: takes the number of places, their address, and the address of the count. */
    interface ListAll {
        int list(int places, long handles, long count);
    }

    static int info(Info call, ByteBuffer value, long[] size) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer length = stack.callocPointer(1);
            int status = call.get(value == null ? 0 : value.remaining(), memAddressSafe(value), length.address());
            size[0] = length.get(0);
            return status;
        }
    }

    static long create(Create call, int[] status) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer code = stack.callocInt(1);
            long handle = call.create(memAddress(code));
            status[0] = code.get(0);
            return handle;
        }
    }

    static int list(ListAll call, List<Object> into) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer count = stack.callocInt(1);
            int status = call.list(0, 0, memAddress(count));
            if (status == CL10.CL_SUCCESS && count.get(0) > 0) {
                PointerBuffer handles = stack.callocPointer(count.get(0));
                status = call.list(count.get(0), handles.address(), 0);
                for (int i = 0; i < handles.limit(); i++) {
                    into.add(handles.get(i));
                }
            }
            return status;
        }
    }
}
