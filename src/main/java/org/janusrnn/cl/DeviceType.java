package org.janusrnn.cl;

/** What kind of device it is. A simulator that claims to be several kinds at once is {@link #OTHER}. */
public enum DeviceType {
    GPU, ACCELERATOR, CPU, OTHER;

    static DeviceType of(long bits) {
        return switch ((int) bits & 0xE) {
            case 2 -> CPU;
            case 4 -> GPU;
            case 8 -> ACCELERATOR;
            default -> OTHER;
        };
    }
}
