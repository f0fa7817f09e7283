package org.janusrnn.io;

import java.nio.file.Path;

/** A safetensors file that cannot be read or written. The message is one line: the file, the tensor, the fault. */
public final class SafetensorsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_QUOTE = 120;

    /** A fault of the whole file. */
    public SafetensorsException(Path file, String fault) {
        super(oneLine(file + ": " + fault));
    }

    /** A fault of one tensor. */
    public SafetensorsException(Path file, String tensor, String fault) {
        this(file, "tensor " + quote(tensor) + ": " + fault);
    }

    /** A fault of the whole file that another one explains. */
    public SafetensorsException(Path file, String fault, Throwable cause) {
        super(oneLine(file + ": " + fault), cause);
    }

    /** Text that came out of a file, which may be of any length, as it can stand in a message: quoted, cut short. */
    public static String quote(String text) {
        String shown = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
        return "'" + shown + "'";
    }

    private static String oneLine(String message) {
        StringBuilder line = new StringBuilder(message.length());
        message.codePoints().forEach(point -> {
            if (Character.isISOControl(point) || point == 0x2028 || point == 0x2029) {
                line.append(String.format("\\u%04x", point));
            } else {
                line.appendCodePoint(point);
            }
        });
        return line.toString();
    }
}
