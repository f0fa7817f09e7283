package org.janusrnn.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Staging;
import org.janusrnn.testing.EveryDevice;

/** Half precision made by integers, as the wide way packs it, has the bits of OpenCL's own conversion. */
class HalfPackingTest {
    private static final int COLUMNS = 64;
    private static final int ROWS = 64;

    /** Numbers of every size a half has, and beyond both ends; those half-way between two, and their neighbours. */
    private static float[] numbers() {
        float[] numbers = new float[ROWS * COLUMNS];
        for (int i = 0; i < numbers.length; i++) {
            int exponent = i / 64 - 34;
            int bits = i % 8 == 0 ? 0x1000 : i % 8 == 1 ? 0x3000 : i % 8 == 2 ? 0x0fff : i % 8 == 3 ? 0x3001
                    : i % 8 == 4 ? 0x7fffff : i % 8 == 5 ? 0x7ff000 : (i * 0x9e3779b1 >>> 9);
            numbers[i] = Math.scalb(Float.intBitsToFloat(0x3f800000 | bits), exponent) * (i % 16 < 8 ? 1 : -1);
        }
        float[] special = {0, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 65504, 65519.996f, 65520, -65536,
            Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, 0x1p-14f, 0x1.fffffep-15f, 0x1p-24f,
            0x1p-25f, 0x1.8p-24f};
        System.arraycopy(special, 0, numbers, 0, special.length);
        return numbers;
    }

    private static int[] packed(ClDevice device, Way way, boolean rows) {
        float[] numbers = numbers();
        try (Engine engine = Engine.builder().device(device).way(way).weights(StorageFormat.HALF).open();
             Arena arena = new Arena(engine.context(), "a test"); Plan plan = new Plan(engine)) {
            Arena.Region from = arena.reserve("weights", numbers.length);
            Arena.Region to = arena.reserve("panels", numbers.length / 2);
            arena.allocate();
            Staging staging = new Staging(engine.queue(0), numbers.length);
            staging.write(from.buffer(), numbers);
            if (rows) {
                Packing.rows(plan, from, to, ROWS, COLUMNS, 1, ROWS, 0);
            } else {
                Packing.columns(plan, from, to, ROWS, COLUMNS, 1, Kernels.COLUMN_VECTORS, 0);
            }
            plan.enqueue();
            float[] words = new float[numbers.length / 2];
            staging.read(to.buffer(), 0, words, 0, words.length);
            int[] bits = new int[words.length];
            for (int i = 0; i < bits.length; i++) {
                bits[i] = Float.floatToRawIntBits(words[i]);
            }
            Arrays.sort(bits);  // vectors stand in another order where the kernels are stripped
            return bits;
        }
    }

    @EveryDevice
    void everyNumberIsRoundedToTheNearest(ClDevice device) {
        assertThat(packed(device, Way.WIDE, true)).isEqualTo(packed(device, Way.TILED, true));
        assertThat(packed(device, Way.WIDE, false)).isEqualTo(packed(device, Way.TILED, false));
    }
}
