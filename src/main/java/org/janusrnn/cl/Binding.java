package org.janusrnn.cl;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a Java binding of OpenCL must offer: the calls that Janus uses, one to one, on opaque handles. It is public only
 * because its two realisations stand in packages of their own; users of Janus never see it.
 *
 * <p>A binding checks, counts and closes nothing: {@link ClContext} and its children do that once for all bindings.
 * A method that returns {@code int} returns OpenCL's status code; one that returns a handle puts the code into
 * {@code status[0]}. Strings of the info calls are read through {@code value} (a direct buffer, or null to ask only
 * for the size, which goes into {@code size[0]}).
 *
 * <p>An <i>event slot</i> is a place for one event. A call that fills it overwrites it; {@link #releaseEvent} empties
 * it; {@link #freeEventSlot} gives the place itself back.
 */
public interface Binding {
    /**
     * CL_DEVICE_TYPE_ALL. Both bindings have it as a negative int, whose sign bits, in OpenCL's 64-bit argument, make a
     * type that strict drivers such as rusticl refuse.
     */
    long EVERY_DEVICE_TYPE = 0xFFFF_FFFFL;

    String name();

    int platforms(List<Object> into);

    int devices(Object platform, List<Object> into);

    int platformInfo(Object platform, int param, ByteBuffer value, long[] size);

    int deviceInfo(Object device, int param, ByteBuffer value, long[] size);

    Object createContext(Object platform, Object device, int[] status);

    int releaseContext(Object context);

    Object createQueue(Object context, Object device, boolean profiling, int[] status);

    int releaseQueue(Object queue);

    Object createBuffer(Object context, long bytes, int[] status);

    Object createSubBuffer(Object buffer, long offset, long bytes, int[] status);

    int releaseBuffer(Object buffer);

    Object createProgram(Object context, String source, int[] status);

    Object createProgram(Object context, Object device, byte[] binary, int[] status);

    int buildProgram(Object program, Object device, String options);

    int programInfo(Object program, int param, ByteBuffer value, long[] size);

    int programBuildInfo(Object program, Object device, int param, ByteBuffer value, long[] size);

    /** Fills {@code into}, whose length is the size that the program reports for its one device. */
    int programBinary(Object program, byte[] into);

    int releaseProgram(Object program);

    Object createKernel(Object program, String name, int[] status);

    int kernelInfo(Object kernel, int param, ByteBuffer value, long[] size);

    int kernelWorkGroupInfo(Object kernel, Object device, int param, ByteBuffer value, long[] size);

    int releaseKernel(Object kernel);

    /** {@code buffer} may be null: the kernel then gets a NULL pointer. */
    int setArgBuffer(Object kernel, int index, Object buffer);

    int setArgInt(Object kernel, int index, int value);

    int setArgLong(Object kernel, int index, long value);

    int setArgLocal(Object kernel, int index, long bytes);

    Object createEventSlot();

    int releaseEvent(Object slot);

    void freeEventSlot(Object slot);

    int eventProfilingInfo(Object slot, int param, ByteBuffer value, long[] size);

    int waitForEvent(Object slot);

    /** {@code slot} may be null. */
    int launch(Object queue, Object kernel, WorkSize size, Object slot);

    /** Blocking; reads {@code source} from its position to its limit and does not move the position. */
    int write(Object queue, Object buffer, long offset, ByteBuffer source);

    /** Blocking; fills {@code target} from its position to its limit and does not move the position. */
    int read(Object queue, Object buffer, long offset, ByteBuffer target);

    int copy(Object queue, Object from, long fromOffset, Object to, long toOffset, long bytes);

    int fill(Object queue, Object buffer, long offset, long bytes, int pattern);

    int marker(Object queue, Object slot);

    int barrier(Object queue, Object slot);

    int flush(Object queue);

    int finish(Object queue);
}
