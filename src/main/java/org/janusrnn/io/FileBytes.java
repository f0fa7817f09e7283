package org.janusrnn.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reading and writing all of a buffer, which a channel is free to do in pieces. */
final class FileBytes {

    /** Fills the buffer from that position of the file. */
    static void read(Path path, FileChannel channel, long position, ByteBuffer buffer) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer, at);
            if (count < 0) {
                throw new SafetensorsException(path, "the file ended at byte " + at + " while it was being read");
            }
            at += count;
        }
    }

    /** Writes what remains of the buffer at the channel's position. */
    static void write(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private FileBytes() {
    }
}
