package org.janusrnn.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClContext;
import org.janusrnn.cl.ClQueue;

/** Numbers to and from device memory, for tests. */
public final class Direct {
    private Direct() {
    }

    public static ByteBuffer bytes(int count) {
        return ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
    }

    public static ByteBuffer ints(int... values) {
        ByteBuffer bytes = bytes(values.length * Integer.BYTES);
        bytes.asIntBuffer().put(values);
        return bytes;
    }

    public static ByteBuffer floats(float... values) {
        ByteBuffer bytes = bytes(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    /** A new buffer with these values. */
    public static ClBuffer buffer(ClContext context, ClQueue queue, int... values) {
        ClBuffer buffer = context.buffer((long) values.length * Integer.BYTES);
        queue.write(buffer, 0, ints(values));
        return buffer;
    }

    /** The whole buffer. */
    public static int[] ints(ClQueue queue, ClBuffer buffer) {
        ByteBuffer bytes = bytes(Math.toIntExact(buffer.bytes()));
        queue.read(buffer, 0, bytes);
        int[] values = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(values);
        return values;
    }

    /** The whole buffer. */
    public static float[] floats(ClQueue queue, ClBuffer buffer) {
        ByteBuffer bytes = bytes(Math.toIntExact(buffer.bytes()));
        queue.read(buffer, 0, bytes);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }
}
