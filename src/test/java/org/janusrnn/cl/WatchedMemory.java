package org.janusrnn.cl;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Oclgrind with its check for uninitialised reads, made to know of every byte whether anything has written it.
 *
 * <p>By itself, Oclgrind 21.10 has notes of a buffer only as large as the host's last write, fill or copy, each of
 * which makes the notes anew, and a buffer in the place of a closed one inherits the old notes. Stores of kernels alone
 * change notes byte by byte. So here a new buffer is written once as a whole, which makes notes of its size, and then a
 * kernel copies over it what nothing has written. From there on kernels do what the host asks for. They copy structs,
 * which passes the notes on and reports nothing. Oclgrind does not judge what the host reads: a kernel reads it first.
 */
public final class WatchedMemory {
    /** An optimiser makes freeze instructions, at which Oclgrind ends the process. */
    private static final String PLAIN = " -cl-opt-disable";
    private static final int BLOCK = 64;
    private static final String SOURCE = """
            typedef struct { uchar bytes[64]; } Block;
            typedef struct { uchar bytes[1]; } Byte;

            kernel void new_memory(ulong size, global uchar *to) {
                ulong at = get_global_id(0) * sizeof(Block);
                uchar nothing[sizeof(Block)];
                if (at + sizeof(Block) <= size)
                    *(global Block *)(to + at) = *(Block *)nothing;
                else
                    for (; at < size; at++)
                        *(global Byte *)(to + at) = *(Byte *)nothing;
            }

            kernel void copied_by_host(ulong size, global uchar *to, ulong to_at,
                                       global const uchar *from, ulong from_at) {
                ulong at = get_global_id(0) * sizeof(Block);
                to += to_at;
                from += from_at;
                if (at + sizeof(Block) <= size)
                    *(global Block *)(to + at) = *(global const Block *)(from + at);
                else
                    for (; at < size; at++)
                        *(global Byte *)(to + at) = *(global const Byte *)(from + at);
            }

            kernel void filled_by_host(ulong size, global uchar *to, ulong to_at, uint pattern) {
                ulong at = get_global_id(0) * sizeof(Block);
                to += to_at;
                if (at + sizeof(Block) <= size)
                    vstore16((uint16)(pattern), 0, (global uint *)(to + at));
                else
                    for (; at < size; at += 4)
                        *(global uint *)(to + at) = pattern;
            }

            kernel void read_by_host(ulong size, global const uchar *from, ulong from_at) {
                ulong at = get_global_id(0) * sizeof(Block);
                from += from_at;
                for (ulong i = at; i < size && i < at + sizeof(Block); i += 4)
                    if (*(global const uint *)(from + i))
                        continue;
            }
            """;

    private final Binding real;
    private final Map<Object, Object> devices = new HashMap<>();
    private final Map<Object, HostKernels> kernels = new HashMap<>();

    private WatchedMemory(Binding real) {
        this.real = real;
    }

    /** Whether Oclgrind is to check for uninitialised values. */
    public static boolean asked() {
        return "1".equals(System.getenv("OCLGRIND_UNINITIALIZED"));
    }

    /** The devices, with watched memory where OCLGRIND_UNINITIALIZED=1 asks for it and they are simulated. */
    public static Devices.Discovery of(Devices.Discovery found) {
        if (!asked() || found.devices().isEmpty()
                || !found.devices().stream().allMatch(ClDevice::simulated)) {
            return found;
        }
        WatchedMemory memory = new WatchedMemory(found.devices().get(0).api);
        return Survey.of((Binding) Proxy.newProxyInstance(Binding.class.getClassLoader(),
                new Class<?>[] {Binding.class}, (proxy, method, arguments) -> memory.call(method, arguments)));
    }

    private synchronized Object call(Method method, Object[] a) throws Throwable {
        switch (method.getName()) {
            case "createContext" -> {
                Object context = pass(method, a);
                if (context != null) {
                    kernels.put(context, new HostKernels(context, a[1]));
                }
                return context;
            }
            case "createQueue" -> {
                Object queue = pass(method, a);
                if (queue != null) {
                    devices.put(queue, a[0]);
                }
                return queue;
            }
            case "releaseContext" -> {
                kernels.remove(a[0]).close();
                return pass(method, a);
            }
            case "createBuffer" -> {
                Object buffer = pass(method, a);
                if (buffer != null) {
                    kernels.get(a[0]).forget(buffer, (long) a[1]);
                }
                return buffer;
            }
            case "buildProgram" -> {
                return real.buildProgram(a[0], a[1], a[2] + PLAIN);
            }
            case "write" -> {
                return of(a[0]).write(a[0], a[1], (long) a[2], (ByteBuffer) a[3]);
            }
            case "read" -> {
                long bytes = ((ByteBuffer) a[3]).remaining();
                if ((bytes | (long) a[2]) % Integer.BYTES == 0) {
                    of(a[0]).look(a[0], a[1], (long) a[2], bytes);
                }
                return pass(method, a);
            }
            case "copy" -> {
                return of(a[0]).copy(a[0], a[1], (long) a[2], a[3], (long) a[4], (long) a[5]);
            }
            case "fill" -> {
                return of(a[0]).fill(a[0], a[1], (long) a[2], (long) a[3], (int) a[4]);
            }
            default -> {
                return pass(method, a);
            }
        }
    }

    private HostKernels of(Object queue) {
        return kernels.get(devices.get(queue));
    }

    private Object pass(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** What does the host's work in a context. */
    private final class HostKernels {
        private final Object context;
        private final Object queue;
        private final Object program;
        private final Map<String, Object> byName = new HashMap<>();

        HostKernels(Object context, Object device) {
            this.context = context;
            int[] status = new int[1];
            queue = real.createQueue(context, device, false, status);
            required(status[0]);
            program = real.createProgram(context, SOURCE, status);
            required(status[0]);
            required(real.buildProgram(program, device, "-cl-std=CL1.2" + PLAIN));
            for (String name : new String[] {"new_memory", "copied_by_host", "filled_by_host", "read_by_host"}) {
                byName.put(name, real.createKernel(program, name, status));
                required(status[0]);
            }
        }

        /** Notes that nothing has written this buffer. */
        void forget(Object buffer, long bytes) {
            required(real.write(queue, buffer, 0, ByteBuffer.allocateDirect(Math.toIntExact(bytes))));
            required(launch(queue, kernel("new_memory", bytes, buffer), bytes));
            required(real.finish(queue));
        }

        int write(Object on, Object to, long offset, ByteBuffer source) {
            int[] status = new int[1];
            Object staging = real.createBuffer(context, source.remaining(), status);
            required(status[0]);
            required(real.write(queue, staging, 0, source));
            int written = copy(on, staging, 0, to, offset, source.remaining());
            int finished = real.finish(on);
            required(real.releaseBuffer(staging));
            return written != Constants.SUCCESS ? written : finished;
        }

        int copy(Object on, Object from, long fromOffset, Object to, long offset, long bytes) {
            Object kernel = kernel("copied_by_host", bytes, to);
            required(real.setArgLong(kernel, 2, offset));
            required(real.setArgBuffer(kernel, 3, from));
            required(real.setArgLong(kernel, 4, fromOffset));
            return launch(on, kernel, bytes);
        }

        int fill(Object on, Object to, long offset, long bytes, int pattern) {
            Object kernel = kernel("filled_by_host", bytes, to);
            required(real.setArgLong(kernel, 2, offset));
            required(real.setArgInt(kernel, 3, pattern));
            return launch(on, kernel, bytes);
        }

        /** Reports words that nothing has written. */
        void look(Object on, Object from, long offset, long bytes) {
            Object kernel = kernel("read_by_host", bytes, from);
            required(real.setArgLong(kernel, 2, offset));
            required(launch(on, kernel, bytes));
        }

        private Object kernel(String name, long bytes, Object buffer) {
            Object kernel = byName.get(name);
            required(real.setArgLong(kernel, 0, bytes));
            required(real.setArgBuffer(kernel, 1, buffer));
            return kernel;
        }

        private int launch(Object on, Object kernel, long bytes) {
            WorkSize size = WorkSize.of(new long[] {(bytes + BLOCK - 1) / BLOCK}, null);
            return real.launch(on, kernel, size, null);
        }

        void close() {
            byName.values().forEach(real::releaseKernel);
            real.releaseProgram(program);
            real.releaseQueue(queue);
        }

        private void required(int status) {
            if (status != Constants.SUCCESS) {
                throw new AssertionError("watching memory: " + status);
            }
        }
    }
}
