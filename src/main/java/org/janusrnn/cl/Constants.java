package org.janusrnn.cl;

/** The numbers of the OpenCL headers that this package uses. */
final class Constants {
    static final int SUCCESS = 0;
    static final int DEVICE_NOT_FOUND = -1;
    static final int BUILD_PROGRAM_FAILURE = -11;
    static final int PLATFORM_NOT_FOUND_KHR = -1001;

    static final int PLATFORM_VERSION = 0x0901;
    static final int PLATFORM_NAME = 0x0902;

    static final int DEVICE_TYPE = 0x1000;
    static final int DEVICE_MAX_COMPUTE_UNITS = 0x1002;
    static final int DEVICE_MAX_WORK_GROUP_SIZE = 0x1004;
    static final int DEVICE_MAX_MEM_ALLOC_SIZE = 0x1010;
    static final int DEVICE_MEM_BASE_ADDR_ALIGN = 0x1019;
    static final int DEVICE_GLOBAL_MEM_SIZE = 0x101F;
    static final int DEVICE_LOCAL_MEM_SIZE = 0x1023;
    static final int DEVICE_ENDIAN_LITTLE = 0x1026;
    static final int DEVICE_AVAILABLE = 0x1027;
    static final int DEVICE_COMPILER_AVAILABLE = 0x1028;
    static final int DEVICE_NAME = 0x102B;
    static final int DEVICE_VENDOR = 0x102C;
    static final int DEVICE_ATOMIC_MEMORY_CAPABILITIES = 0x1063;
    static final int DRIVER_VERSION = 0x102D;
    static final int DEVICE_VERSION = 0x102F;
    static final int DEVICE_EXTENSIONS = 0x1030;

    static final int ATOMIC_ORDER_ACQ_REL = 1 << 1;
    static final int ATOMIC_SCOPE_DEVICE = 1 << 5;

    static final int PROGRAM_BINARY_SIZES = 0x1165;
    static final int PROGRAM_BUILD_LOG = 0x1183;

    static final int KERNEL_NUM_ARGS = 0x1191;
    static final int KERNEL_WORK_GROUP_SIZE = 0x11B0;

    static final int PROFILING_COMMAND_START = 0x1282;
    static final int PROFILING_COMMAND_END = 0x1283;

    private Constants() {
    }
}
