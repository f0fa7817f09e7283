package org.janusrnn.cl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the OpenCL devices of this computer, and chooses one. */
public final class Devices {
    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

    /** The best device first. */
    private static final Comparator<ClDevice> BEST_FIRST = Comparator.comparing(ClDevice::software)
            .thenComparing(ClDevice::type)
            .thenComparing(Comparator.comparingInt(ClDevice::computeUnits).reversed());

    private Devices() {
    }

    /**
     * What was found.
     *
     * @param binding  the Java binding in use, or {@code "none"} where none could be loaded
     * @param devices  in OpenCL's order; may be empty
     * @param refusals one line for each binding, platform or device that cannot be used, with the reason
     */
    public record Discovery(String binding, List<ClDevice> devices, List<String> refusals) {
        public Discovery {
            devices = List.copyOf(devices);
            refusals = List.copyOf(refusals);
        }
    }

    /**
     * Looks for devices by the binding of {@code -Djanus.binding} or {@code JANUS_BINDING}; without these by LWJGL and,
     * where that cannot be loaded, by JOCL.
     */
    public static Discovery discover() {
        String chosen = Settings.get("binding");
        if (chosen != null) {
            return discover(chosen.toLowerCase(Locale.ROOT));
        }
        List<String> refusals = new ArrayList<>();
        for (String name : Bindings.NAMES) {
            Discovery found = discover(name);
            refusals.addAll(found.refusals());
            if (!found.binding().equals("none")) {
                return new Discovery(found.binding(), found.devices(), refusals);
            }
            LOG.warn(Bindings.refusal(name));
        }
        return new Discovery("none", List.of(), refusals);
    }

    /** Looks for devices by one binding, {@code "lwjgl"} or {@code "jocl"}. Never fails for want of a device. */
    public static Discovery discover(String binding) {
        Binding api = Bindings.load(binding);
        if (api == null) {
            return new Discovery("none", List.of(), List.of(Bindings.refusal(binding)));
        }
        return Survey.of(api);
    }

    /**
     * Chooses a device.
     *
     * @param spec {@code "platform:device"}, a type ({@code cpu}, {@code gpu}, {@code accelerator}, {@code other}),
     *             or a part of the device's name, vendor, platform or platform's version ("pocl"), in any case;
     *             of several the best. Null: what {@code -Djanus.device} or {@code JANUS_DEVICE} says, else the
     *             best there is: a GPU before an accelerator, a CPU and anything else, more compute units before fewer,
     *             software devices last
     * @throws DeviceNotFoundException where there is none, with a list of those there are
     */
    public static ClDevice select(String spec) {
        return select(discover(), spec == null || spec.isBlank() ? Settings.get("device") : spec.strip());
    }

    static ClDevice select(Discovery found, String spec) {
        return found.devices().stream()
                .filter(device -> spec == null || matches(device, spec))
                .min(BEST_FIRST)
                .orElseThrow(() -> new DeviceNotFoundException(spec, found));
    }

    /** Whether a device is what {@link #select} understands by {@code spec}. */
    public static boolean matches(ClDevice device, String spec) {
        if (spec.matches("\\d+:\\d+")) {
            return device.id().equals(spec);
        }
        for (DeviceType type : DeviceType.values()) {
            if (type.name().equalsIgnoreCase(spec)) {
                return device.type() == type;
            }
        }
        String part = spec.toLowerCase(Locale.ROOT);
        return device.name().toLowerCase(Locale.ROOT).contains(part)
                || device.vendor().toLowerCase(Locale.ROOT).contains(part)
                || device.platform().toLowerCase(Locale.ROOT).contains(part)
                || device.platformVersion().toLowerCase(Locale.ROOT).contains(part);
    }
}
