package org.janusrnn.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The checked header of a file.
 *
 * @param dataStart where in the file the data begins.
 * @param entries   by name, in the order of the header.
 */
record Header(long dataStart, Map<String, String> metadata, Map<String, TensorEntry> entries) {
    /** The bytes in front of the header, which hold its length. */
    static final int LENGTH_BYTES = 8;
    /** The format's own limit. */
    static final int LONGEST = 100_000_000;

    /** Reads and checks; allocates no more than the header's length, which is known to lie inside the file. */
    static Header read(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw new SafetensorsException(path, "truncated: the file has " + size
                    + " bytes, a safetensors file at least the 8 of its header's length");
        }
        ByteBuffer prefix = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        FileBytes.read(path, channel, 0, prefix);
        long length = prefix.flip().getLong();
        if (length < 0 || length > LONGEST) {
            throw new SafetensorsException(path, "header length " + Long.toUnsignedString(length)
                    + " is above the limit of " + LONGEST + " bytes; probably not a safetensors file");
        }
        if (length > size - LENGTH_BYTES) {
            throw new SafetensorsException(path, "truncated: the header should have " + length
                    + " bytes, the file ends after " + (size - LENGTH_BYTES) + " of them");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        FileBytes.read(path, channel, LENGTH_BYTES, bytes);
        CharBuffer text = decode(path, bytes.flip());
        if (text.isEmpty() || text.charAt(0) != '{') {
            throw new SafetensorsException(path, "the header does not begin with '{'; probably not a safetensors file");
        }
        long dataStart = LENGTH_BYTES + length;
        Header header = new HeaderReader(path, size - dataStart).read(text, dataStart);
        header.requireNoGapAndNoOverlap(path, size - dataStart);
        return header;
    }

    private static CharBuffer decode(Path path, ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes);
        } catch (CharacterCodingException malformed) {
            throw new SafetensorsException(path, "the header is not valid UTF-8 at its byte " + bytes.position(),
                    malformed);
        }
    }

    /** Every byte of the data belongs to exactly one tensor, so that nothing hides in a file and nothing is shared. */
    private void requireNoGapAndNoOverlap(Path path, long dataBytes) {
        List<TensorEntry> inOrder = new ArrayList<>(entries.values());
        inOrder.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
        long at = 0;
        String before = null;
        for (TensorEntry entry : inOrder) {
            if (entry.begin() < at) {
                throw new SafetensorsException(path, entry.name(), "its data begins at byte " + entry.begin()
                        + " and overlaps that of tensor " + SafetensorsException.quote(before) + ", which ends at "
                        + at);
            }
            if (entry.begin() > at) {
                throw new SafetensorsException(path, entry.name(), "its data begins at byte " + entry.begin()
                        + ", which leaves a hole of " + (entry.begin() - at) + " bytes that belong to no tensor");
            }
            at = entry.end();
            before = entry.name();
        }
        if (at < dataBytes) {
            throw new SafetensorsException(path, "the last " + (dataBytes - at)
                    + " bytes of the file belong to no tensor");
        }
    }
}
