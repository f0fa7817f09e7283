package org.janusrnn.bench;

/** Who is timed with a row that is ready. */
interface Contestant {
    String name();

    /** Runs the row until the seconds are over, at least and at most so often; nanoseconds of each run. */
    long[] run(double seconds, int least, int most);
}
