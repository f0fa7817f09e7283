package org.janusrnn.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts to learn from: the one that comes with Janus, or a file of the user's own. */
public final class Books {
    /** The tests need a last tenth of some windows, and a network something to learn. */
    private static final int LEAST = 10_000;
    private static final String MOBY_DICK = "/data/moby-dick.txt";

    private Books() {
    }

    /** <i>Moby Dick</i>. */
    public static String mobyDick() {
        try (InputStream stream = Books.class.getResourceAsStream(MOBY_DICK)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + MOBY_DICK + " is missing: build Janus again");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + MOBY_DICK, e);
        }
    }

    /**
     * A text file in UTF-8.
     *
     * @throws DataFileException where it is too short or not UTF-8, with the line.
     */
    public static String read(Path file) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CoderResult result = decoder.decode(bytes, text, true);
        text.flip();
        if (result.isError()) {
            throw new DataFileException(file, 1 + text.chars().filter(c -> c == '\n').count(),
                    "this is not UTF-8 text: convert it first");
        }
        if (text.length() < LEAST) {
            throw new DataFileException(file, "a text of " + text.length() + " characters teaches nothing: at least "
                    + LEAST + " are needed");
        }
        return text.toString();
    }
}
