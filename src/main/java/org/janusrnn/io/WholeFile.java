package org.janusrnn.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** Writes a file whole or not at all: whatever happens, under its name stands all of the old one or of the new. */
public final class WholeFile {

    /** What is to stand in the file. */
    interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Writes bytes.
     *
     * @throws UncheckedIOException where the file cannot be written; what stood there stands there still.
     */
    public static void write(Path path, byte[] bytes) {
        try {
            write(path, channel -> FileBytes.write(channel, ByteBuffer.wrap(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be written: " + e.getMessage(), e);
        }
    }

    static void write(Path path, Content content) throws IOException {
        // Through a symbolic link, so that the link stays one.
        Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException(target + " is a folder");
        }
        // Not Files.createTempFile, whose file only its owner could ever read.
        Path temporary = folder.resolve(".janus-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary,
                    StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        forceFolder(folder);
    }

    /** Makes the new name itself survive a power cut, where the system lets a folder be opened for that. */
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException windowsCannot) {
            // The file itself is safe; only the moment at which its name is on the disk is the system's choice.
        }
    }

    private WholeFile() {
    }
}
