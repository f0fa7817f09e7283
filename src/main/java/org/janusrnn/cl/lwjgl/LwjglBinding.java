package org.janusrnn.cl.lwjgl;

import static org.janusrnn.cl.lwjgl.Calls.create;
import static org.janusrnn.cl.lwjgl.Calls.info;
import static org.janusrnn.cl.lwjgl.Calls.list;
import static org.lwjgl.system.MemoryUtil.NULL;
import static org.lwjgl.system.MemoryUtil.memAddress;
import static org.lwjgl.system.MemoryUtil.memByteBuffer;
import static org.lwjgl.system.MemoryUtil.memFree;
import static org.lwjgl.system.MemoryUtil.memGetAddress;
import static org.lwjgl.system.MemoryUtil.memPutAddress;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.memUTF8;
import static org.lwjgl.system.MemoryUtil.nmemCallocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import org.janusrnn.cl.Binding;
import org.janusrnn.cl.WorkSize;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL11;
import org.lwjgl.opencl.CL12;
import org.lwjgl.system.MemoryStack;

/**
 * The OpenCL port over LWJGL 3. What runs for every command goes through LWJGL's raw calls on addresses that were
 * prepared when the queue, kernel or event was made, so it allocates nothing on the Java heap.
 */
public final class LwjglBinding implements Binding {
    private static final int SLOT_BYTES = 8;

    /** A queue, with a slot for the pattern of a fill. */
    private record Queue(long address, long pattern) {
    }

    /** A kernel, with a slot for the value of an argument. */
    private record Kernel(long address, long value) {
    }

    /** The address of a slot that holds the event's address, or 0. */
    private record Event(long slot) {
    }

    private LwjglBinding() {
    }

    /** Loads the native libraries; throws a LinkageError where one is missing. */
    public static Binding load() {
        OpenClLibrary.open();
        return new LwjglBinding();
    }

    private static long address(Object handle) {
        return (Long) handle;
    }

    @Override
    public String name() {
        return "lwjgl";
    }

    @Override
    public int platforms(List<Object> into) {
        return list(CL10::nclGetPlatformIDs, into);
    }

    @Override
    public int devices(Object platform, List<Object> into) {
        return list((n, handles, count) -> CL10.nclGetDeviceIDs(address(platform), EVERY_DEVICE_TYPE, n, handles,
                count), into);
    }

    @Override
    public int platformInfo(Object platform, int param, ByteBuffer value, long[] size) {
        return info((n, v, s) -> CL10.nclGetPlatformInfo(address(platform), param, n, v, s), value, size);
    }

    @Override
    public int deviceInfo(Object device, int param, ByteBuffer value, long[] size) {
        return info((n, v, s) -> CL10.nclGetDeviceInfo(address(device), param, n, v, s), value, size);
    }

    @Override
    public Object createContext(Object platform, Object device, int[] status) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer properties = stack.pointers(CL10.CL_CONTEXT_PLATFORM, address(platform), NULL);
            PointerBuffer devices = stack.pointers(address(device));
            return create(code -> CL10.nclCreateContext(properties.address(), 1, devices.address(), NULL, NULL, code),
                    status);
        }
    }

    @Override
    public int releaseContext(Object context) {
        return CL10.clReleaseContext(address(context));
    }

    @Override
    public Object createQueue(Object context, Object device, boolean profiling, int[] status) {
        long properties = profiling ? CL10.CL_QUEUE_PROFILING_ENABLE : 0;
        long queue = create(code -> CL10.nclCreateCommandQueue(address(context), address(device), properties, code),
                status);
        return status[0] == CL10.CL_SUCCESS ? new Queue(queue, nmemCallocChecked(1, SLOT_BYTES)) : null;
    }

    @Override
    public int releaseQueue(Object queue) {
        Queue q = (Queue) queue;
        nmemFree(q.pattern);
        return CL10.clReleaseCommandQueue(q.address);
    }

    @Override
    public Object createBuffer(Object context, long bytes, int[] status) {
        return create(code -> CL10.nclCreateBuffer(address(context), CL10.CL_MEM_READ_WRITE, bytes, NULL, code),
                status);
    }

    @Override
    public Object createSubBuffer(Object buffer, long offset, long bytes, int[] status) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            long region = stack.pointers(offset, bytes).address();
            // Flags 0: the slice is read and written as its parent is.
            return create(code -> CL11.nclCreateSubBuffer(address(buffer), 0, CL11.CL_BUFFER_CREATE_TYPE_REGION,
                    region, code), status);
        }
    }

    @Override
    public int releaseBuffer(Object buffer) {
        return CL10.clReleaseMemObject(address(buffer));
    }

    @Override
    public Object createProgram(Object context, String source, int[] status) {
        // Not on LWJGL's stack, which a source may be too long for.
        ByteBuffer text = memUTF8(source);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            long texts = stack.pointers(memAddress(text)).address();
            return create(code -> CL10.nclCreateProgramWithSource(address(context), 1, texts, NULL, code), status);
        } finally {
            memFree(text);
        }
    }

    @Override
    public Object createProgram(Object context, Object device, byte[] binary, int[] status) {
        long bytes = nmemCallocChecked(1, binary.length);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            memByteBuffer(bytes, binary.length).put(binary);
            PointerBuffer devices = stack.pointers(address(device));
            PointerBuffer lengths = stack.pointers((long) binary.length);
            PointerBuffer binaries = stack.pointers(bytes);
            IntBuffer codes = stack.callocInt(2);
            long program = CL10.nclCreateProgramWithBinary(address(context), 1, devices.address(), lengths.address(),
                    binaries.address(), memAddress(codes), memAddress(codes) + Integer.BYTES);
            // The first code is of this device's binary, the second of the call.
            status[0] = codes.get(1) != CL10.CL_SUCCESS ? codes.get(1) : codes.get(0);
            if (status[0] != CL10.CL_SUCCESS && program != NULL) {
                CL10.clReleaseProgram(program);
            }
            return program;
        } finally {
            nmemFree(bytes);
        }
    }

    @Override
    public int buildProgram(Object program, Object device, String options) {
        return CL10.clBuildProgram(address(program), address(device), options, null, NULL);
    }

    @Override
    public int programInfo(Object program, int param, ByteBuffer value, long[] size) {
        return info((n, v, s) -> CL10.nclGetProgramInfo(address(program), param, n, v, s), value, size);
    }

    @Override
    public int programBuildInfo(Object program, Object device, int param, ByteBuffer value, long[] size) {
        return info((n, v, s) -> CL10.nclGetProgramBuildInfo(address(program), address(device), param, n, v, s),
                value, size);
    }

    @Override
    public int programBinary(Object program, byte[] into) {
        long bytes = nmemCallocChecked(1, into.length);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer binaries = stack.pointers(bytes);
            int status = CL10.nclGetProgramInfo(address(program), CL10.CL_PROGRAM_BINARIES,
                    PointerBuffer.POINTER_SIZE, binaries.address(), NULL);
            memByteBuffer(bytes, into.length).get(into);
            return status;
        } finally {
            nmemFree(bytes);
        }
    }

    @Override
    public int releaseProgram(Object program) {
        return CL10.clReleaseProgram(address(program));
    }

    @Override
    public Object createKernel(Object program, String name, int[] status) {
        ByteBuffer text = memUTF8(name);
        long kernel = create(code -> CL10.nclCreateKernel(address(program), memAddress(text), code), status);
        memFree(text);
        return status[0] == CL10.CL_SUCCESS ? new Kernel(kernel, nmemCallocChecked(1, SLOT_BYTES)) : null;
    }

    @Override
    public int kernelInfo(Object kernel, int param, ByteBuffer value, long[] size) {
        return info((n, v, s) -> CL10.nclGetKernelInfo(((Kernel) kernel).address, param, n, v, s), value, size);
    }

    @Override
    public int kernelWorkGroupInfo(Object kernel, Object device, int param, ByteBuffer value, long[] size) {
        return info((n, v, s) -> CL10.nclGetKernelWorkGroupInfo(((Kernel) kernel).address, address(device), param, n,
                v, s), value, size);
    }

    @Override
    public int releaseKernel(Object kernel) {
        Kernel k = (Kernel) kernel;
        nmemFree(k.value);
        return CL10.clReleaseKernel(k.address);
    }

    @Override
    public int setArgBuffer(Object kernel, int index, Object buffer) {
        Kernel k = (Kernel) kernel;
        memPutAddress(k.value, buffer == null ? NULL : address(buffer));
        return CL10.nclSetKernelArg(k.address, index, PointerBuffer.POINTER_SIZE, k.value);
    }

    @Override
    public int setArgInt(Object kernel, int index, int value) {
        Kernel k = (Kernel) kernel;
        memPutInt(k.value, value);
        return CL10.nclSetKernelArg(k.address, index, Integer.BYTES, k.value);
    }

    @Override
    public int setArgLong(Object kernel, int index, long value) {
        Kernel k = (Kernel) kernel;
        memPutLong(k.value, value);
        return CL10.nclSetKernelArg(k.address, index, Long.BYTES, k.value);
    }

    @Override
    public int setArgLocal(Object kernel, int index, long bytes) {
        return CL10.nclSetKernelArg(((Kernel) kernel).address, index, bytes, NULL);
    }

    @Override
    public Object createEventSlot() {
        return new Event(nmemCallocChecked(1, SLOT_BYTES));
    }

    @Override
    public int releaseEvent(Object slot) {
        long place = ((Event) slot).slot;
        long event = memGetAddress(place);
        memPutAddress(place, NULL);
        return CL10.clReleaseEvent(event);
    }

    @Override
    public void freeEventSlot(Object slot) {
        nmemFree(((Event) slot).slot);
    }

    @Override
    public int eventProfilingInfo(Object slot, int param, ByteBuffer value, long[] size) {
        return info((n, v, s) -> CL10.nclGetEventProfilingInfo(memGetAddress(((Event) slot).slot), param, n, v, s),
                value, size);
    }

    @Override
    public int waitForEvent(Object slot) {
        return CL10.nclWaitForEvents(1, ((Event) slot).slot);
    }

    @Override
    public int launch(Object queue, Object kernel, WorkSize size, Object slot) {
        long sizes = memAddress(size.nativeSizes());
        return CL10.nclEnqueueNDRangeKernel(((Queue) queue).address, ((Kernel) kernel).address, size.dimensions(), NULL,
                sizes, size.hasLocal() ? sizes + 3 * Long.BYTES : NULL, 0, NULL, slot(slot));
    }

    private static long slot(Object slot) {
        return slot == null ? NULL : ((Event) slot).slot;
    }

    @Override
    public int write(Object queue, Object buffer, long offset, ByteBuffer source) {
        return CL10.nclEnqueueWriteBuffer(((Queue) queue).address, address(buffer), CL10.CL_TRUE, offset,
                source.remaining(), memAddress(source), 0, NULL, NULL);
    }

    @Override
    public int read(Object queue, Object buffer, long offset, ByteBuffer target) {
        return CL10.nclEnqueueReadBuffer(((Queue) queue).address, address(buffer), CL10.CL_TRUE, offset,
                target.remaining(), memAddress(target), 0, NULL, NULL);
    }

    @Override
    public int copy(Object queue, Object from, long fromOffset, Object to, long toOffset, long bytes) {
        return CL10.nclEnqueueCopyBuffer(((Queue) queue).address, address(from), address(to), fromOffset, toOffset,
                bytes, 0, NULL, NULL);
    }

    @Override
    public int fill(Object queue, Object buffer, long offset, long bytes, int pattern) {
        Queue q = (Queue) queue;
        memPutInt(q.pattern, pattern);
        return CL12.nclEnqueueFillBuffer(q.address, address(buffer), q.pattern, Integer.BYTES, offset, bytes, 0, NULL,
                NULL);
    }

    @Override
    public int marker(Object queue, Object slot) {
        return CL12.nclEnqueueMarkerWithWaitList(((Queue) queue).address, 0, NULL, slot(slot));
    }

    @Override
    public int barrier(Object queue, Object slot) {
        return CL12.nclEnqueueBarrierWithWaitList(((Queue) queue).address, 1, slot(slot), NULL);
    }

    @Override
    public int flush(Object queue) {
        return CL10.clFlush(((Queue) queue).address);
    }

    @Override
    public int finish(Object queue) {
        return CL10.clFinish(((Queue) queue).address);
    }
}
