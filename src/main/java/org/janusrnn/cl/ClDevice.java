package org.janusrnn.cl;

import java.util.Arrays;
import java.util.Set;

/** An OpenCL device, as found by {@link Devices}. Immutable; there is nothing to close. */
public final class ClDevice {
    final Binding api;
    final Object platformHandle;
    final Object handle;

    private final String id;
    private final String name;
    private final String vendor;
    private final DeviceType type;
    private final String platform;
    private final String platformVersion;
    private final String driverVersion;
    private final String version;
    private final int computeUnits;
    private final long globalMemory;
    private final long maxAllocation;
    private final long localMemory;
    private final int maxWorkGroupSize;
    private final int baseAlignment;
    private final Set<String> extensions;
    private final boolean deviceAtomics;

    ClDevice(Binding api, Object platformHandle, Info platformInfo, Object handle, Info info, String id) {
        this.api = api;
        this.platformHandle = platformHandle;
        this.handle = handle;
        this.id = id;
        this.name = info.text(Constants.DEVICE_NAME);
        this.vendor = info.text(Constants.DEVICE_VENDOR);
        this.type = DeviceType.of(info.integer(Constants.DEVICE_TYPE));
        this.platform = platformInfo.text(Constants.PLATFORM_NAME);
        this.platformVersion = platformInfo.text(Constants.PLATFORM_VERSION);
        this.driverVersion = info.text(Constants.DRIVER_VERSION);
        this.version = info.text(Constants.DEVICE_VERSION);
        this.computeUnits = (int) info.integer(Constants.DEVICE_MAX_COMPUTE_UNITS);
        this.globalMemory = info.integer(Constants.DEVICE_GLOBAL_MEM_SIZE);
        this.maxAllocation = info.integer(Constants.DEVICE_MAX_MEM_ALLOC_SIZE);
        this.localMemory = info.integer(Constants.DEVICE_LOCAL_MEM_SIZE);
        this.maxWorkGroupSize = (int) Math.min(Integer.MAX_VALUE, info.integer(Constants.DEVICE_MAX_WORK_GROUP_SIZE));
        // OpenCL gives the alignment in bits.
        this.baseAlignment = Math.max(1, (int) (info.integer(Constants.DEVICE_MEM_BASE_ADDR_ALIGN) / 8));
        this.extensions = Set.copyOf(Arrays.asList(
                info.text(Constants.DEVICE_EXTENSIONS).split("\\s+")));
        this.deviceAtomics = version.startsWith("OpenCL 3.") && has(info.integer(
                Constants.DEVICE_ATOMIC_MEMORY_CAPABILITIES),
                Constants.ATOMIC_ORDER_ACQ_REL | Constants.ATOMIC_SCOPE_DEVICE);
    }

    /** {@code "platform:device"} by the order in which OpenCL lists them, such as {@code "0:0"}. */
    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    public String vendor() {
        return vendor;
    }

    /** The vendor in one word where it writes itself in several ways: {@code amd}, {@code intel}, {@code nvidia}. */
    public String vendorName() {
        return Architecture.vendor(vendor);
    }

    public DeviceType type() {
        return type;
    }

    /** {@code avx512} or {@code avx2} of a CPU, AMD's name of a GPU such as {@code gfx90a}; empty where unknown. */
    public String architecture() {
        return Architecture.of(type, name, version);
    }

    /** The platform's name. */
    public String platform() {
        return platform;
    }

    public String platformVersion() {
        return platformVersion;
    }

    public String driverVersion() {
        return driverVersion;
    }

    /** The version of OpenCL that the device speaks, such as {@code "OpenCL 1.2 ..."}. */
    public String version() {
        return version;
    }

    /** The Java binding that found it: {@code "jocl"} or {@code "lwjgl"}. */
    public String binding() {
        return api.name();
    }

    public int computeUnits() {
        return computeUnits;
    }

    /** Bytes of device memory. A CPU device may report another number at the next start. */
    public long globalMemory() {
        return globalMemory;
    }

    /** Bytes of the largest buffer that the device promises. */
    public long maxAllocation() {
        return maxAllocation;
    }

    /** Bytes of local memory of a work-group. */
    public long localMemory() {
        return localMemory;
    }

    /** Work-items of the largest work-group; a kernel may allow fewer ({@link ClKernel#maxWorkGroupSize()}). */
    public int maxWorkGroupSize() {
        return maxWorkGroupSize;
    }

    /** Bytes: the offset of every {@link ClBuffer#slice} must be a multiple. */
    public int baseAlignment() {
        return baseAlignment;
    }

    public boolean hasExtension(String extension) {
        return extensions.contains(extension);
    }

    private static boolean has(long capabilities, int wanted) {
        return (capabilities & wanted) == wanted;
    }

    /** Whether work-groups can hand results to each other while they run: OpenCL 3.0's atomics, acquire and release. */
    public boolean deviceAtomics() {
        return deviceAtomics;
    }

    /** Loop iterations that one work-item may make in a launch and still be right; Long.MAX_VALUE where unlimited. */
    public long maxLoopIterations() {
        return KnownFaults.maxLoopIterations(name);
    }

    /** Whether this driver takes minutes over large kernels. */
    public boolean slowCompiler() {
        return KnownFaults.slowCompiler(name);
    }

    /** Whether the device only plays one, thousands of times slower, to find faults of kernels. */
    public boolean simulated() {
        return KnownFaults.simulated(name);
    }

    /** Whether queues of one context may be used by several threads at once, as OpenCL promises. */
    public boolean manyThreads() {
        return KnownFaults.manyThreads(name);
    }

    /** Whether the times of events are real; some drivers answer with constants. */
    public boolean eventTimes() {
        return KnownFaults.eventTimes(platform, driverVersion);
    }

    /** Whether a queue must be given a last command to wait for before it is finished. */
    boolean finishForgetsFlushed() {
        return KnownFaults.finishForgetsFlushed(platform, driverVersion);
    }

    /** Whether this driver keeps no built programs on disk, so that a cache of our own pays. */
    public boolean forgetsBuilds() {
        return KnownFaults.forgetsBuilds(platform);
    }

    /** Whether this is a graphics driver that computes on the CPU, or a simulator. */
    public boolean software() {
        return KnownFaults.software(name);
    }

    /** One line for people. */
    @Override
    public String toString() {
        return id + " " + name + " (" + type + ", " + platform + ", " + computeUnits + " compute units, "
                + Bytes.text(globalMemory) + ", driver " + driverVersion + ", by " + binding() + ")";
    }
}
