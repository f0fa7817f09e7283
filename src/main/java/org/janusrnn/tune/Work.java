package org.janusrnn.tune;

import org.janusrnn.schedule.Engine;

/** The work by which a kernel is tuned: the engine has the parameters on trial. */
interface Work {
    /**
     * Does a small case and judges its results.
     *
     * @return what is wrong, in a few words; null where all is right.
     */
    String fault(Engine engine);

    /** Makes a larger case ready to be timed; to be closed before the engine. */
    Timed timed(Engine engine);

    /** Work ready to run. */
    interface Timed extends AutoCloseable {
        /** Nanoseconds that one run takes, of so many in a row. */
        double nanos(int runs);

        @Override
        void close();
    }
}
