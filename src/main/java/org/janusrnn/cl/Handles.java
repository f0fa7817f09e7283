package org.janusrnn.cl;

import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts the native handles that are open in this process, by kind. Every test ends with a count of zero. */
public final class Handles {
    /** The kinds of handle, in the order in which a context closes them. */
    enum Kind {
        QUEUE("queue"), EVENT("event"), KERNEL("kernel"), PROGRAM("program"), SLICE("slice"), BUFFER("buffer"),
        CONTEXT("context");

        final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    private static final Kind[] KINDS = Kind.values();
    private static final AtomicLongArray COUNTS = new AtomicLongArray(KINDS.length);

    private Handles() {
    }

    /** How many native handles are open now. */
    public static long open() {
        long sum = 0;
        for (Kind kind : KINDS) {
            sum += COUNTS.get(kind.ordinal());
        }
        return sum;
    }

    /** The open handles by kind, such as {@code "2 buffers, 1 context"}, or {@code "none"}. */
    public static String report() {
        long[] counts = new long[KINDS.length];
        for (Kind kind : KINDS) {
            counts[kind.ordinal()] = COUNTS.get(kind.ordinal());
        }
        return describe(counts);
    }

    /** {@code counts} is indexed by the kind's ordinal. */
    static String describe(long[] counts) {
        StringJoiner parts = new StringJoiner(", ");
        for (Kind kind : KINDS) {
            long count = counts[kind.ordinal()];
            if (count != 0) {
                parts.add(count + " " + kind.label + (count == 1 ? "" : "s"));
            }
        }
        return parts.length() == 0 ? "none" : parts.toString();
    }

    static void opened(Kind kind) {
        COUNTS.incrementAndGet(kind.ordinal());
    }

    static void closed(Kind kind) {
        COUNTS.decrementAndGet(kind.ordinal());
    }
}
