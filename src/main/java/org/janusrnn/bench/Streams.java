package org.janusrnn.bench;

/**
 * How memory is touched: every number of so many arrays once.
 *
 * @param read    arrays that are only read, 0 to 2.
 * @param updated arrays that are read and written in place, 0 or 1.
 * @param written arrays that are only written, 0 or 1. Where a processor reads a line of its cache before it writes it, it
 *                moves more than is counted here.
 */
record Streams(int read, int updated, int written) {
    /** What STREAM (McCalpin 1995) calls a copy, and counts as two. */
    static final Streams COPY = new Streams(1, 0, 1);

    /** How many arrays there are. */
    int arrays() {
        return read + updated + written;
    }

    /** Bytes read and bytes written of arrays of so many floats. */
    long bytes(long floats) {
        return (read + 2L * updated + written) * floats * Float.BYTES;
    }

    /** Bytes of the arrays. */
    long workingSet(long floats) {
        return arrays() * floats * Float.BYTES;
    }
}
