package org.janusrnn.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClQueue;

/**
 * Carries 32-bit numbers between arrays and device memory, through a little host memory outside the Java heap: what is
 * longer goes in pieces, so that nothing is too long for it. Each call waits until the numbers are where they should be.
 */
public final class Staging {
    /** 16 MiB a piece: long enough that the pieces cost nothing, short enough to keep. */
    private static final int MOST_NUMBERS = 1 << 22;

    private final ClQueue queue;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private final IntBuffer ints;

    /** @param numbers the most that are carried at once, as far as that is known. */
    public Staging(ClQueue queue, long numbers) {
        this(queue, numbers, MOST_NUMBERS);
    }

    Staging(ClQueue queue, long numbers, int most) {
        this.queue = queue;
        bytes = ByteBuffer.allocateDirect(Float.BYTES * (int) Math.max(1, Math.min(numbers, most)))
                .order(ByteOrder.nativeOrder());
        floats = bytes.asFloatBuffer();
        ints = bytes.asIntBuffer();
    }

    /** Writes a whole array. */
    public void write(ClBuffer to, float[] from) {
        write(to, 0, from, 0, from.length);
    }

    /**
     * Writes a part of an array.
     *
     * @param at    where in the buffer, in numbers.
     * @param first first of the array's numbers.
     */
    public void write(ClBuffer to, long at, float[] from, int first, int count) {
        for (int done = 0; done < count; done += floats.capacity()) {
            int piece = piece(count - done);
            floats.put(0, from, first + done, piece);
            queue.write(to, (at + done) * Float.BYTES, bytes);
        }
    }

    /** Writes the first {@code count} numbers of an array. */
    public void write(ClBuffer to, int[] from, int count) {
        for (int done = 0; done < count; done += ints.capacity()) {
            int piece = piece(count - done);
            ints.put(0, from, done, piece);
            queue.write(to, (long) done * Integer.BYTES, bytes);
        }
    }

    /**
     * Reads into a part of an array.
     *
     * @param at    where in the buffer, in numbers.
     * @param first first of the array's numbers.
     */
    public void read(ClBuffer from, long at, float[] to, int first, int count) {
        for (int done = 0; done < count; done += floats.capacity()) {
            int piece = piece(count - done);
            queue.read(from, (at + done) * Float.BYTES, bytes);
            floats.get(0, to, first + done, piece);
        }
    }

    private int piece(int left) {
        int piece = Math.min(left, floats.capacity());
        bytes.clear().limit(piece * Float.BYTES);
        return piece;
    }
}
