package org.janusrnn.cl.jocl;

import java.nio.ByteBuffer;
import java.util.List;
import org.janusrnn.cl.Binding;
import org.janusrnn.cl.WorkSize;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_buffer_region;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;
import org.jocl.cl_program;

/**
 * The OpenCL port over JOCL 2.0.6, whose jar carries natives for Linux and macOS on x86-64 and arm64 and for Windows on
 * x86-64. JOCL looks for {@code libOpenCL.so.1} as well as {@code libOpenCL.so} by itself. Pointers and sizes are Java
 * objects here, so every command allocates a little.
 */
public final class JoclBinding implements Binding {
    /** A place for one event; a released {@code cl_event} is not used again. */
    private static final class Event {
        private final cl_event[] event = {new cl_event()};
    }

    private JoclBinding() {
    }

    /** Loads the native libraries; throws a LinkageError where one is missing. */
    public static Binding load() {
        String preloaded = System.getenv("LD_PRELOAD");
        if (preloaded != null && preloaded.contains("oclgrind")) {
            throw new UnsatisfiedLinkError("the oclgrind command preloads the simulator, and JOCL would open the "
                    + "system's drivers beside it, which ends the process: use LWJGL, or instead of the command "
                    + "OCL_ICD_VENDORS=/usr/lib/oclgrind/liboclgrind-rt-icd.so");
        }
        // Status codes are checked by the caller, once for all bindings.
        CL.setExceptionsEnabled(false);
        return new JoclBinding();
    }

    @Override
    public String name() {
        return "jocl";
    }

    @Override
    public int platforms(List<Object> into) {
        int[] count = new int[1];
        int status = CL.clGetPlatformIDs(0, null, count);
        if (status == CL.CL_SUCCESS && count[0] > 0) {
            cl_platform_id[] platforms = new cl_platform_id[count[0]];
            status = CL.clGetPlatformIDs(platforms.length, platforms, null);
            into.addAll(List.of(platforms));
        }
        return status;
    }

    @Override
    public int devices(Object platform, List<Object> into) {
        int[] count = new int[1];
        int status = CL.clGetDeviceIDs((cl_platform_id) platform, EVERY_DEVICE_TYPE, 0, null, count);
        if (status == CL.CL_SUCCESS && count[0] > 0) {
            cl_device_id[] devices = new cl_device_id[count[0]];
            status = CL.clGetDeviceIDs((cl_platform_id) platform, EVERY_DEVICE_TYPE, devices.length, devices,
                    null);
            into.addAll(List.of(devices));
        }
        return status;
    }

    private static Pointer pointer(ByteBuffer value) {
        return value == null ? null : Pointer.toBuffer(value);
    }

    private static long bytes(ByteBuffer value) {
        return value == null ? 0 : value.remaining();
    }

    @Override
    public int platformInfo(Object platform, int param, ByteBuffer value, long[] size) {
        return CL.clGetPlatformInfo((cl_platform_id) platform, param, bytes(value), pointer(value), size);
    }

    @Override
    public int deviceInfo(Object device, int param, ByteBuffer value, long[] size) {
        return CL.clGetDeviceInfo((cl_device_id) device, param, bytes(value), pointer(value), size);
    }

    @Override
    public Object createContext(Object platform, Object device, int[] status) {
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL.CL_CONTEXT_PLATFORM, (cl_platform_id) platform);
        return CL.clCreateContext(properties, 1, new cl_device_id[] {(cl_device_id) device}, null, null, status);
    }

    @Override
    public int releaseContext(Object context) {
        return CL.clReleaseContext((cl_context) context);
    }

    @Override
    @SuppressWarnings("deprecation") // its successor needs OpenCL 2.0, and Janus asks for 1.2
    public Object createQueue(Object context, Object device, boolean profiling, int[] status) {
        return CL.clCreateCommandQueue((cl_context) context, (cl_device_id) device,
                profiling ? CL.CL_QUEUE_PROFILING_ENABLE : 0, status);
    }

    @Override
    public int releaseQueue(Object queue) {
        return CL.clReleaseCommandQueue((cl_command_queue) queue);
    }

    @Override
    public Object createBuffer(Object context, long bytes, int[] status) {
        return CL.clCreateBuffer((cl_context) context, CL.CL_MEM_READ_WRITE, bytes, null, status);
    }

    @Override
    public Object createSubBuffer(Object buffer, long offset, long bytes, int[] status) {
        // Flags 0: the slice is read and written as its parent is.
        return CL.clCreateSubBuffer((cl_mem) buffer, 0, CL.CL_BUFFER_CREATE_TYPE_REGION,
                new cl_buffer_region(offset, bytes), status);
    }

    @Override
    public int releaseBuffer(Object buffer) {
        return CL.clReleaseMemObject((cl_mem) buffer);
    }

    @Override
    public Object createProgram(Object context, String source, int[] status) {
        return CL.clCreateProgramWithSource((cl_context) context, 1, new String[] {source}, null, status);
    }

    @Override
    public Object createProgram(Object context, Object device, byte[] binary, int[] status) {
        int[] binaryStatus = new int[1];
        cl_program program = CL.clCreateProgramWithBinary((cl_context) context, 1,
                new cl_device_id[] {(cl_device_id) device}, new long[] {binary.length}, new byte[][] {binary},
                binaryStatus, status);
        if (status[0] == CL.CL_SUCCESS && binaryStatus[0] != CL.CL_SUCCESS) {
            CL.clReleaseProgram(program);
            status[0] = binaryStatus[0];
        }
        return program;
    }

    @Override
    public int buildProgram(Object program, Object device, String options) {
        return CL.clBuildProgram((cl_program) program, 1, new cl_device_id[] {(cl_device_id) device}, options, null,
                null);
    }

    @Override
    public int programInfo(Object program, int param, ByteBuffer value, long[] size) {
        return CL.clGetProgramInfo((cl_program) program, param, bytes(value), pointer(value), size);
    }

    @Override
    public int programBuildInfo(Object program, Object device, int param, ByteBuffer value, long[] size) {
        return CL.clGetProgramBuildInfo((cl_program) program, (cl_device_id) device, param, bytes(value),
                pointer(value), size);
    }

    @Override
    public int programBinary(Object program, byte[] into) {
        // OpenCL wants a pointer to a pointer, which JOCL makes only of direct memory.
        ByteBuffer binary = ByteBuffer.allocateDirect(into.length);
        int status = CL.clGetProgramInfo((cl_program) program, CL.CL_PROGRAM_BINARIES, Sizeof.POINTER,
                Pointer.to(Pointer.to(binary)), null);
        binary.get(into);
        return status;
    }

    @Override
    public int releaseProgram(Object program) {
        return CL.clReleaseProgram((cl_program) program);
    }

    @Override
    public Object createKernel(Object program, String name, int[] status) {
        return CL.clCreateKernel((cl_program) program, name, status);
    }

    @Override
    public int kernelInfo(Object kernel, int param, ByteBuffer value, long[] size) {
        return CL.clGetKernelInfo((cl_kernel) kernel, param, bytes(value), pointer(value), size);
    }

    @Override
    public int kernelWorkGroupInfo(Object kernel, Object device, int param, ByteBuffer value, long[] size) {
        return CL.clGetKernelWorkGroupInfo((cl_kernel) kernel, (cl_device_id) device, param, bytes(value),
                pointer(value), size);
    }

    @Override
    public int releaseKernel(Object kernel) {
        return CL.clReleaseKernel((cl_kernel) kernel);
    }

    @Override
    public int setArgBuffer(Object kernel, int index, Object buffer) {
        Pointer value = Pointer.to(buffer == null ? new cl_mem() : (cl_mem) buffer);
        return CL.clSetKernelArg((cl_kernel) kernel, index, Sizeof.cl_mem, value);
    }

    @Override
    public int setArgInt(Object kernel, int index, int value) {
        return CL.clSetKernelArg((cl_kernel) kernel, index, Integer.BYTES, Pointer.to(new int[] {value}));
    }

    @Override
    public int setArgLong(Object kernel, int index, long value) {
        return CL.clSetKernelArg((cl_kernel) kernel, index, Long.BYTES, Pointer.to(new long[] {value}));
    }

    @Override
    public int setArgLocal(Object kernel, int index, long bytes) {
        return CL.clSetKernelArg((cl_kernel) kernel, index, bytes, null);
    }

    @Override
    public Object createEventSlot() {
        return new Event();
    }

    @Override
    public int releaseEvent(Object slot) {
        Event place = (Event) slot;
        int status = CL.clReleaseEvent(place.event[0]);
        place.event[0] = new cl_event();
        return status;
    }

    @Override
    public void freeEventSlot(Object slot) {
        // The garbage collector's business.
    }

    @Override
    public int eventProfilingInfo(Object slot, int param, ByteBuffer value, long[] size) {
        return CL.clGetEventProfilingInfo(event(slot), param, bytes(value), pointer(value), size);
    }

    @Override
    public int waitForEvent(Object slot) {
        return CL.clWaitForEvents(1, ((Event) slot).event);
    }

    private static cl_event event(Object slot) {
        return slot == null ? null : ((Event) slot).event[0];
    }

    @Override
    public int launch(Object queue, Object kernel, WorkSize size, Object slot) {
        return CL.clEnqueueNDRangeKernel((cl_command_queue) queue, (cl_kernel) kernel, size.dimensions(), null,
                size.global(), size.local(), 0, null, event(slot));
    }

    @Override
    public int write(Object queue, Object buffer, long offset, ByteBuffer source) {
        return CL.clEnqueueWriteBuffer((cl_command_queue) queue, (cl_mem) buffer, true, offset, source.remaining(),
                Pointer.toBuffer(source), 0, null, null);
    }

    @Override
    public int read(Object queue, Object buffer, long offset, ByteBuffer target) {
        return CL.clEnqueueReadBuffer((cl_command_queue) queue, (cl_mem) buffer, true, offset, target.remaining(),
                Pointer.toBuffer(target), 0, null, null);
    }

    @Override
    public int copy(Object queue, Object from, long fromOffset, Object to, long toOffset, long bytes) {
        return CL.clEnqueueCopyBuffer((cl_command_queue) queue, (cl_mem) from, (cl_mem) to, fromOffset, toOffset,
                bytes, 0, null, null);
    }

    @Override
    public int fill(Object queue, Object buffer, long offset, long bytes, int pattern) {
        return CL.clEnqueueFillBuffer((cl_command_queue) queue, (cl_mem) buffer, Pointer.to(new int[] {pattern}),
                Integer.BYTES, offset, bytes, 0, null, null);
    }

    @Override
    public int marker(Object queue, Object slot) {
        return CL.clEnqueueMarkerWithWaitList((cl_command_queue) queue, 0, null, event(slot));
    }

    @Override
    public int barrier(Object queue, Object slot) {
        return CL.clEnqueueBarrierWithWaitList((cl_command_queue) queue, 1, ((Event) slot).event, null);
    }

    @Override
    public int flush(Object queue) {
        return CL.clFlush((cl_command_queue) queue);
    }

    @Override
    public int finish(Object queue) {
        return CL.clFinish((cl_command_queue) queue);
    }
}
