package org.janusrnn.tensor;

/** Work that does not fit into a device's memory; the message says what was needed and what there is. */
public final class DeviceMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message what was needed, what there is, what to do. */
    public DeviceMemoryException(String message) {
        super(message);
    }

    /** @param cause what the driver said where the estimate held and the device yet had no room. */
    DeviceMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
