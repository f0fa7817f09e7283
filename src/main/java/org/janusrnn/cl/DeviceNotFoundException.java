package org.janusrnn.cl;

import java.util.List;

/** No device is what was asked for. The message lists those there are, and why others were refused. */
public final class DeviceNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Devices.Discovery found;

    DeviceNotFoundException(String spec, Devices.Discovery found) {
        super(message(spec, found));
        this.found = found;
    }

    private static String message(String spec, Devices.Discovery found) {
        List<String> there = found.devices().stream().map(ClDevice::toString).toList();
        String refused = found.refusals().isEmpty() ? "" : "; refused: " + String.join("; ", found.refusals());
        if (there.isEmpty()) {
            return "no OpenCL device was found" + (refused.isEmpty() ? ": " + Bindings.advice() : refused);
        }
        return "no OpenCL device matches \"" + spec + "\"; there are: " + String.join("; ", there) + refused;
    }

    /** What there was to choose from; null in a deserialised exception. */
    public Devices.Discovery found() {
        return found;
    }
}
