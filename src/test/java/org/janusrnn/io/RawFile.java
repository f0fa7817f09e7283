package org.janusrnn.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts safetensors files together byte by byte, right ones and wrong ones. */
final class RawFile {

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A file whose header length is right. */
    static Path write(Path path, String header, byte[] data) {
        byte[] text = utf8(header);
        return write(path, text.length, text, data);
    }

    static Path write(Path path, long headerLength, byte[] header, byte[] data) {
        return write(path, littleEndian(8 + header.length + data.length)
                .putLong(headerLength).put(header).put(data).array());
    }

    static Path write(Path path, byte[] content) {
        try {
            return Files.write(path, content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private RawFile() {
    }
}
