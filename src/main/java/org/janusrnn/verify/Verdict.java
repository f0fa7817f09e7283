package org.janusrnn.verify;

import java.util.Locale;

/** What came of a golden file on a device. */
public enum Verdict {
    /** Every result is as near as its tolerance asks. */
    PASS,
    /** A result is not, or the device could not compute it. */
    FAIL,
    /** The file asks for what Janus does not have yet. Never counts as passed. */
    UNSUPPORTED,
    /** The file cannot be read, or is not a golden file. */
    BROKEN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
