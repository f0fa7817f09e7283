package org.janusrnn.cl;

import java.util.HashMap;
import java.util.Map;

/** OpenCL's status codes: the symbol of each and, for those that people meet, what to do about it. */
final class ErrorCodes {
    private static final Map<Integer, String> SYMBOLS = new HashMap<>();
    private static final Map<Integer, String> ADVICE = new HashMap<>();

    static {
        run(-1, "DEVICE_NOT_FOUND", "DEVICE_NOT_AVAILABLE", "COMPILER_NOT_AVAILABLE", "MEM_OBJECT_ALLOCATION_FAILURE",
                "OUT_OF_RESOURCES", "OUT_OF_HOST_MEMORY", "PROFILING_INFO_NOT_AVAILABLE", "MEM_COPY_OVERLAP",
                "IMAGE_FORMAT_MISMATCH", "IMAGE_FORMAT_NOT_SUPPORTED", "BUILD_PROGRAM_FAILURE", "MAP_FAILURE",
                "MISALIGNED_SUB_BUFFER_OFFSET", "EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST", "COMPILE_PROGRAM_FAILURE",
                "LINKER_NOT_AVAILABLE", "LINK_PROGRAM_FAILURE", "DEVICE_PARTITION_FAILED",
                "KERNEL_ARG_INFO_NOT_AVAILABLE");
        run(-30, "INVALID_VALUE", "INVALID_DEVICE_TYPE", "INVALID_PLATFORM", "INVALID_DEVICE", "INVALID_CONTEXT",
                "INVALID_QUEUE_PROPERTIES", "INVALID_COMMAND_QUEUE", "INVALID_HOST_PTR", "INVALID_MEM_OBJECT",
                "INVALID_IMAGE_FORMAT_DESCRIPTOR", "INVALID_IMAGE_SIZE", "INVALID_SAMPLER", "INVALID_BINARY",
                "INVALID_BUILD_OPTIONS", "INVALID_PROGRAM", "INVALID_PROGRAM_EXECUTABLE", "INVALID_KERNEL_NAME",
                "INVALID_KERNEL_DEFINITION", "INVALID_KERNEL", "INVALID_ARG_INDEX", "INVALID_ARG_VALUE",
                "INVALID_ARG_SIZE", "INVALID_KERNEL_ARGS", "INVALID_WORK_DIMENSION", "INVALID_WORK_GROUP_SIZE",
                "INVALID_WORK_ITEM_SIZE", "INVALID_GLOBAL_OFFSET", "INVALID_EVENT_WAIT_LIST", "INVALID_EVENT",
                "INVALID_OPERATION", "INVALID_GL_OBJECT", "INVALID_BUFFER_SIZE", "INVALID_MIP_LEVEL",
                "INVALID_GLOBAL_WORK_SIZE", "INVALID_PROPERTY", "INVALID_IMAGE_DESCRIPTOR", "INVALID_COMPILER_OPTIONS",
                "INVALID_LINKER_OPTIONS", "INVALID_DEVICE_PARTITION_COUNT", "INVALID_PIPE_SIZE",
                "INVALID_DEVICE_QUEUE", "INVALID_SPEC_ID", "MAX_SIZE_RESTRICTION_EXCEEDED");
        run(-1000, "INVALID_GL_SHAREGROUP_REFERENCE_KHR", "PLATFORM_NOT_FOUND_KHR");
        SYMBOLS.put(-1057, "CL_DEVICE_PARTITION_FAILED_EXT");
        SYMBOLS.put(-1058, "CL_INVALID_PARTITION_COUNT_EXT");

        advise(-1, "this platform's driver sees no device; install the driver of the device");
        advise(-2, "another process may hold the device; free it or choose another with JANUS_DEVICE");
        advise(-3, "this driver cannot compile; install its compiler package");
        advise(-4, "the device is out of memory: use a smaller batch, fewer time steps or fewer hidden units");
        advise(-5, "the device ran out of memory, registers or local memory, or reset itself after too long a launch: "
                + "use a smaller batch or shorter sequences");
        advise(-6, "this computer is out of main memory: close something or use a smaller batch");
        advise(-7, "times exist only for events of a queue opened with profiling, once they are complete");
        advise(-11, "see the build log for the file and line");
        advise(-13, "a slice must begin at a multiple of the device's base alignment");
        advise(-14, "an earlier command failed on the device: finish() its queue to see which");
        advise(-36, "the queue is broken, often by an earlier launch that crashed: open a new context");
        advise(-38, "a buffer was closed, or belongs to another context");
        advise(-42, "the binary is of another driver or device: build from source");
        advise(-43, "the driver does not know one of the build options");
        advise(-45, "the program was not built for this device");
        advise(-46, "the program has no kernel of that name, or it is the name of a built-in function");
        advise(-49, "the kernel has fewer arguments");
        advise(-50, "the argument is of another kind than the kernel declares");
        advise(-51, "the argument is of another size than the kernel declares: an int for an int, a long for a long");
        advise(-52, "set every argument of the kernel before launching it");
        advise(-54, "the work-group is too large for this kernel on this device (ask maxWorkGroupSize()), or does not "
                + "divide the global size");
        advise(-55, "a dimension of the work-group is larger than the device allows");
        advise(-61, "the buffer is larger than the device's largest single allocation: use a smaller batch or layer");
        advise(-63, "the device takes no launch of this size");
        advise(-1001, "no OpenCL driver is installed; on Debian and Ubuntu: apt-get install pocl-opencl-icd");
    }

    private ErrorCodes() {
    }

    static String symbol(int code) {
        return SYMBOLS.getOrDefault(code, "unknown status");
    }

    /** What to do, or null where nothing better than the symbol can be said. */
    static String advice(int code) {
        return ADVICE.get(code);
    }

    private static void run(int first, String... names) {
        for (int i = 0; i < names.length; i++) {
            SYMBOLS.put(first - i, "CL_" + names[i]);
        }
    }

    private static void advise(int code, String text) {
        ADVICE.put(code, text);
    }
}
