package org.janusrnn.cl;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Set;

/** A real device that fails when it is told to, or has less memory than it has. */
public final class FaultyDevice {
    /** What may fail on a device in good order; releasing never does, and arguments fail only where a kernel is wrong. */
    private static final Set<String> MAY_FAIL = Set.of("createContext", "createQueue", "createBuffer",
            "createSubBuffer", "createKernel", "launch", "write", "read", "fill", "copy", "marker", "barrier", "flush");
    private static final int OUT_OF_RESOURCES = -5;

    private final Binding real;
    private final ClDevice device;
    private final long memory;
    private int calls;
    private int fault;

    private FaultyDevice(ClDevice like, long memory) {
        this.memory = memory;
        real = like.api;
        Binding faulty = (Binding) Proxy.newProxyInstance(Binding.class.getClassLoader(),
                new Class<?>[] {Binding.class}, (proxy, method, arguments) -> call(method, arguments));
        device = Survey.of(faulty).devices().stream().filter(each -> each.id().equals(like.id())).findFirst()
                .orElseThrow();
    }

    public static FaultyDevice like(ClDevice device) {
        return new FaultyDevice(device, device.globalMemory());
    }

    /** A device that says to have so many bytes of memory. */
    public static ClDevice withMemory(ClDevice device, long bytes) {
        return new FaultyDevice(device, bytes).device;
    }

    public ClDevice device() {
        return device;
    }

    /** Lets one call fail, the {@code number}th from now on that may, counted from 1; 0: none. */
    public void failAt(int number) {
        calls = 0;
        fault = number;
    }

    /** Whether the call that was to fail has come, and failed. */
    public boolean failed() {
        return fault > 0 && calls >= fault;
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        if (MAY_FAIL.contains(method.getName()) && ++calls == fault) {
            if (method.getReturnType() == int.class) {
                return OUT_OF_RESOURCES;
            }
            ((int[]) arguments[arguments.length - 1])[0] = OUT_OF_RESOURCES;
            return null;
        }
        if (method.getName().equals("deviceInfo")
                && (int) arguments[1] == Constants.DEVICE_GLOBAL_MEM_SIZE && arguments[2] != null) {
            ((ByteBuffer) arguments[2]).putLong(0, memory);
            return 0;
        }
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
