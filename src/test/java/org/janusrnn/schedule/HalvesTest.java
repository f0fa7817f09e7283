package org.janusrnn.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.janusrnn.tensor.Arena;
import org.janusrnn.tensor.Staging;
import org.janusrnn.testing.DeviceAndWay;
import org.janusrnn.testing.EveryWay;

/** Activations that were put away in half precision and brought back: every number is rounded as halves.cl says. */
class HalvesTest {
    private static final float LEAST = 0x1p-24f;
    private static final float LEAST_NORMAL = 0x1p-14f;
    private static final float MOST = 65504;
    private static final int EXPONENTS = 40;
    private static final int EACH = 32;

    /** Numbers of every size a half has and beyond; those half-way between two, and their neighbours; no whole vectors. */
    private static float[] numbers() {
        float[] special = {0, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 65504, 65519.996f, 65520,
            -65536, Float.MIN_NORMAL, -Float.MAX_VALUE, LEAST_NORMAL, 0x1.fffffep-15f, LEAST, 0x1p-25f, -0x1.fffp-26f,
            0x1.8p-24f, 1e-30f};
        float[] numbers = new float[EXPONENTS * EACH + special.length];
        int[] fractions = {0, 0x1000, 0x3000, 0x0fff, 0x1001, 0x3001, 0x7fffff, 0x7ff000};
        for (int i = 0; i < EXPONENTS * EACH; i++) {
            int fraction = i % EACH < fractions.length ? fractions[i % EACH] : i * 0x9e3779b1 >>> 9;
            numbers[i] = Math.scalb(Float.intBitsToFloat(0x3f800000 | fraction), i / EACH - 26) * (i % 2 == 0 ? 1 : -1);
        }
        System.arraycopy(special, 0, numbers, EXPONENTS * EACH, special.length);
        return numbers;
    }

    /** To the nearest, of two equally near ones the even; no number becomes 0, none becomes infinite. */
    private static float kept(float value) {
        float size = Math.abs(value);
        if (size == 0 || Float.isNaN(value) || Float.isInfinite(value)) {
            return value;
        }
        float unit = size < LEAST_NORMAL ? LEAST : Math.scalb(1f, Math.getExponent(value)) * 0x1p-10f;
        float rounded = (float) Math.rint(size / unit) * unit;
        return Math.copySign(Math.min(MOST, Math.max(LEAST, rounded)), value);
    }

    @EveryWay
    void everyNumberIsRoundedToTheNearestThatHasItsSign(DeviceAndWay on) {
        float[] numbers = numbers();
        int length = numbers.length;
        float[] back = new float[length + 1];
        try (Engine engine = on.open(); Arena arena = new Arena(engine.context(), "a test");
             Plan plan = new Plan(engine)) {
            Arena.Region from = arena.reserve("numbers", length);
            Arena.Region halves = arena.reserve("halves", length);
            Arena.Region to = arena.reserve("numbers again", length + 1);
            arena.allocate();
            Staging staging = new Staging(engine.queue(0), length + 1);
            staging.write(from.buffer(), numbers);
            back[length] = 7;   // nothing may be written behind the end
            staging.write(to.buffer(), back);
            HalvedPiece.record(plan, 0, "a test", "to_halves", from, halves, HalvedPiece.Runs.one(length), length);
            HalvedPiece.record(plan, 0, "a test", "from_halves", halves, to, HalvedPiece.Runs.one(length), length);
            plan.enqueue();
            staging.read(to.buffer(), 0, back, 0, length + 1);
        }
        assertThat(back[length]).isEqualTo(7);
        for (int i = 0; i < length; i++) {
            assertThat(Float.floatToIntBits(back[i])).as("%s came back as %s", numbers[i], back[i])
                    .isEqualTo(Float.floatToIntBits(kept(numbers[i])));
        }
    }
}
