package org.janusrnn.cl;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks one binding for every platform and device, and turns whatever is unusable into a line for people. */
final class Survey {
    private static final Pattern VERSION = Pattern.compile("OpenCL (\\d+)\\.(\\d+).*");

    private final Binding api;
    private final List<ClDevice> devices = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    private Survey(Binding api) {
        this.api = api;
    }

    static Devices.Discovery of(Binding api) {
        Survey survey = new Survey(api);
        survey.platforms();
        return new Devices.Discovery(api.name(), survey.devices, survey.refusals);
    }

    private void platforms() {
        List<Object> platforms = new ArrayList<>();
        int status = SignalHandlers.kept(() -> api.platforms(platforms));
        if (status == Constants.PLATFORM_NOT_FOUND_KHR || status == Constants.SUCCESS && platforms.isEmpty()) {
            refusals.add("no OpenCL driver is installed: " + Bindings.advice());
        } else if (status != Constants.SUCCESS) {
            refusals.add(new ClException(status, "clGetPlatformIDs", "looking for drivers").getMessage());
        } else {
            for (int p = 0; p < platforms.size(); p++) {
                platform(p, platforms.get(p));
            }
        }
    }

    private void platform(int index, Object platform) {
        Info info = new Info((param, value, size) -> api.platformInfo(platform, param, value, size),
                "clGetPlatformInfo", "platform " + index);
        String title = "platform " + index;
        try {
            String name = info.text(Constants.PLATFORM_NAME);
            title = title + " " + name;
            List<Object> found = new ArrayList<>();
            int status = SignalHandlers.kept(() -> api.devices(platform, found));
            if (status == Constants.DEVICE_NOT_FOUND || status == Constants.SUCCESS && found.isEmpty()) {
                refusals.add(title + " has no device" + KnownFaults.whyNoDevice(name));
            } else if (status != Constants.SUCCESS) {
                refusals.add(title + ": "
                        + new ClException(status, "clGetDeviceIDs", "looking for devices").getMessage());
            } else {
                for (int d = 0; d < found.size(); d++) {
                    device(index + ":" + d, platform, info, found.get(d));
                }
            }
        } catch (ClException e) {
            refusals.add(title + ": " + e.getMessage());
        }
    }

    private void device(String id, Object platform, Info platformInfo, Object handle) {
        Info info = new Info((param, value, size) -> api.deviceInfo(handle, param, value, size),
                "clGetDeviceInfo", "device " + id);
        try {
            ClDevice device = new ClDevice(api, platform, platformInfo, handle, info, id);
            String fault = unusable(device, info);
            if (fault == null) {
                devices.add(device);
            } else {
                refusals.add("device " + id + " " + device.name() + " " + fault);
            }
        } catch (ClException e) {
            refusals.add("device " + id + ": " + e.getMessage());
        }
    }

    private static String unusable(ClDevice device, Info info) {
        if (info.integer(Constants.DEVICE_AVAILABLE) == 0) {
            return "says that it is not available";
        }
        if (info.integer(Constants.DEVICE_COMPILER_AVAILABLE) == 0) {
            return "has no compiler: install the compiler package of its driver";
        }
        if (info.integer(Constants.DEVICE_ENDIAN_LITTLE) == 0) {
            return "is big-endian, which Janus does not support";
        }
        Matcher version = VERSION.matcher(device.version());
        if (!version.matches() || version.group(1).equals("1") && Integer.parseInt(version.group(2)) < 2) {
            return "speaks \"" + device.version() + "\", and Janus needs OpenCL 1.2 or later";
        }
        return null;
    }
}
