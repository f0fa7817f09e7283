package org.janusrnn.cl;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A binding with scripted platforms and devices, for what no computer at hand has. */
final class FakeBinding {
    private final List<Platform> platforms = new ArrayList<>();
    private int platformsStatus;

    private record Platform(String name, int devicesStatus, List<Device> devices) {
    }

    FakeBinding platformsFailWith(int status) {
        platformsStatus = status;
        return this;
    }

    FakeBinding platform(String name, int devicesStatus) {
        platforms.add(new Platform(name, devicesStatus, List.of()));
        return this;
    }

    FakeBinding platform(String name, Device... devices) {
        platforms.add(new Platform(name, 0, List.of(devices)));
        return this;
    }

    /** A device that lacks nothing; {@code type} in OpenCL's bits: 2 CPU, 4 GPU, 8 accelerator. */
    static Device device(String name, long type, int computeUnits) {
        return new Device(new TreeMap<>())
                .with(Constants.DEVICE_NAME, name)
                .with(Constants.DEVICE_VENDOR, "vendor of " + name)
                .with(Constants.DEVICE_TYPE, type)
                .with(Constants.DRIVER_VERSION, "1.0")
                .with(Constants.DEVICE_VERSION, "OpenCL 1.2 fake")
                .with(Constants.DEVICE_EXTENSIONS, "cl_khr_fp64 cl_khr_other ")
                .with(Constants.DEVICE_MAX_COMPUTE_UNITS, computeUnits)
                .with(Constants.DEVICE_GLOBAL_MEM_SIZE, 8L << 30)
                .with(Constants.DEVICE_MAX_MEM_ALLOC_SIZE, 2L << 30)
                .with(Constants.DEVICE_LOCAL_MEM_SIZE, 32768L)
                .with(Constants.DEVICE_MAX_WORK_GROUP_SIZE, 256L)
                .with(Constants.DEVICE_MEM_BASE_ADDR_ALIGN, 1024)
                .with(Constants.DEVICE_ATOMIC_MEMORY_CAPABILITIES, 0L)
                .with(Constants.DEVICE_AVAILABLE, 1)
                .with(Constants.DEVICE_COMPILER_AVAILABLE, 1)
                .with(Constants.DEVICE_ENDIAN_LITTLE, 1);
    }

    /** What a device answers, by the number of the question. */
    record Device(Map<Integer, Object> answers) {
        Device with(int param, Object value) {
            answers.put(param, value);
            return this;
        }
    }

    Devices.Discovery survey() {
        return Survey.of((Binding) Proxy.newProxyInstance(Binding.class.getClassLoader(),
                new Class<?>[] {Binding.class}, (proxy, method, arguments) -> call(method.getName(), arguments)));
    }

    @SuppressWarnings("unchecked")
    private Object call(String method, Object[] arguments) {
        return switch (method) {
            case "name" -> "fake";
            case "platforms" -> {
                ((List<Object>) arguments[0]).addAll(platforms);
                yield platformsStatus;
            }
            case "devices" -> {
                Platform platform = (Platform) arguments[0];
                ((List<Object>) arguments[1]).addAll(platform.devices);
                yield platform.devicesStatus;
            }
            case "platformInfo" -> answer(((Platform) arguments[0]).name, arguments);
            case "deviceInfo" -> answer(((Device) arguments[0]).answers.get((Integer) arguments[1]), arguments);
            default -> throw new UnsupportedOperationException(method);
        };
    }

    private static int answer(Object value, Object[] arguments) {
        if (value == null) {
            return -30;
        }
        ByteBuffer bytes = bytes(value);
        ((long[]) arguments[3])[0] = bytes.remaining();
        if (arguments[2] != null) {
            ((ByteBuffer) arguments[2]).duplicate().put(bytes);
        }
        return 0;
    }

    private static ByteBuffer bytes(Object value) {
        if (value instanceof String text) {
            return ByteBuffer.wrap((text + "\0").getBytes(StandardCharsets.UTF_8));
        }
        ByteBuffer bytes = ByteBuffer.allocate(value instanceof Long ? 8 : 4).order(ByteOrder.nativeOrder());
        return value instanceof Long number ? bytes.putLong(0, number) : bytes.putInt(0, (Integer) value);
    }
}
