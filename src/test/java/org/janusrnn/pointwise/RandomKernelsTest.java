package org.janusrnn.pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import org.janusrnn.cl.ClBuffer;
import org.janusrnn.cl.ClDevice;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.testing.EveryDevice;

class RandomKernelsTest {
    private static final long SEED = 0x1234567890abcdefL;
    private static final long STREAM = 77L << 33 | 5;

    private static int[] words(Pointwise device, long first, int blocks, long seed, long stream) {
        ClBuffer words = device.ints(new int[4 * blocks]);
        device.run("random.cl", "random_words", 1, blocks, words, first, (long) blocks, seed, stream);
        return device.ints(words);
    }

    /** The three vectors that the authors publish for philox4x32-10 (Random123, tests/kat_vectors). */
    @EveryDevice
    void wordsAreThePublishedOnes(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            assertThat(words(d, 0, 1, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
            assertThat(words(d, -1, 1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
            assertThat(words(d, 0x85a308d3_243f6a88L, 1, 0x299f31d0_a4093822L, 0x03707344_13198a2eL))
                    .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
        });
    }

    /** Also where the number of the block passes 2^32. */
    @EveryDevice
    void wordsAreThoseOfTheHost(ClDevice device) {
        CounterRandom host = CounterRandom.of(SEED, STREAM);
        Pointwise.inBothWidths(device, d -> {
            for (long first : new long[] {0, 3, (1L << 32) - 20}) {
                int[] words = words(d, first, 37, SEED, STREAM);
                for (int i = 0; i < words.length; i++) {
                    assertThat(words[i]).as("word %d of block %d", i % 4, first + i / 4)
                            .isEqualTo(host.bits(4 * first + i));
                }
            }
        });
    }

    /** Periods that are no multiple of a block of four, or of a work-item's share. */
    @EveryDevice
    void dropoutDropsWhereTheHostSaysAndSharesItsMaskOverTime(ClDevice device) {
        CounterRandom host = CounterRandom.of(SEED, STREAM);
        Pointwise.inBothWidths(device, d -> {
            for (int[] shape : new int[][] {{1, 1}, {1, 3}, {1, 130}, {5, 7}, {3, 64}, {2, 67}}) {
                int repeats = shape[0];
                int period = shape[1];
                float[] x = new float[repeats * period];
                for (int i = 0; i < x.length; i++) {
                    x[i] = i + 1;
                }
                ClBuffer y = d.blank(x.length);
                // A work-item draws four numbers a lane, so there are a quarter as many pieces.
                d.run("dropout.cl", "dropout", repeats, (period + 3) / 4, d.floats(x), y, (long) repeats,
                        (long) period, 0.3f, 2f, SEED, STREAM);
                float[] got = d.floats(y);
                for (int i = 0; i < x.length; i++) {
                    assertThat(got[i]).as("element %d of %d x %d", i, repeats, period)
                            .isEqualTo(host.uniform(i % period) < 0.3f ? 0 : 2 * x[i]);
                }
            }
        });
    }

    @EveryDevice
    void dropoutOfNothingKeepsAllAndOfAllKeepsNothing(ClDevice device) {
        Pointwise.inBothWidths(device, d -> {
            ClBuffer x = d.floats(1, 2, 3, 4, 5);
            d.run("dropout.cl", "dropout", 1, 2, x, x, 1L, 5L, 0f, 1f, SEED, STREAM);
            assertThat(d.floats(x)).containsExactly(1, 2, 3, 4, 5);
            d.run("dropout.cl", "dropout", 1, 2, x, x, 1L, 5L, 1f, 0f, SEED, STREAM);
            assertThat(d.floats(x)).containsExactly(0, 0, 0, 0, 0);
        });
    }
}
