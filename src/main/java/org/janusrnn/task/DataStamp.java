package org.janusrnn.task;

import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/** Tells data apart in a line of text: how much it is, and a checksum. */
final class DataStamp {
    private DataStamp() {
    }

    /** @param what what the numbers are, as {@code characters}. */
    static String of(String what, IntStream numbers) {
        CRC32 sum = new CRC32();
        long count = numbers.peek(number -> {
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                sum.update(number >>> shift);
            }
        }).mapToLong(number -> 1).sum();
        return String.format(Locale.ROOT, "%,d %s, CRC-32 %08x", count, what, sum.getValue());
    }
}
