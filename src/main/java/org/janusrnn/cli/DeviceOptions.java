package org.janusrnn.cli;

import picocli.CommandLine.Option;

/**
 * The choice of device and binding, for every command that computes. It goes into the system properties that
 * {@link org.janusrnn.cl.Devices} reads, which stand above the environment.
 */
final class DeviceOptions {
    private static final String DEVICE_PROPERTY = "janus.device";
    private static final String BINDING_PROPERTY = "janus.binding";

    enum Binding { lwjgl, jocl }

    @Option(names = "--device", paramLabel = "DEVICE",
            description = "'platform:device', a type (gpu, cpu), or part of a name; default JANUS_DEVICE, else the "
                + "best (verify: all that fit).")
    void device(String device) {
        System.setProperty(DEVICE_PROPERTY, device);
    }

    @Option(names = "--binding", paramLabel = "BINDING",
            description = "How Java reaches OpenCL: ${COMPLETION-CANDIDATES}; default JANUS_BINDING, else "
                + "lwjgl (verify, devices: both).")
    void binding(Binding binding) {
        System.setProperty(BINDING_PROPERTY, binding.name());
    }
}
