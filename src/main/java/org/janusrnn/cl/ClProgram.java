package org.janusrnn.cl;

/** A built program. Closing it closes its kernels first. */
public final class ClProgram extends Handle {
    private final ClContext context;
    private final Object handle;
    private final String name;

    private ClProgram(ClContext context, Object handle, String name) {
        super(Handles.Kind.PROGRAM, context);
        this.context = context;
        this.handle = handle;
        this.name = name;
    }

    /** Builds {@code handle}, or releases it where that fails. {@code source} is null for a binary. */
    static ClProgram built(ClContext context, Object handle, String name, String source, String options) {
        Binding api = context.api;
        ClDevice device = context.device();
        int status = SignalHandlers.kept(() -> api.buildProgram(handle, device.handle, options));
        if (status == Constants.SUCCESS) {
            return new ClProgram(context, handle, name);
        }
        String log = log(api, handle, device.handle);
        api.releaseProgram(handle);
        throw new ClBuildException(status, "clBuildProgram",
                "building " + name + " with \"" + options + "\" for " + device.id() + " " + device.name(),
                source == null ? log : BuildLog.translate(log, source));
    }

    private static String log(Binding api, Object program, Object device) {
        try {
            return new Info((param, value, size) -> api.programBuildInfo(program, device, param, value, size),
                    "clGetProgramBuildInfo", "program").text(Constants.PROGRAM_BUILD_LOG);
        } catch (ClException e) {
            // The failed build is the news; that its log cannot be read comes second.
            return "(no build log: " + e.getMessage() + ")";
        }
    }

    public String name() {
        return name;
    }

    /** A new kernel object. Every queue needs its own, since arguments belong to the kernel object. */
    public ClKernel kernel(String kernelName) {
        requireOpen();
        int[] status = new int[1];
        Object kernel = context.api.createKernel(handle, kernelName, status);
        if (status[0] != Constants.SUCCESS) {
            throw new ClException(status[0], "clCreateKernel", "making kernel " + kernelName + " of " + name);
        }
        return adopt(ClKernel.of(this, context, kernel, kernelName));
    }

    /** The program as this device and driver run it, for {@link ClContext#load}. */
    public byte[] binary() {
        requireOpen();
        long size = new Info((param, value, length) -> context.api.programInfo(handle, param, value, length),
                "clGetProgramInfo", name).integer(Constants.PROGRAM_BINARY_SIZES);
        byte[] binary = new byte[Math.toIntExact(size)];
        if (binary.length > 0) {
            int status = context.api.programBinary(handle, binary);
            if (status != Constants.SUCCESS) {
                throw new ClException(status, "clGetProgramInfo", "reading the binary of " + name);
            }
        }
        return binary;
    }

    @Override
    int release() {
        return context.api.releaseProgram(handle);
    }

    @Override
    String releaseCall() {
        return "clReleaseProgram";
    }

    @Override
    public String toString() {
        return "program " + name;
    }
}
