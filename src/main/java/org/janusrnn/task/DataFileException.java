package org.janusrnn.task;

import java.nio.file.Path;

/** A data file does not hold what it should; the message names the file, and the line where there is one. */
public final class DataFileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** @param fault what is wrong and what should be there. */
    public DataFileException(Path file, String fault) {
        super(file + ": " + fault);
    }

    /** @param line the line at fault, from 1. */
    public DataFileException(Path file, long line, String fault) {
        super(file + ", line " + line + ": " + fault);
    }
}
